from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).parent.parent


def environment(data: Path, **settings: str) -> dict[str, str]:
    own = {"WHENCE_DATA": str(data), "WHENCE_PORT": "0", "WHENCE_READER": "rules"}
    return os.environ | own | {f"WHENCE_{name.upper()}": value for name, value in settings.items()}


def flask(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment(data), capture_output=True, text=True, check=False
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def server(data: Path) -> Iterator[str]:
    """A real server on a free port, over a data folder that is empty at first."""
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    yield next(word for word in line.split() if word.startswith("http://"))
    process.terminate()
    process.communicate(timeout=30)


def test_a_server_waits_for_its_index_and_moves_over_by_itself(server: str, data: Path) -> None:
    before = requests.get(f"{server}/readyz", timeout=30)
    asked_too_early = requests.get(f"{server}/ask", params={"q": "When?"}, timeout=30)
    assert flask(data, "index", "rebuild", "seeds").returncode == 0

    after = requests.get(f"{server}/readyz", timeout=30)
    reply = requests.post(
        f"{server}/ask", json={"question": "When was the deal on Idlib signed?"}, timeout=30
    )

    assert before.status_code == asked_too_early.status_code == 503
    assert after.status_code == 200
    assert reply.json()["answer"]["text"] == "September 2018"


def test_threads_get_the_same_answer(server: str, data: Path) -> None:
    flask(data, "index", "rebuild", "seeds")
    question = {"question": "How many observation posts did Turkey build?"}

    def ask(_: int) -> object:
        body = requests.post(f"{server}/ask", json=question, timeout=60).json()
        return body["answer"], [passage["sentence"] for passage in body["passages"]]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(40)))

    assert all(answer == answers[0] for answer in answers)


def test_a_port_in_use_is_named(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        run = subprocess.run(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=environment(data, port=port),
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert run.returncode == 1
    assert "cannot serve" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_wrong_setting_is_named(data: Path) -> None:
    run = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment(data, port="many"),
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert run.returncode == 1
    assert "WHENCE_PORT=many" in run.stderr
