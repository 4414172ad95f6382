"""Every command and every JSON example in the docs is run against the sample articles.

In a ``console`` block, a line that begins with ``$`` is a command and what follows is its output;
a line ``...`` stands for lines left out. Numbers may differ, words may not.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from settings import Settings, table

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def commands(page: Path) -> Iterator[tuple[str, str]]:
    """Yield each command of a page with the output that the page shows."""
    for kind, body in BLOCK.findall(page.read_text()):
        if kind == "console":
            for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                lines = part.rstrip().split("\n")
                continued = next(n for n, line in enumerate(lines) if not line.endswith("\\"))
                command = " ".join(line.rstrip("\\") for line in lines[: continued + 1])
                yield command, "\n".join(lines[continued + 1 :])


EXAMPLES = [
    pytest.param(command, output, id=f"{page.name}: {command[:60]}")
    for page in PAGES
    for command, output in commands(page)
]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sample articles, indexed in a folder of this module's own."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "my-articles").mkdir()
    (folder / "my-articles" / "fair.md").write_text(
        "# Book fair\n\nThe fair opens on 3 May 2024.\n"
    )
    (folder / "seeds").symlink_to(ROOT / "seeds")
    binaries = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "FLASK_APP": str(ROOT / "app.py"),
        "WHENCE_DATA": str(folder / "data"),
        "WHENCE_PORT": "0",
        "PWD": str(folder),
    }
    subprocess.run(["flask", "index", "rebuild", "seeds"], cwd=folder, env=environment, check=True)
    return environment


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    yield next(word for word in process.stdout.readline().split() if word.startswith("http"))
    process.terminate()
    process.communicate(timeout=30)


def assert_same_words(real: str, shown: str) -> None:
    """Assert that each run of lines shown is in the real output, whatever the numbers."""

    def without_numbers(text: str) -> str:
        text = re.sub(r"\d{8}T\d{6}-[0-9a-f]{6}", "GENERATION", text)
        text = re.sub(r"@[0-9a-f]{12}:", "@DIGEST:", text)
        return re.sub(r"\d+(?:[.,]\d+)*", "0", re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE))

    for part in re.split(r"^\s*\.\.\.\s*$", shown, flags=re.MULTILINE):
        assert without_numbers(part.strip("\n")) in without_numbers(real)


def request(command: str, server: str) -> requests.Response:
    """Do what a curl command says."""
    words = iter(shlex.split(command)[1:])
    url, method, body, headers = "", None, None, {}
    for word in words:
        if word in ("-d", "--json", "--data"):
            body = next(words)
            if word == "--json":
                headers["Content-Type"] = "application/json"
        elif word == "-H":
            name, _, value = next(words).partition(":")
            headers[name] = value.strip()
        elif word == "-X":
            method = next(words)
        elif not word.startswith("-"):
            url = word.replace("http://127.0.0.1:8000", server)
    return requests.request(
        method or ("POST" if body else "GET"), url, data=body, headers=headers, timeout=60
    )


@pytest.mark.parametrize(("command", "shown"), EXAMPLES)
def test_a_command_does_what_the_page_shows(
    command: str, shown: str, environment: dict[str, str], server: str
) -> None:
    if command.startswith("make "):
        assert re.search(rf"^{command.split()[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return
    if command.startswith("curl "):
        response = request(command, server)
        assert_same_words(json.dumps(response.json(), ensure_ascii=False, indent=2), shown)
        return
    assert command.startswith("flask "), command
    run = subprocess.run(
        shlex.split(command),
        cwd=environment["PWD"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in run.stderr
    assert_same_words(run.stdout + run.stderr, shown)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_json_blocks_are_json_and_links_lead_somewhere(page: Path) -> None:
    for kind, body in BLOCK.findall(page.read_text()):
        if kind == "json":
            json.loads(body)
    for target in LINK.findall(page.read_text()):
        assert "://" in target or (page.parent / target).exists(), target


def test_there_are_examples_to_run() -> None:
    assert len(EXAMPLES) >= 10


def test_the_settings_page_is_the_table() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()

    rows = re.findall(r"^\| `(WHENCE_\w+)` \| (.*?) \| (.*?) \|$", page, re.MULTILINE)

    expected = [
        (name, f"`{default}`" if default else "unset", text)
        for name, _, default, text in table(Settings())
    ]
    assert rows == expected


def test_the_python_example_in_the_architecture_runs(environment: dict[str, str]) -> None:
    [example] = [
        body
        for kind, body in re.findall(
            r"^  ```(\w+)\n(.*?)^  ```$", (ROOT / "ARCHITECTURE.md").read_text(), re.M | re.S
        )
        if kind == "python"
    ]
    program = re.sub("^  ", "", example, flags=re.MULTILINE) + "\nprint(reply.answer.text)\n"

    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=environment["PWD"],
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )

    assert run.stdout == "September 2018\n", run.stderr
