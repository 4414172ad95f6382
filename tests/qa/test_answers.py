from __future__ import annotations

from dataclasses import replace

from index.articles import Article
from index.sentences import sentences_of
from qa.answers import group, withhold
from qa.passages import Passage
from qa.question import AnswerType, analyse
from qa.ranking import Candidate
from qa.reply import Reason
from qa.spans import Span
from qa.values import value_of

ONE = Article("one", "", "The fair opened on 3 May 2017. It was a Wednesday.")
TWO = replace(ONE, id="two", text="On May 3, 2017 the fair opened its gates to 400 guests.")


def candidate(article: Article, words: str, probability: float) -> Candidate:
    start = article.text.index(words)
    sentences = sentences_of(article)
    return Candidate(
        Passage(article, sentences, sentences[0], 1.0),
        Span(start, start + len(words), words, 1.0, 0.0),
        value_of(words, AnswerType.DATE, None),
        {},
        probability,
    )


def test_spans_that_mean_the_same_are_one_answer_with_all_its_evidence() -> None:
    candidates = [
        candidate(ONE, "3 May 2017", 0.9),
        candidate(TWO, "May 3, 2017", 0.6),
        candidate(TWO, "400 guests", 0.1),
    ]

    answers = group(candidates, 5)

    assert [answer.text for answer in answers] == ["3 May 2017", "400 guests"]
    assert [evidence.article.id for evidence in answers[0].evidence] == ["one", "two"]
    assert answers[0].confidence == 0.9
    for answer in answers:
        for evidence in answer.evidence:
            span, text = evidence.span, evidence.article.text
            assert text[span.start : span.end] == span.text
            assert evidence.sentence.start <= span.start < evidence.sentence.end


def test_a_worse_cut_of_the_same_words_is_no_answer_of_its_own() -> None:
    candidates = [candidate(ONE, "3 May 2017", 0.9), candidate(ONE, "May 2017", 0.8)]

    assert len(group(candidates, 5)) == 1


def test_no_more_answers_than_asked_for() -> None:
    candidates = [candidate(ONE, "fair", 0.9), candidate(ONE, "Wednesday", 0.8)]

    assert [answer.text for answer in group(candidates, 1)] == ["fair"]


def test_the_citation_of_the_same_words_of_the_same_text_stays() -> None:
    [first] = group([candidate(ONE, "3 May 2017", 0.9)], 5)
    [again] = group([candidate(replace(ONE, title="New title"), "3 May 2017", 0.2)], 5)
    [other] = group([candidate(replace(ONE, text=ONE.text + " "), "3 May 2017", 0.9)], 5)

    assert first.evidence[0].citation == again.evidence[0].citation
    assert first.evidence[0].citation != other.evidence[0].citation


def test_reasons_to_withhold_an_answer() -> None:
    when = analyse("When did the fair open?")
    good = candidate(ONE, "3 May 2017", 0.9)

    assert withhold(when, [good], 0.5) is None
    unsure = withhold(when, [good], 0.95)
    nothing = withhold(when, [], 0.5)
    yes_no = withhold(analyse("Did the fair open in 2017?"), [good], 0.5)

    assert unsure and unsure.reason is Reason.LOW_CONFIDENCE
    assert nothing and nothing.reason is Reason.TYPE_MISMATCH
    assert "date" in nothing.detail
    assert yes_no and yes_no.reason is Reason.TYPE_MISMATCH
