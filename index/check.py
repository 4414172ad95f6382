"""What ``flask index check`` looks at: files, counts, places and texts."""

from __future__ import annotations

from collections.abc import Iterator

from index.errors import IndexUnavailable
from index.generations import Generation, Generations
from index.library import Library


def problems(library: Library, generations: Generations) -> Iterator[str]:
    """Yield everything that is wrong with a library and the index made from it.

    Raises:
        LibraryError: the library cannot be opened at all.

    """
    yield from library.problems()
    try:
        generation = generations.open()
    except IndexUnavailable as error:
        yield str(error)
        return
    try:
        yield from _places(library, generation)
    finally:
        generation.close()


def _places(library: Library, generation: Generation) -> Iterator[str]:
    """Yield the sentences that do not stand where the index says."""
    columns = generation.index.columns
    if len(columns) != generation.index.document_count():
        yield f"{generation.name}: Whoosh and the columns hold different numbers of sentences"
    text_length: dict[int, int] = {}
    last_end = {0: 0}
    for document in range(len(columns)):
        revision, number, start, end = columns.row(document)
        if revision not in text_length:
            article = library.revision(revision)
            if article is None:
                yield f"{generation.name}: the library has lost revision {revision}"
            text_length = {revision: len(article.text) if article else 0}
            last_end = {revision: 0}
        if not last_end[revision] <= start < end <= text_length[revision]:
            yield f"{generation.name}: sentence {number} of revision {revision} is out of place"
        last_end[revision] = end
