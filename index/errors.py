"""What can go wrong between the articles and a search."""

from __future__ import annotations


class WhenceError(Exception):
    """Something that an operator can mend; the message says what and how."""


class IndexUnavailable(WhenceError):
    """There is no generation of the index that can be searched; the message says what to do."""


class IndexDamaged(IndexUnavailable):
    """A generation does not match its manifest: a file is missing, cut short or changed."""


class RebuildRunning(WhenceError):
    """Another process is rebuilding the index of this data folder."""


class LibraryError(WhenceError):
    """The library cannot be opened, read or written; the message says why."""


class QuerySyntaxError(ValueError):
    """A search query that cannot be understood; the message says what to mend."""
