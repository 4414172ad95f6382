"""Question corpora become examples: a question, a text, and where people found the answer.

Every answer's offsets are characters into its example's text, and ``text[start:end]`` is the
answer. Corpora: SquadShifts, FairytaleQA and the written news questions (SQuAD JSON), and QAMR
(tab-separated token indices).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HELD_OUT_ARTICLES = 10
"""Articles at the end of ``new_wiki`` that are kept for development, by their order in the file."""

RANKING_WIKI_ARTICLES = 10
"""Articles before those that the ranking is fitted on: it must not see what the reader learned."""

RANKING_NEWS_ARTICLES = 120
"""Articles at the end of the news training questions that the ranking is fitted on."""

SHINGLE = 8
"""Words in a row by which copied text is recognised."""

COPY_SHARE = 0.1
"""A text counts as a copy when more than this share of its shingles is held out."""

CLOSING = {".", ",", ";", ":", "!", "?", "%", "'", "''", ")", "]", "}", "...", "n't"}
OPENING = {"(", "[", "{", "$", "``", "`", "#", "£"}
SPELLED = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "``": '"', "''": '"',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer: characters ``start`` to ``end`` of the example's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """A question about a text.

    ``answers`` holds one entry for each person asked, so that a span found by two stands twice;
    it is empty where the text does not hold the answer. ``article`` names the article that the
    text is from, and ``source`` the corpus.
    """

    id: str
    source: str
    article: str
    question: str
    text: str
    answers: tuple[Answer, ...]

    @property
    def answer_texts(self) -> list[str]:
        """The answers as they stand in the text."""
        return [self.text[answer.start : answer.end] for answer in self.answers]


@dataclass(frozen=True, slots=True)
class Corpora:
    """What the reader is trained on, and the two development sets that it is measured on.

    The articles that the ranking is fitted on are in none of them.
    """

    squadshifts: list[Example]
    news: list[Example]
    fairytales: list[Example]
    qamr: list[Example]
    wiki_dev: list[Example]
    news_dev: list[Example]


def read_squad(path: Path, source: str) -> list[list[Example]]:
    """Return the examples of a SQuAD JSON file, one list for each of its articles."""
    articles: list[list[Example]] = []
    for number, article in enumerate(json.loads(path.read_text("utf-8"))["data"]):
        examples: list[Example] = []
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            for qa in paragraph["qas"]:
                answers = tuple(
                    Answer(a["answer_start"], a["answer_start"] + len(a["text"]))
                    for a in qa["answers"]
                )
                examples.append(
                    Example(
                        id=str(qa["id"]),
                        source=source,
                        article=f"{source}/{number}",
                        question=qa["question"].strip(),
                        text=text,
                        answers=answers,
                    )
                )
        articles.append(examples)
    return articles


def join_tokens(tokens: Sequence[str]) -> tuple[str, list[Answer]]:
    """Join Penn Treebank tokens into natural text; return it and where each token stands."""
    text = ""
    places: list[Answer] = []
    glued = True
    for token in tokens:
        if not (glued or token in CLOSING or (token.startswith("'") and len(token) > 1)):
            text += " "
        spelled = SPELLED.get(token, token)
        closing = token == "-RRB-" or token == "-RSB-"
        if closing and text.endswith(" "):
            text = text[:-1]
        places.append(Answer(len(text), len(text) + len(spelled)))
        text += spelled
        glued = token in OPENING or token in {"-LRB-", "-LSB-", "-LCB-"}
    return text, places


def _token_span(indices: str, places: Sequence[Answer]) -> Answer | None:
    """Return the characters of space-separated token indices, or None if they have a gap."""
    try:
        numbers = sorted({int(index) for index in indices.split()})
    except ValueError:
        return None
    if not numbers or numbers[-1] - numbers[0] != len(numbers) - 1 or numbers[-1] >= len(places):
        return None
    return Answer(places[numbers[0]].start, places[numbers[-1]].end)


def read_qamr(folder: Path) -> list[Example]:
    """Return QAMR's questions about single sentences whose answer is one run of tokens.

    The asker's own answer comes first, then those of the validators that are one run too.
    """
    sentences: dict[str, tuple[str, list[Answer]]] = {}
    for line in (folder / "wiki-sentences.tsv").read_text("utf-8").splitlines():
        name, _, tokens = line.partition("\t")
        sentences[name] = join_tokens(tokens.split(" "))
    examples: list[Example] = []
    for part in ("dev", "test"):
        with (folder / f"{part}.tsv").open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)):
                if row[0] not in sentences:
                    continue
                text, places = sentences[row[0]]
                own = _token_span(row[6], places)
                if own is None:
                    continue
                others = (_token_span(cell.partition(":")[2], places) for cell in row[7:9])
                examples.append(
                    Example(
                        id=f"qamr-{part}-{number}",
                        source="qamr",
                        article=row[0],
                        question=row[5].strip(),
                        text=text,
                        answers=(own, *(span for span in others if span is not None)),
                    )
                )
    return examples


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return every run of ``SHINGLE`` words of a text, lower-case."""
    words = text.lower().split()
    return {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


def without_copies(examples: Sequence[Example], held_out: Sequence[Example]) -> list[Example]:
    """Return the examples whose texts are not, in good part, copies of held-out texts.

    News agencies' stories stand in the collection more than once, with small changes.
    """
    kept_aside = set().union(*(shingles(text) for text in {e.text for e in held_out}))
    copies: dict[str, bool] = {}
    for text in {example.text for example in examples}:
        found = shingles(text)
        copies[text] = len(found & kept_aside) > COPY_SHARE * len(found)
    return [example for example in examples if not copies[example.text]]


def _flat(articles: Sequence[Sequence[Example]]) -> Iterator[Example]:
    for examples in articles:
        yield from examples


def read_corpora(folder: Path) -> Corpora:
    """Read all corpora below ``folder`` without the articles set aside for the ranking."""
    shifts = folder / "squadshifts"
    wiki = read_squad(shifts / "new_wiki_v1.0.json", "new_wiki")
    reddit = read_squad(shifts / "reddit_v1.0.json", "reddit")
    amazon = read_squad(shifts / "amazon_reviews_v1.0.json", "amazon")
    wiki_dev = list(_flat(wiki[-HELD_OUT_ARTICLES:]))
    news_dev = list(_flat(read_squad(folder / "newsquestions" / "dev.json", "news")))
    news = read_squad(folder / "newsquestions" / "train.json", "news")
    kept_aside = list(_flat(news[-RANKING_NEWS_ARTICLES:]))
    trained_wiki = wiki[: -HELD_OUT_ARTICLES - RANKING_WIKI_ARTICLES]
    return Corpora(
        squadshifts=[*_flat(trained_wiki), *_flat(reddit), *_flat(amazon)],
        news=without_copies(list(_flat(news[:-RANKING_NEWS_ARTICLES])), [*news_dev, *kept_aside]),
        fairytales=list(_flat(read_squad(folder / "fairytaleqa" / "explicit.json", "fairytale"))),
        qamr=without_copies(read_qamr(folder / "qamr"), wiki_dev),
        wiki_dev=wiki_dev,
        news_dev=news_dev,
    )
