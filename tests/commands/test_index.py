from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from qa.engine import Engine


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ferry.md").write_text(
        "---\ntitle: Ferry returns\npublished: 2022-05-01\nsource: Coastal Courier\n---\n\n"
        "The ferry to Lund sailed again on 1 May 2022. It carries 300 passengers.\n"
    )
    (folder / "tram.txt").write_text("The tram was painted blue. Nobody knows why.\n")
    return folder


def test_a_rebuild_indexes_a_folder_and_sums_up(runner: FlaskCliRunner, folder: Path) -> None:
    result = runner.invoke(args=["index", "rebuild", str(folder)])

    assert result.exit_code == 0, result.output
    assert "2 articles added, 0 replaced, 0 as they were, 0 rejected" in result.output
    assert "Indexed 2 articles, 4 sentences in" in result.output


def test_a_rebuild_again_replaces_nothing_and_keeps_everything(
    runner: FlaskCliRunner, folder: Path
) -> None:
    runner.invoke(args=["index", "rebuild", str(folder)])

    result = runner.invoke(args=["index", "rebuild", str(folder)])
    alone = runner.invoke(args=["index", "rebuild"])

    assert "0 articles added, 0 replaced, 2 as they were" in result.output
    assert "Indexed 2 articles, 4 sentences" in alone.output


def test_a_changed_file_replaces_its_article(
    runner: FlaskCliRunner, folder: Path, empty_engine: Engine
) -> None:
    runner.invoke(args=["index", "rebuild", str(folder)])
    (folder / "tram.txt").write_text("The tram was painted green.\n")

    result = runner.invoke(args=["index", "rebuild", str(folder)])

    assert "0 articles added, 1 replaced, 1 as they were" in result.output
    assert empty_engine.search("painted AND blue").total == 0
    assert empty_engine.search("painted AND green").total == 1


def test_files_that_cannot_be_read_are_named_and_the_rest_is_indexed(
    runner: FlaskCliRunner, folder: Path
) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "latin.txt").write_bytes("Der Tag war schön.".encode("latin-1"))
    (folder / "long.txt").write_text("word " * 1_000_000)

    result = runner.invoke(args=["index", "rebuild", str(folder)])

    assert result.exit_code == 2
    assert "3 articles added" in result.output
    assert "2 rejected" in result.output
    assert "empty.txt" in result.stderr
    assert "latin.txt" in result.stderr
    assert "UTF-8" in result.stderr


def test_a_missing_path_is_named(runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = runner.invoke(args=["index", "rebuild", str(tmp_path / "nowhere")])

    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_if_missing_leaves_an_index_alone(runner: FlaskCliRunner, folder: Path) -> None:
    first = runner.invoke(args=["index", "rebuild", "--if-missing", str(folder)])

    second = runner.invoke(args=["index", "rebuild", "--if-missing", str(folder)])

    assert "Indexed 2 articles" in first.output
    assert second.output == ""


def test_stats_tell_what_there_is(runner: FlaskCliRunner, engine: Engine) -> None:
    result = runner.invoke(args=["index", "stats", "--json"])
    spoken = runner.invoke(args=["index", "stats"])

    figures = json.loads(result.output)
    assert figures["articles"] == figures["library_articles"] == 3
    assert figures["up_to_date"] is True
    assert figures["generation"] in spoken.output


def test_stats_without_an_index_say_what_to_do(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["index", "stats"])

    assert result.exit_code == 1
    assert "flask index rebuild" in result.stderr
    assert "Traceback" not in result.stderr


def test_check_is_content_with_a_sound_index(runner: FlaskCliRunner, engine: Engine) -> None:
    result = runner.invoke(args=["index", "check"])

    assert result.exit_code == 0
    assert "sound" in result.output


def test_check_names_a_damaged_file(runner: FlaskCliRunner, engine: Engine) -> None:
    [columns] = engine.generations.folder.glob("*/sentences.npy")
    content = bytearray(columns.read_bytes())
    content[-1] ^= 1
    columns.write_bytes(content)

    result = runner.invoke(args=["index", "check"])

    assert result.exit_code == 1
    assert "sentences.npy" in result.stderr


def test_a_data_folder_that_cannot_be_used_is_named(
    runner: FlaskCliRunner, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("in the way")

    result = runner.invoke(args=["index", "rebuild", str(folder)])

    assert result.exit_code == 1
    assert "library.sqlite3" in result.stderr
    assert "Traceback" not in result.stderr
