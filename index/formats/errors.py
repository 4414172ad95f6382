"""What is wrong with something that should have been an article."""

from __future__ import annotations


class ArticleError(ValueError):
    """What was given is not an article; the message says why and what to mend.

    ``line`` counts from 1 in the file, where the fault has a line.
    """

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line
