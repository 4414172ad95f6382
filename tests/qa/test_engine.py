from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from index.articles import Article
from index.base import Filters
from index.errors import IndexUnavailable, QuerySyntaxError
from qa.engine import Engine
from qa.reply import Reason, Reply
from tests.conftest import BRIDGE, COMET

# Pieces of the query language, in any order.
WORDS = "bridge the AND OR NOT ( ) \" ~ ~2 * ? ^ : [ ] title: published: 2019 TO + - ' around:"
PIECES = 'br " ~ 2 * ( ) : published title [ ] ^'
QUERIES = st.one_of(
    st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PIECES.split()), max_size=10).map("".join),
)


def assert_offsets(reply: Reply) -> None:
    """Every span and sentence of a reply is a slice of its article's text."""
    answers = [answer for answer in (reply.answer, *reply.alternatives) if answer]
    for evidence in (item for answer in answers for item in answer.evidence):
        text, span, sentence = evidence.article.text, evidence.span, evidence.sentence
        assert text[span.start : span.end] == span.text
        assert 0 <= sentence.start <= span.start < sentence.end <= len(text)
    for read in reply.passages:
        text, hit = read.passage.article.text, read.passage.hit
        assert text[hit.start : hit.end].strip() == text[hit.start : hit.end] != ""
        if read.span:
            assert hit.start <= read.span.start < hit.end
    assert (reply.answer is None) != (reply.no_answer is None)


@pytest.mark.parametrize(
    ("question", "answer", "value"),
    [
        ("When did the harbour bridge open?", "14 March 2019", "2019-03-14"),
        ("What did the bridge cost?", "212 million dollars", None),
        ("Who discovered the comet?", "Ingrid Solberg", None),
        ("When was the comet discovered?", "November 2021", "2021-11"),
    ],
)
def test_a_fact_comes_with_its_value_and_the_sentence_that_proves_it(
    engine: Engine, question: str, answer: str, value: str | None
) -> None:
    reply = engine.ask(question)

    assert reply.answer, reply.no_answer
    assert reply.answer.text == answer
    assert answer in reply.answer.evidence[0].article.text
    if value:
        assert reply.answer.value and reply.answer.value.normalised == value
    assert_offsets(reply)


def test_what_no_article_is_about_has_no_answer(engine: Engine) -> None:
    reply = engine.ask("Who is the chancellor of Austria?")

    assert reply.answer is None
    assert reply.no_answer and reply.no_answer.reason is Reason.NO_EVIDENCE
    assert reply.passages == ()


@pytest.mark.parametrize("text", ["?", "...", "!!! ???", "\U0001f600"])
def test_what_has_no_word_is_no_question(engine: Engine, text: str) -> None:
    reply = engine.ask(text)

    assert reply.no_answer and reply.no_answer.reason is Reason.NOT_A_QUESTION


def test_a_yes_no_question_gets_the_sentences_that_may_settle_it(engine: Engine) -> None:
    reply = engine.ask("Did the bridge open in 2019?")

    assert reply.answer is None
    assert reply.no_answer and reply.no_answer.reason is Reason.TYPE_MISMATCH
    assert reply.passages[0].passage.article == BRIDGE


def test_filters_leave_out_articles(engine: Engine) -> None:
    later = Filters(published_after=date(2020, 1, 1))

    reply = engine.ask("When did the harbour bridge open?", filters=later)

    assert all(read.passage.article == COMET for read in reply.passages)
    assert reply.answer is None


def test_the_limit_is_that_of_the_passages(engine: Engine) -> None:
    assert len(engine.ask("harbour bridge work river", limit=2).passages) == 2


def test_the_same_question_again_comes_from_the_cache_until_the_index_changes(
    engine: Engine,
) -> None:
    first = engine.ask("Who discovered the comet?")
    again = engine.ask("  Who discovered  the comet? ")
    engine.library.put([replace(COMET, text="The baker Edvard Dahl discovered a comet.")])
    engine.rebuild()
    changed = engine.ask("Who discovered the comet?")

    assert list(again.timings) == ["cache"]
    assert again.answer == first.answer
    assert changed.answer and changed.answer.text == "Edvard Dahl"
    assert changed.generation != first.generation


def test_an_explanation_adds_up_to_the_confidence(engine: Engine) -> None:
    reply = engine.ask("When did the harbour bridge open?", explain=True)

    assert reply.explanation and reply.answer
    best = reply.explanation["best_answer"]
    assert best["probability"] == pytest.approx(reply.answer.confidence, abs=1e-3)
    assert {score["term"] for score in reply.explanation["best_hit"]} >= {"harbour", "bridg"}
    assert reply.explanation["expects"] == "date"


def test_terms_explain_the_whole_retrieval_score(engine: Engine) -> None:
    words = ["harbour", "bridge", "opened"]
    with engine.generations.pin() as generation:
        [hit] = generation.index.rank(words, 1, Filters())

        scores = generation.index.explain(words, hit.document)

    assert sum(score.score for score in scores) == pytest.approx(hit.score)


def test_without_an_index_nothing_is_answered(empty_engine: Engine) -> None:
    with pytest.raises(IndexUnavailable, match="flask index rebuild"):
        empty_engine.ask("When?")

    assert empty_engine.ready()["ready"] is False


@pytest.mark.parametrize(
    ("query", "article_id"),
    [
        ("ribbon", "bridge"),
        ('"retired teacher"', "comet"),
        ("title:kneading AND dough", "recipe"),
        ("dough NOT flour", "recipe"),
        ("text:cost around:mayor", "bridge"),
        ("engineer*", "bridge"),
        ("solbreg~2", "comet"),
        ("published:2019 AND bridge", "bridge"),
        ('source:"Northern Post" AND comet', "comet"),
        ("ribbon OR steamboat", "bridge"),
        ('"ribbon before guests"~3', "bridge"),
    ],
)
def test_search_speaks_whoosh(engine: Engine, query: str, article_id: str) -> None:
    page = engine.search(query)

    assert {hit.article.id for hit in page.hits} == {article_id}
    assert page.total >= 1
    for hit in page.hits:
        assert hit.article.text[hit.sentence.start : hit.sentence.end]


@pytest.mark.parametrize(
    "query",
    [
        "published:yesteryear",
        "published:99999999999999",
        "bridge~3",
        "bridge~999999999999",
        "a~2",
        "a~1 AND bridge",
        "NOT " * 400,
    ],
)
def test_a_query_that_makes_no_sense_or_is_too_wide_is_refused(engine: Engine, query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        engine.search(query)


def test_a_search_that_would_take_too_long_is_refused(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.whoosh_index._MOST_POSTINGS", 20)

    with pytest.raises(QuerySyntaxError, match="narrower"):
        engine.search("text:[a TO z]")


def test_articles_are_listed_by_pages(engine: Engine) -> None:
    first, following = engine.list_articles(limit=2)
    second, end = engine.list_articles(limit=2, after=following)

    assert [article.id for article in first + second] == ["bridge", "comet", "recipe"]
    assert following == "comet"
    assert end is None


@given(text=st.text(max_size=200))
@hypothesis_settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_gets_a_reply_whose_offsets_hold(engine: Engine, text: str) -> None:
    assert_offsets(engine.ask(text))


@given(query=st.text(max_size=60) | QUERIES)
@example(query="(" * 1000)
@example(query="bridge REQUIRE river ANDMAYBE (comet ANDNOT 3")
@hypothesis_settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_query_is_searched_or_refused(engine: Engine, query: str) -> None:
    try:
        engine.search(query)
    except QuerySyntaxError as error:
        assert str(error)


def test_an_article_of_one_endless_line_can_be_asked_about(empty_engine: Engine) -> None:
    filler = "lorem ipsum " * 200_000
    text = f"{filler} The tower was finished on 9 June 1988. {filler}"
    empty_engine.library.put([Article("endless", "Endless", text)])
    empty_engine.rebuild()

    reply = empty_engine.ask("When was the tower finished?")

    assert reply.answer and reply.answer.text == "9 June 1988"
    assert_offsets(reply)
