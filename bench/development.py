"""The development collections: articles to index and questions whose answers are known."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from index.articles import Article

DATA = Path("../shared/data")
# The last ten articles of new_wiki are for measuring; whatever is fitted uses the others.
HELD_OUT_ARTICLES = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers. Offsets are characters into the text of its article.

    ``answers`` is empty where the article does not hold the answer.
    """

    text: str
    article_id: str
    paragraph: tuple[int, int]
    answers: tuple[tuple[int, int], ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles, and the questions asked about them."""

    articles: list[Article]
    questions: list[Asked]


def read_squad(path: Path, name: str) -> Collection:
    """Read a SQuAD JSON file; the paragraphs of an article are joined by blank lines."""
    articles, questions = [], []
    for number, entry in enumerate(json.loads(path.read_text("utf-8"))["data"]):
        article_id = f"{name}-{number}"
        text = ""
        for paragraph in entry["paragraphs"]:
            text += "\n\n" if text else ""
            offset, text = len(text), text + paragraph["context"]
            questions += [
                _asked(qa, article_id, offset, paragraph["context"]) for qa in paragraph["qas"]
            ]
        # Where each paragraph has an article of its own, its "title" is only a number.
        title = re.sub(r"[\d_]+", " ", str(entry.get("title", ""))).strip()
        articles.append(Article(article_id, title, text))
    return Collection(articles, questions)


def squadshifts(data: Path) -> tuple[list[Article], list[Asked], list[Asked]]:
    """Return all SquadShifts articles, the questions to fit with and those to measure with."""
    folder = data / "squadshifts"
    wiki = read_squad(folder / "new_wiki_v1.0.json", "wiki")
    reddit = read_squad(folder / "reddit_v1.0.json", "reddit")
    amazon = read_squad(folder / "amazon_reviews_v1.0.json", "amazon")
    held_out = {article.id for article in wiki.articles[-HELD_OUT_ARTICLES:]}
    measured = [asked for asked in wiki.questions if asked.article_id in held_out]
    fitted = [asked for asked in wiki.questions if asked.article_id not in held_out]
    return [*wiki.articles, *reddit.articles, *amazon.articles], fitted, measured


def _asked(qa: dict[str, object], article_id: str, offset: int, context: str) -> Asked:
    answers = qa["answers"]
    assert isinstance(answers, list)
    places = {
        (offset + answer["answer_start"], offset + answer["answer_start"] + len(answer["text"]))
        for answer in answers
    }
    return Asked(
        text=" ".join(str(qa["question"]).split()),
        article_id=article_id,
        paragraph=(offset, offset + len(context)),
        answers=tuple(sorted(places)),
        references=tuple(answer["text"] for answer in answers),
    )
