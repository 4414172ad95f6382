from __future__ import annotations

from index.articles import Sentence
from index.base import Hit
from index.sentences import sentences_of
from qa.passages import Passage, gather, worth_reading
from tests.conftest import BRIDGE

SENTENCES = sentences_of(BRIDGE)


def passage(number: int) -> Passage:
    around = SENTENCES[max(0, number - 1) : number + 2]
    return Passage(BRIDGE, around, SENTENCES[number], score=1.0)


def test_a_hit_is_read_with_its_neighbours() -> None:
    sentence = SENTENCES[1]

    def neighbours(document: int, article_id: str, reach: int) -> list[Sentence]:
        return SENTENCES[document - reach : document + reach + 1]

    hit = Hit(1, 5, sentence.number, sentence.start, sentence.end, 2.5)
    [found] = gather([hit], lambda revision: BRIDGE, neighbours)

    assert found.hit == sentence
    assert found.text == BRIDGE.text[SENTENCES[0].start : SENTENCES[2].end]
    assert found.score == 2.5


def test_a_passage_whose_hit_a_better_one_holds_is_not_read_again() -> None:
    chosen = worth_reading([passage(0), passage(1), passage(4)], most=8)

    assert [item.hit.number for item in chosen] == [0, 4]


def test_no_more_is_read_than_allowed() -> None:
    chosen = worth_reading([passage(0), passage(3), passage(5)], most=2)

    assert [item.hit.number for item in chosen] == [0, 3]


def test_an_offset_belongs_to_its_sentence() -> None:
    whole = Passage(BRIDGE, SENTENCES, SENTENCES[0], score=1.0)

    for sentence in SENTENCES:
        assert whole.sentence_at(sentence.start) == sentence
        assert whole.sentence_at(sentence.end - 1) == sentence
