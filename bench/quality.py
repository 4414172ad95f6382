"""How well it finds and answers, on the development questions: ``python -m bench.quality``.

All of SquadShifts is indexed; the questions of its last ten new_wiki articles are asked, with only
their text given. The written news questions are asked of their own article, and of an index that
lacks it. Nothing was fitted on any of these.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import answering, retrieval, trecqa, unanswerable
from bench.development import (
    DATA,
    Asked,
    Collection,
    read_squad,
    read_trecqa,
    squadshifts,
)
from index.articles import Article
from index.generations import Generations
from index.library import Library
from qa.engine import Engine
from qa.reader import open_reader
from qa.spans import Reader

_OUT = Path(__file__).parent / "out"


def main() -> None:
    """Print the tables and draw the pictures."""
    parser = argparse.ArgumentParser(description="Measure quality on the development questions.")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--questions", type=int, help="ask only so many, chosen by a fixed seed")
    options = parser.parse_args()
    if not options.data.exists():
        sys.exit(f"{options.data} is not there: this needs the development data")
    articles, _, wiki = squadshifts(options.data)
    news = read_squad(options.data / "newsquestions" / "dev.json", "news")
    trec = read_trecqa(options.data / "trecqa" / "dev.xml")
    wiki = _sample(wiki, options.questions)
    news = Collection(news.articles, _sample(news.questions, options.questions))
    for number, kind in enumerate(("model", "rules")):
        reader, notice = open_reader("model" if kind == "model" else "rules", 2)
        if notice:
            print(notice)
            continue
        with _engine(reader, articles) as engine:
            if not number:
                _show(retrieval.report(engine.library, engine.generations, articles, wiki))
            _show(_gold(reader, articles, wiki, news))
            results, found = answering.ask_all(engine, wiki)
            _show(answering.engine_report(engine, results, found))
        _show(_unanswerable(reader, articles, wiki, news, results))
        _show(trecqa.report(reader, trec))


def _gold(
    reader: Reader, articles: Sequence[Article], wiki: Sequence[Asked], news: Collection
) -> Iterator[str]:
    answerable = [asked for asked in news.questions if asked.references]
    yield "| the reader alone | reader | EM | F1 |"
    yield "|---|---|---:|---:|"
    yield answering.gold_report(
        reader, "new_wiki, gold paragraph", articles, wiki, whole_article=False
    )
    yield answering.gold_report(
        reader, "news, gold article", news.articles, answerable, whole_article=True
    )


def _unanswerable(
    reader: Reader,
    articles: Sequence[Article],
    wiki: Sequence[Asked],
    news: Collection,
    with_articles: Sequence[answering.Given],
) -> Iterator[str]:
    yield f"| unanswerable questions, reader: {reader.name} | |"
    yield "|---|---:|"
    with _engine(reader, news.articles) as engine:
        results, _ = answering.ask_all(engine, news.questions, within_article=True)
    yield from unanswerable.near_miss_report(results)
    own = {asked.article_id for asked in wiki}
    with _engine(reader, [article for article in articles if article.id not in own]) as engine:
        without, _ = answering.ask_all(engine, wiki)
    yield unanswerable.left_out_row("the news questions", results, without)
    yield unanswerable.left_out_row("the same questions with them", with_articles, without)
    picture = _OUT / f"risk-coverage-{reader.name}.png"
    area = unanswerable.draw_risk_coverage(with_articles, picture)
    yield f"| area under the risk-coverage curve ({picture.name}) | {area:.3f} |"


@contextmanager
def _engine(reader: Reader, articles: Sequence[Article]) -> Iterator[Engine]:
    """An engine over articles, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "library.sqlite3")
        library.put(articles)
        engine = Engine(library, Generations(Path(folder) / "index"), reader)
        engine.rebuild()
        yield engine
        engine.close()


def _sample(questions: list[Asked], count: int | None) -> list[Asked]:
    return random.Random(1).sample(questions, min(count, len(questions))) if count else questions


def _show(lines: Iterator[str]) -> None:
    print("", *lines, sep="\n", flush=True)


if __name__ == "__main__":
    main()
