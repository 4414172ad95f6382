from __future__ import annotations

import json
import logging
import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from index.articles import Article
from index.sentences import sentences_of
from qa.passages import Passage
from qa.question import analyse
from qa.reader import MODEL, ModelReader, ModelUnavailable, open_reader, trim
from qa.spans import Span
from tests.conftest import BRIDGE, COMET

pytestmark = pytest.mark.skipif(
    not (MODEL / "manifest.json").exists(), reason=f"no model is installed in {MODEL}"
)
QUESTION = analyse("When did the harbour bridge open?")


def whole(article: Article) -> Passage:
    sentences = sentences_of(article)
    return Passage(article, sentences, sentences[0], score=1.0)


@pytest.fixture(scope="module")
def reader() -> ModelReader:
    return ModelReader(threads=1)


def assert_offsets(passage: Passage, spans: list[Span]) -> None:
    for span in spans:
        assert passage.article.text[span.start : span.end] == span.text
        assert passage.start <= span.start < span.end <= passage.end
        assert span.text.strip() == span.text


def test_the_answer_is_marked_in_its_place(reader: ModelReader) -> None:
    bridge, comet = reader.read(QUESTION, [whole(BRIDGE), whole(COMET)])

    assert bridge[0].text == "14 March 2019"
    assert bridge[0].margin > comet[0].margin
    assert_offsets(whole(BRIDGE), bridge)
    assert_offsets(whole(COMET), comet)


def test_spans_come_best_first_and_do_not_overlap(reader: ModelReader) -> None:
    [spans] = reader.read(QUESTION, [whole(BRIDGE)])

    assert [s.margin for s in spans] == sorted((s.margin for s in spans), reverse=True)
    places = sorted((span.start, span.end) for span in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(places))


def test_a_long_passage_is_read_to_its_end(reader: ModelReader) -> None:
    filler = "The weather that week was mild and nothing else of note took place. " * 120
    article = Article("long", "", f"{filler}The harbour bridge opened on 14 March 2019. {filler}")

    [spans] = reader.read(QUESTION, [whole(article)])

    assert spans[0].text == "14 March 2019"
    assert_offsets(whole(article), spans)


def test_an_answer_does_not_depend_on_what_is_read_with_it(reader: ModelReader) -> None:
    [alone] = reader.read(QUESTION, [whole(BRIDGE)])
    together = reader.read(QUESTION, [whole(COMET), whole(BRIDGE), whole(COMET)])

    assert together[1][0].text == alone[0].text
    # Padding and the rounding of int8 leave small differences.
    assert together[1][0].margin == pytest.approx(alone[0].margin, abs=1.0)


def test_no_passages_are_read_into_nothing(reader: ModelReader) -> None:
    assert reader.read(QUESTION, []) == []


def test_a_question_of_any_length_is_read(reader: ModelReader) -> None:
    endless = analyse("When did the bridge open " * 4_000)

    [spans] = reader.read(endless, [whole(BRIDGE)])

    assert_offsets(whole(BRIDGE), spans)


def test_threads_read_the_same(reader: ModelReader) -> None:
    passages = [whole(BRIDGE), whole(COMET)]
    expected = reader.read(QUESTION, passages)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: reader.read(QUESTION, passages), range(16)))

    assert all(spans == expected for spans in found)


@given(text=st.text(min_size=1, max_size=300).filter(str.strip))
@hypothesis_settings(deadline=None, max_examples=60)
def test_offsets_hold_in_any_text(reader: ModelReader, text: str) -> None:
    article = Article("any", "", text.encode("utf-8", "replace").decode())
    if not sentences_of(article):
        return

    [spans] = reader.read(QUESTION, [whole(article)])

    assert_offsets(whole(article), spans)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("“14 March 2019,”", "14 March 2019"),
        ("(1987)", "1987"),
        ("the U.S.", "the U.S."),
        ("Almeida Works Inc.", "Almeida Works Inc."),
        ("in the garden.", "in the garden"),
        ("Assad's", "Assad"),
        ("Yes!", "Yes"),
        ("World Health Organization (WHO)", "World Health Organization (WHO)"),
        ("WHO)", "WHO"),
        ('the "big one"', 'the "big one"'),
        ('big one"', "big one"),
        (" - ", ""),
        ("$5", "$5"),
        ("12%", "12%"),
    ],
)
def test_stray_punctuation_is_trimmed(text: str, kept: str) -> None:
    start, end = trim(text, 0, len(text))

    assert text[start:end] == kept


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "reader"
    shutil.copytree(MODEL, folder)
    return folder


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "flipped"])
def test_a_model_that_is_not_the_shipped_one_is_refused(copy: Path, name: str, damage: str) -> None:
    path = copy / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(content if damage == "flipped" else content[:1000])

    with pytest.raises(ModelUnavailable, match=name):
        ModelReader(copy)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"files": {"model.onnx": 1}}'])
def test_a_manifest_that_makes_no_sense_is_refused(copy: Path, content: str) -> None:
    (copy / "manifest.json").write_text(content)

    with pytest.raises(ModelUnavailable):
        ModelReader(copy)


def test_a_file_that_is_no_model_is_refused(copy: Path) -> None:
    (copy / "model.onnx").write_bytes(b"no model")
    (copy / "manifest.json").write_text(json.dumps({"files": {}}))

    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        ModelReader(copy)


def test_without_the_model_the_rules_answer_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("qa.reader.MODEL", tmp_path / "nowhere")

    with caplog.at_level(logging.WARNING):
        reader, notice = open_reader("model", 1)

    assert reader.name == "rules"
    assert "nowhere" in notice
    assert notice in caplog.text


def test_the_reader_that_is_asked_for_is_opened() -> None:
    assert open_reader("rules", 1)[0].name == "rules"
    assert open_reader("model", 1)[0].name == "model"
