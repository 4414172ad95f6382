from __future__ import annotations

from pathlib import Path

import pytest

from index.articles import Article
from index.formats import article_files, read_file

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    items = [item for path in article_files([SEEDS]) for item in read_file(path)]
    found = [item for item in items if isinstance(item, Article)]
    assert found == items, "a sample article is rejected"
    return found


def test_there_are_enough_articles_with_ids_of_their_own(articles: list[Article]) -> None:
    assert 8 <= len(articles) <= 12
    assert len({article.id for article in articles}) == len(articles)


def test_every_article_says_where_and_when_it_appeared(articles: list[Article]) -> None:
    for article in articles:
        assert article.published
        assert article.source
        assert article.url
        assert article.id == Path(article.id).name
        assert 130 <= len(article.text.split()) <= 260


def test_both_formats_are_shown(articles: list[Article]) -> None:
    assert articles

    assert {path.suffix for path in article_files([SEEDS])} == {".md", ".txt"}


def test_articles_of_several_sources_agree_and_once_disagree(articles: list[Article]) -> None:
    texts = {article.source: article.text for article in articles if "idlib" in article.id}

    assert sum("September 2018" in text for text in texts.values()) == 4
    tolls = [text for text in texts.values() if "Feb. 3" in text]
    assert sum("ight Turkish" in text or "eight Turks" in text for text in tolls) == 3
    assert sum("Six Turkish soldiers were killed on Feb. 3" in text for text in tolls) == 1
