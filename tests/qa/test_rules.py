from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article, Sentence
from qa.passages import Passage
from qa.question import AnswerType, analyse
from qa.rules import RuleReader
from qa.spans import Reader, Span

READER: Reader = RuleReader()
DEAL = (
    "Turkey and Russia signed an agreement to prevent an attack on Idlib in September 2018 on the"
    " condition that Turkey cleared extremist groups from the province.",
    "Turkey built 12 military observation posts around the province according to the terms of the"
    " deal.",
)
BRIDGE = (
    "The new harbour bridge in Porto Velho opened on 14 March 2019.",
    "It cost 212 million dollars and took six years to build.",
    "Mayor Helena Duarte cut the ribbon before 4,000 guests.",
    "The work stopped for eleven months because two pillars had to be moved.",
)
ECONOMY = (
    "Exports grew by 4.5% in the third quarter, the statistics office said.",
    "Almeida Works Ltd., which employs 300 people, opened a plant in Oslo.",
    "Critics called its latest product “The Iron Horse” at a fair.",
)


def passage(*sentences: str) -> Passage:
    article = Article("a", "", " ".join(sentences))
    marked = []
    at = 0
    for number, sentence in enumerate(sentences):
        marked.append(Sentence("a", number, at, at + len(sentence)))
        at += len(sentence) + 1
    return Passage(article, marked, marked[0], 1.0)


def read(text: str, *sentences: str) -> list[Span]:
    [spans] = READER.read(analyse(text), [passage(*sentences)])
    return spans


@pytest.mark.parametrize(
    ("text", "sentences", "answer"),
    [
        ("When was the deal signed?", DEAL, "September 2018"),
        ("When did Turkey and Russia sign the agreement?", DEAL, "September 2018"),
        ("How many observation posts did Turkey build?", DEAL, "12"),
        ("When did the bridge open?", BRIDGE, "14 March 2019"),
        ("Where did the bridge open?", BRIDGE, "Porto Velho"),
        ("How much did the bridge cost?", BRIDGE, "212 million dollars"),
        ("How long did it take to build?", BRIDGE, "six years"),
        ("Who cut the ribbon?", BRIDGE, "Helena Duarte"),
        ("How many guests came?", BRIDGE, "4,000"),
        ("Why did the work stop?", BRIDGE, "two pillars had to be moved"),
        ("By how much did exports grow?", ECONOMY, "4.5%"),
        ("Which company opened a plant?", ECONOMY, "Almeida Works Ltd."),
        ("In which city is the plant of Almeida Works?", ECONOMY, "Oslo"),
        ("What did critics call the product?", ECONOMY, "The Iron Horse"),
    ],
)
def test_the_best_span_answers(text: str, sentences: tuple[str, ...], answer: str) -> None:
    assert read(text, *sentences)[0].text == answer


def test_each_passage_has_its_own_spans() -> None:
    passages = [passage(*DEAL), passage(*BRIDGE), passage("Nothing of the sort.")]
    first, second, third = READER.read(analyse("When did it open?"), passages)
    assert first[0].text == "September 2018"
    assert second[0].text == "14 March 2019"
    assert third == []


def test_a_better_passage_has_a_higher_margin() -> None:
    [deal], bridge = READER.read(
        analyse("When was the agreement signed?"), [passage(*DEAL), passage(*BRIDGE)]
    )
    assert deal.margin > bridge[0].margin


def test_what_the_question_says_itself_is_no_answer() -> None:
    spans = read("Which country signed an agreement with Russia?", *DEAL)
    assert "Russia" not in [span.text for span in spans]
    assert spans[0].text == "Turkey"


def test_yes_or_no_is_not_read_from_a_passage() -> None:
    assert analyse("Did Turkey sign?").expects is AnswerType.YES_NO
    assert read("Did Turkey sign?", *DEAL) == []


def test_a_sentence_without_letters_or_a_question_without_words_is_read() -> None:
    assert read("When?", "…", "!") == []
    assert READER.read(analyse("?!"), []) == []


def test_a_sentence_without_end_is_read_in_part() -> None:
    began = perf_counter()
    spans = read("What did Turkey build?", "Turkey built a post " * 50_000)
    assert perf_counter() - began < 2
    assert all(span.end < 10_000 for span in spans)


QUESTIONS = st.sampled_from(
    [
        "When was it signed?",
        "Who said so?",
        "Where is it?",
        "How many were there?",
        "How much did it cost?",
        "Why did it stop?",
        "What did Turkey build?",
        "Which company is it?",
        "",
    ]
)


@given(st.text() | QUESTIONS, st.lists(st.text(min_size=1) | st.sampled_from(DEAL), min_size=1))
def test_every_span_is_a_slice_of_the_article(text: str, sentences: list[str]) -> None:
    of = passage(*sentences)
    [spans] = READER.read(analyse(text), [of])
    assert len(spans) <= 5
    for span in spans:
        assert of.start <= span.start < span.end <= of.end
        assert of.article.text[span.start : span.end] == span.text
    assert [span.score for span in spans] == sorted((s.score for s in spans), reverse=True)
