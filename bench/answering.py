"""How good the answers are: with the gold paragraph or article given, and through the engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

from bench.development import Asked
from bench.retrieval import DEPTH, Found
from bench.scores import exact_match, f1
from index.articles import Article, Sentence
from index.base import Filters
from index.sentences import sentences_of
from qa.engine import Engine
from qa.passages import Passage
from qa.question import analyse
from qa.reply import Answer, Reply
from qa.spans import Reader

_WINDOW = 3


@dataclass(frozen=True, slots=True)
class Given:
    """What one question got: the best guess, whether it was given as the answer, and how good.

    ``confidence`` is that of the best guess, 0 where there was none.
    """

    asked: Asked
    confidence: float
    given: bool
    exact: float
    f1: float


def ask_all(
    engine: Engine, questions: Sequence[Asked], *, within_article: bool = False
) -> tuple[list[Given], Found]:
    """Ask all questions, of the whole index or each of its own article alone."""
    found = Found("")
    results = []
    for asked in questions:
        filters = Filters(article_ids=(asked.article_id,)) if within_article else Filters()
        reply = engine.ask(asked.text, limit=DEPTH, filters=filters)
        found.add(asked, [read.passage.hit for read in reply.passages])
        guess = best_guess(reply)
        text = guess.text if guess else ""
        results.append(
            Given(
                asked,
                guess.confidence if guess else 0.0,
                reply.answer is not None,
                exact_match(text, asked.references),
                f1(text, asked.references),
            )
        )
    return results, found


def best_guess(reply: Reply) -> Answer | None:
    """Return the answer, or the best of those withheld."""
    return reply.answer or (reply.alternatives[0] if reply.alternatives else None)


def gold_report(
    reader: Reader,
    name: str,
    articles: Sequence[Article],
    questions: Sequence[Asked],
    *,
    whole_article: bool,
) -> str:
    """Return a row: the reader alone, given the gold paragraph or all windows of the article."""
    by_id = {article.id: article for article in articles}
    exact, overlap = [], []
    for asked in questions:
        article = by_id[asked.article_id]
        sentences = sentences_of(article)
        if whole_article:
            passages = list(_windows(article, sentences))
        else:
            first, last = asked.paragraph
            inside = [s for s in sentences if first <= s.start < last]
            passages = [Passage(article, inside, inside[0], 0.0)]
        read = reader.read(analyse(asked.text), passages)
        spans = [span for of_passage in read for span in of_passage]
        text = max(spans, key=lambda span: span.margin).text if spans else ""
        exact.append(exact_match(text, asked.references))
        overlap.append(f1(text, asked.references))
    return f"| {name} | {reader.name} | {mean(exact):.1%} | {mean(overlap):.1%} |"


def engine_report(engine: Engine, results: Sequence[Given], found: Found) -> Iterator[str]:
    """Yield the lines of the table of answers through the whole engine."""
    given = [result for result in results if result.given]
    yield f"| answers through the engine, reader: {engine.ready()['reader']} | |"
    yield "|---|---:|"
    yield f"| best guess, exact match | {mean(result.exact for result in results):.1%} |"
    yield f"| best guess, F1 | {mean(result.f1 for result in results):.1%} |"
    yield f"| questions answered | {len(given) / len(results):.1%} |"
    yield f"| F1 of those answered | {mean([result.f1 for result in given] or [0.0]):.1%} |"
    yield f"| answer sentence in the first five passages | {found.sentence_in(DEPTH):.1%} |"


def _windows(article: Article, sentences: Sequence[Sentence]) -> Iterator[Passage]:
    for first in range(max(1, len(sentences) - _WINDOW + 1)):
        window = sentences[first : first + _WINDOW]
        yield Passage(article, window, window[0], 0.0)
