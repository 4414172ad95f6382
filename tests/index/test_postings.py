from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import RamStorage
from whoosh.scoring import BM25F

from index.bm25f import Bm25f
from index.postings import Postings
from index.postings_writer import PostingsWriter
from index.stopwords import STOPWORDS

WORDS = st.sampled_from(["the", "deal", "sign", "turkey", "2018", "é", "zeta", "a" * 64])
ARTICLES = st.lists(
    st.tuples(st.lists(WORDS, max_size=3), st.lists(st.lists(WORDS, max_size=8), max_size=5)),
    max_size=6,
)
Collection = Sequence[tuple[Sequence[str], Sequence[Sequence[str]]]]


def write(folder: Path, collection: Collection, scoring: Bm25f | None = None) -> Postings:
    writer = PostingsWriter()
    for title, sentences in collection:
        writer.add(title, sentences)
    first = np.cumsum([0, *(len(sentences) for _, sentences in collection)])
    writer.save(folder, first, scoring)
    return Postings(folder, int(first[-1]))


def every_document(collection: Collection) -> list[dict[str, Sequence[str]]]:
    """The fields of each document, in their order."""
    found = []
    for title, sentences in collection:
        padded = [[], *sentences, []]
        for number, sentence in enumerate(sentences):
            near = [*padded[number], *padded[number + 2]]
            around = [word for word in near if word not in STOPWORDS]
            found.append({"text": sentence, "around": around, "title": title})
    return found


def score_of(term: str, number: int, documents: list[dict[str, Sequence[str]]], by: Bm25f) -> float:
    """BM25F written down as in the book, one document at a time."""
    total = 0.0
    for field, weight in (("text", by.text), ("around", by.around), ("title", by.title)):
        frequency = documents[number][field].count(term)
        holding = sum(term in document[field] for document in documents)
        lengths = [len(document[field]) for document in documents]
        average = max(sum(lengths) / len(lengths), 1.0)
        inverse = max(math.log(len(documents) / (holding + 1)) + 1, 0)
        norm = by.k1 * (1 - by.b + by.b * lengths[number] / average)
        total += weight * inverse * frequency * (by.k1 + 1) / (frequency + norm)
    return total


@given(collection=ARTICLES, asked=st.lists(WORDS, max_size=4, unique=True), limit=st.integers(1, 9))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_best_are_those_of_an_exhaustive_evaluation(
    tmp_path: Path, collection: Collection, asked: list[str], limit: int
) -> None:
    postings = write(tmp_path, collection)
    documents = every_document(collection)

    found = postings.top(asked, limit, None)

    scores = {
        number: sum(score_of(term, number, documents, Bm25f()) for term in asked)
        for number in range(len(documents))
    }
    best = sorted((score for score in scores.values() if score > 0), reverse=True)[:limit]
    assert [score for _, score in found] == pytest.approx(best, rel=1e-4)
    assert all(score == pytest.approx(scores[number], rel=1e-4) for number, score in found)
    assert len({number for number, _ in found}) == len(found)


@given(collection=ARTICLES, asked=st.lists(WORDS, min_size=1, max_size=4, unique=True))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_mask_leaves_out_and_changes_nothing_else(
    tmp_path: Path, collection: Collection, asked: list[str]
) -> None:
    postings = write(tmp_path, collection)
    count = len(every_document(collection))
    mask = np.arange(count) % 2 == 0

    everything = postings.top(asked, count + 1, None)

    assert postings.top(asked, count + 1, mask) == [hit for hit in everything if mask[hit[0]]]


def test_scores_are_those_of_whoosh_where_it_has_the_field_alone(tmp_path: Path) -> None:
    # Whoosh stores lengths in a byte, exactly only while they are short.
    sentences = [["deal"] * (n % 3) + [f"word{n}", "turkey"][: 1 + n % 2] for n in range(40)]
    alone = Bm25f(k1=1.2, b=0.75, around=0.0, title=0.0)
    postings = write(tmp_path, [([], sentences)], alone)
    schema = fields.Schema(text=fields.TEXT(analyzer=SpaceSeparatedTokenizer()))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for sentence in sentences:
        writer.add_document(text=sentence)
    writer.commit()
    asked = query.Or([query.Term("text", "deal"), query.Term("text", "turkey")])

    with index.searcher(weighting=BM25F(B=0.75, K1=1.2)) as searcher:
        theirs = {number: score for score, number in searcher.search(asked, limit=None).top_n}
    ours = dict(postings.top(["deal", "turkey"], len(sentences), None))

    assert ours.keys() == theirs.keys()
    assert all(ours[number] == pytest.approx(theirs[number], rel=0.02) for number in ours)


def test_equal_scores_come_in_the_order_of_the_documents(tmp_path: Path) -> None:
    postings = write(tmp_path, [([], [["deal"]]) for _ in range(20)] + [([], [["other"]])] * 40)

    assert [number for number, _ in postings.top(["deal"], 5, None)] == [0, 1, 2, 3, 4]


def test_what_no_sentence_holds_finds_nothing(tmp_path: Path) -> None:
    postings = write(tmp_path, [(["title"], [["deal"]])])

    assert postings.top(["unknown"], 5, None) == []
    assert postings.top([], 5, None) == []
    assert [len(part) for part in postings.of("")] == [0, 0]


def test_no_document_scores_above_the_ideal(tmp_path: Path) -> None:
    postings = write(tmp_path, [(["deal"], [["deal", "sign"], ["deal"], ["zeta"]])])

    [(_, best), *_] = postings.top(["deal", "sign"], 1, None)

    assert best <= postings.ideal(["deal", "sign"]) * 1.0001
    assert postings.ideal(["deal", "unknown"]) > postings.ideal(["deal"]) > 0


def test_an_empty_collection_can_be_asked(tmp_path: Path) -> None:
    assert write(tmp_path, []).top(["deal"], 5, None) == []


def test_neighbours_of_another_article_do_not_count(tmp_path: Path) -> None:
    postings = write(tmp_path, [([], [["alpha"], ["beta"]]), ([], [["gamma"]])])

    holders = Counter({word: len(postings.of(word)[0]) for word in ("alpha", "beta", "gamma")})

    assert holders == {"alpha": 2, "beta": 2, "gamma": 1}
