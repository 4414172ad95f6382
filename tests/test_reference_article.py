"""The article that the project started from, indexed alone; it is not part of the repository."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from app import create_app
from index.articles import Article
from qa.engine import Engine
from settings import Settings

FOLDER = Path(__file__).parents[2] / "shared" / "seeds"
FILES = sorted(FOLDER.glob("*.txt")) if FOLDER.exists() else []
pytestmark = pytest.mark.skipif(not FILES, reason=f"the reference article is not in {FOLDER}")

SUPPORT = {
    "When was the deal signed?": "September 2018",
    "How many observation posts did Turkey build?": "12 military observation posts",
    "When did Assad resume his assault on Idlib?": "in April",
    "How many Turkish soldiers were killed on Monday?": "Five Turkish soldiers",
    "When were eight Turkish military personnel killed?": "Feb. 3",
    "Who is the Kremlin spokesman?": "Dmitry Peskov",
    "Who said Washington stood by Ankara?": "Michael Pompeo",
    "When did a Russian delegation arrive in Turkey?": "on Saturday",
    "Who accused Moscow of failing to honour the deal?": "Erdoğan",
    "When was the Astana process launched?": "January 2017",
}


@pytest.fixture(scope="module", params=["rules", "model"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    kind: Literal["rules", "model"] = request.param
    settings = Settings(data=tmp_path_factory.mktemp("reference"), reader=kind)
    engine: Engine = create_app(settings).extensions["whence"]
    title, _, text = FILES[0].read_text().partition("\n")
    engine.library.put([Article("reference", title, text.strip(), date(2020, 2, 11))])
    engine.rebuild()
    yield engine
    engine.close()


def test_the_deal_was_signed_in_september_2018(engine: Engine) -> None:
    reply = engine.ask("When was the deal signed?")

    assert reply.answer, reply.no_answer
    [evidence, *_] = reply.answer.evidence
    assert "September 2018" in evidence.span.text
    sentence = evidence.article.text[evidence.sentence.start : evidence.sentence.end]
    assert sentence.startswith("Turkey and Russia signed an agreement")


@pytest.mark.parametrize("question", SUPPORT)
def test_the_supporting_sentence_comes_first_or_second(engine: Engine, question: str) -> None:
    reply = engine.ask(question)

    first_two = [
        read.passage.article.text[read.passage.hit.start : read.passage.hit.end]
        for read in reply.passages[:2]
    ]
    assert any(SUPPORT[question] in sentence for sentence in first_two)
