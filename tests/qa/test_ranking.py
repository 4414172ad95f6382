from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.sentences import sentences_of
from qa.passages import Passage
from qa.question import analyse
from qa.ranking import WEIGHTS, Ranking, answer_key
from qa.spans import Span
from tests.conftest import BRIDGE

QUESTION = analyse("When did the harbour bridge open?")
SENTENCES = sentences_of(BRIDGE)
PASSAGE = Passage(BRIDGE, SENTENCES[:2], SENTENCES[0], score=8.0)


def span(words: str, score: float) -> Span:
    start = BRIDGE.text.index(words)
    return Span(start, start + len(words), words, score, no_answer=0.0)


@pytest.mark.parametrize("reader", ["rules", "model"])
def test_the_weights_of_both_readers_are_there(reader: str) -> None:
    ranking = Ranking.load(reader)

    assert 0 < ranking.threshold < 1
    candidates = ranking.weigh(QUESTION, [PASSAGE], [[span("14 March 2019", 3.0)]], 9.0)
    assert set(ranking.coefficients) == set(candidates[0].features)


def test_the_better_span_of_the_expected_type_comes_first() -> None:
    spans = [[span("212 million dollars", 1.0), span("14 March 2019", 3.0)]]

    candidates = Ranking.load("rules").weigh(QUESTION, [PASSAGE], spans, 9.0)

    assert [item.span.text for item in candidates] == ["14 March 2019", "212 million dollars"]
    assert candidates[0].features["type_fits"] == 1.0
    assert 0 < candidates[1].probability < candidates[0].probability < 1


def test_the_additions_add_up_to_the_probability() -> None:
    ranking = Ranking(-1.0, {"margin": 0.5, "rank": 1.5}, 0.5, 0.5)
    features = {"margin": 2.0, "rank": 1.0}

    added = ranking.intercept + sum(ranking.additions(features).values())

    assert added == pytest.approx(1.5)
    assert ranking.probability(features) == pytest.approx(0.8176, abs=1e-4)


def test_no_passages_give_no_candidates() -> None:
    assert Ranking.load("rules").weigh(QUESTION, [], [], 0.0) == []


def test_the_same_words_in_other_letters_have_one_key() -> None:
    assert answer_key("the Harbour Bridge") == answer_key("harbour bridges")
    assert answer_key("Oslo") != answer_key("Bergen")


def test_the_file_is_readable_by_a_person() -> None:
    weights = json.loads(Path(WEIGHTS).read_text())

    assert set(weights) == {"rules", "model"}
    assert all(
        set(w) == {"intercept", "coefficients", "threshold", "reading"} for w in weights.values()
    )
