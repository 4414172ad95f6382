"""``flask ask``: a question and its answer on the terminal."""

from __future__ import annotations

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from commands.errors import clear_errors
from qa.engine import Engine
from qa.reply import Evidence, ReadPassage, Reply


@click.command()
@click.argument("question")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="Print the whole reply as JSON.")
@with_appcontext
def ask(question: str, limit: int, as_json: bool) -> None:
    """Answer QUESTION from the articles, with the sentence that proves it.

    Exits with 0 when there is an answer and with 3 when the articles do not hold it.
    """
    engine: Engine = current_app.extensions["whence"]
    with clear_errors():
        reply = engine.ask(question, limit=limit)
    if as_json:
        click.echo(json.dumps(reply.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(_page(reply))
    if reply.answer is None:
        click.get_current_context().exit(3)


def _page(reply: Reply) -> str:
    if reply.answer is None:
        assert reply.no_answer is not None
        lines = [click.style("No answer. ", bold=True) + reply.no_answer.detail]
        if reply.passages:
            lines += ["", "Nearest passage:", *_nearest(reply.passages[0])]
        return "\n".join(lines)
    answer = reply.answer
    value = answer.value.normalised if answer.value else None
    shown = f" = {value}" if value and value != answer.text else ""
    lines = [
        click.style(answer.text, bold=True) + f"{shown}  (confidence {answer.confidence:.0%})",
        *(line for evidence in answer.evidence for line in _proof(evidence)),
    ]
    return "\n".join(lines)


def _proof(evidence: Evidence) -> list[str]:
    article, sentence, span = evidence.article, evidence.sentence, evidence.span
    text = article.text
    end = max(sentence.end, span.end)
    marked = (
        text[sentence.start : span.start]
        + click.style(span.text, fg="green", bold=True)
        + text[span.end : end]
    )
    return ["", f"  {_one_line(marked)}", f"  {_source(evidence)}"]


def _source(evidence: Evidence) -> str:
    article = evidence.article
    published = article.published.isoformat() if article.published else None
    known = [article.title, article.source, published, article.url]
    return click.style(" · ".join(part for part in known if part), dim=True)


def _nearest(passage: ReadPassage) -> list[str]:
    article, hit = passage.passage.article, passage.passage.hit
    return [f"  {_one_line(article.text[hit.start : hit.end])}", f"  {article.title}"]


def _one_line(text: str) -> str:
    return " ".join(text.split())
