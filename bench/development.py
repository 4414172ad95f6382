"""The development collections: articles to index and questions whose answers are known."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.articles import Article

DATA = Path("../shared/data")
# The last ten articles of new_wiki are for measuring; whatever is fitted uses the others.
HELD_OUT_ARTICLES = 10
# The reader was not trained on the last articles of what is left (training/data.py): what it says
# of questions that it has learned tells nothing of what it will say of new ones.
_UNREAD_WIKI_ARTICLES = 10
_UNREAD_NEWS_ARTICLES = 120
_PAIRS = re.compile(r"<QApairs id='(.*?)'>(.*?)</QApairs>", re.DOTALL)
_BLOCK = re.compile(r"<(question|positive|negative)>\n(.*?)\n", re.DOTALL)
_SPELLED = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")"}


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


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question and its candidates: articles of one sentence each, and which of them are right."""

    question: str
    candidates: list[Article]
    right: frozenset[str]


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


def unread(data: Path) -> tuple[list[Article], list[Asked]]:
    """Return all articles but the development news, and questions that the reader has not learned.

    They are wiki and news questions that are not for measuring, near misses among them.
    """
    articles, wiki, _ = squadshifts(data)
    news = read_squad(data / "newsquestions" / "train.json", "news")
    return [*articles, *news.articles], [
        *_of_last_articles(wiki, _UNREAD_WIKI_ARTICLES),
        *_of_last_articles(news.questions, _UNREAD_NEWS_ARTICLES),
    ]


def read_trecqa(path: Path) -> list[Ranked]:
    """Read the questions that have both right and wrong candidates (the "clean" set)."""
    found = []
    for name, body in _PAIRS.findall(path.read_text("utf-8")):
        blocks = [(kind, _join(tokens.split("\t"))) for kind, tokens in _BLOCK.findall(body)]
        question = next(text for kind, text in blocks if kind == "question")
        sentences = [(kind, text) for kind, text in blocks if kind != "question"]
        candidates = [
            Article(f"{name}-{number}", "", text) for number, (_, text) in enumerate(sentences)
        ]
        right = {
            article.id
            for article, (kind, _) in zip(candidates, sentences, strict=True)
            if kind == "positive"
        }
        if 0 < len(right) < len(candidates):
            found.append(Ranked(question, candidates, frozenset(right)))
    return found


def _of_last_articles(questions: Sequence[Asked], count: int) -> list[Asked]:
    chosen = set(list(dict.fromkeys(asked.article_id for asked in questions))[-count:])
    return [asked for asked in questions if asked.article_id in chosen]


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


def _join(tokens: Sequence[str]) -> str:
    text = " ".join(_SPELLED.get(token, token) for token in tokens)
    text = re.sub(r" (?=[.,;:!?%)]|'[a-z]{1,2}\b|n't\b)", "", text)
    return re.sub(r"(?<=[($]) ", "", text)
