from __future__ import annotations

import json

from flask import Flask

from qa.engine import Engine


def test_an_answer_is_shown_with_its_proof_and_source(app: Flask, engine: Engine) -> None:
    result = app.test_cli_runner().invoke(args=["ask", "When did the harbour bridge open?"])

    assert result.exit_code == 0, result.output
    assert "14 March 2019" in result.output
    assert "Harbour bridge opens to traffic · Coastal Courier · 2019-03-15" in result.output


def test_the_span_is_highlighted_on_a_terminal(app: Flask, engine: Engine) -> None:
    result = app.test_cli_runner().invoke(
        args=["ask", "When did the harbour bridge open?"], color=True
    )

    assert "\x1b[32m\x1b[1m14 March 2019\x1b[0m" in result.output


def test_json_gives_the_reply(app: Flask, engine: Engine) -> None:
    question = "When did the harbour bridge open?"

    result = app.test_cli_runner().invoke(args=["ask", "--json", question])

    reply = json.loads(result.output)
    assert reply["question"] == question
    assert reply["answer"]["value"]["normalised"] == "2019-03-14"


def test_no_answer_has_its_reason_and_exit_code(app: Flask, engine: Engine) -> None:
    result = app.test_cli_runner().invoke(args=["ask", "Who is the chancellor of Austria?"])

    assert result.exit_code == 3
    assert "No answer." in result.output


def test_without_an_index_it_says_what_to_do(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["ask", "When?"])

    assert result.exit_code == 1
    assert "flask index rebuild" in result.stderr
