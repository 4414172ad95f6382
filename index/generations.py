"""Generations: build an index beside the one in use, verify it, swap to it, retire the old.

A generation is a folder that never changes once its manifest is written. A pointer file names
the one in use; it is replaced atomically, so a crash leaves the old or the new. Readers hold a
shared lock on a generation for as long as they use it, so that no process removes it under them.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from index.base import SentenceIndex
from index.errors import IndexDamaged, IndexUnavailable, RebuildRunning
from index.library import Library
from index.manifest import (
    FORMAT,
    REBUILD,
    Manifest,
    damaged,
    read_manifest,
    sync_and_sum,
    sync_folder,
    verify,
    write_manifest,
    write_synced,
)
from index.sentences import sentences_of
from index.whoosh_index import WhooshIndex
from index.whoosh_writer import WhooshWriter

_POINTER = "CURRENT"
_IN_USE = "in-use"
_BUILD_LOCK = "build.lock"
_log = logging.getLogger(__name__)


class Generation:
    """One open, verified generation. Closed by whoever opened it."""

    def __init__(self, folder: Path, manifest: Manifest, lock: int) -> None:
        self.manifest = manifest
        self.index: SentenceIndex = WhooshIndex(folder)
        self._lock = lock
        self.readers = 0

    @property
    def name(self) -> str:
        """The name that a reply carries."""
        return self.manifest.generation

    def close(self) -> None:
        """Let go of the files, so that the generation can be retired."""
        self.index.close()
        os.close(self._lock)


class Generations:
    """The generations in one folder, and the one that this process reads.

    Safe to share between threads; any number of processes may use one folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._current: Generation | None = None
        self._seen: tuple[int, int] | None = None
        self._failure: IndexUnavailable | None = None
        self._lock = threading.Lock()
        self._opening = threading.Lock()

    @contextmanager
    def pin(self) -> Iterator[Generation]:
        """Hold the generation in use, moving over first when the pointer has moved.

        Raises:
            IndexUnavailable: there is none that can be searched.

        """
        self._follow()
        with self._lock:
            generation = self._current
            if generation is None:
                raise self._failure or IndexUnavailable(f"there is no index yet: {REBUILD}")
            generation.readers += 1
        try:
            yield generation
        finally:
            with self._lock:
                generation.readers -= 1
                unused = generation is not self._current and generation.readers == 0
            if unused:
                generation.close()

    def close(self) -> None:
        """Let go of the generation in use."""
        with self._lock:
            generation, self._current, self._seen = self._current, None, None
            unused = generation is not None and generation.readers == 0
        if generation is not None and unused:
            generation.close()

    def exists(self) -> bool:
        """Say whether a rebuild has ever finished here."""
        return (self.folder / _POINTER).exists()

    def open(self) -> Generation:
        """Open the generation that the pointer names, verified from the first byte to the last.

        Raises:
            IndexDamaged: a file is missing, cut short or changed.
            IndexUnavailable: there is none, or another version of Whence made it.

        """
        while True:
            name, digest = self._read_pointer()
            folder = self.folder / name
            try:
                lock = os.open(folder / _IN_USE, os.O_RDONLY)
            except OSError as error:
                if self._read_pointer() != (name, digest):
                    continue
                raise damaged(f"generation {name} is not there ({error})") from error
            fcntl.flock(lock, fcntl.LOCK_SH)
            try:
                manifest = read_manifest(folder, digest)
                verify(folder, manifest)
                return Generation(folder, manifest, lock)
            except IndexUnavailable:
                os.close(lock)
                if self._read_pointer() == (name, digest):
                    raise
            except Exception as error:
                os.close(lock)
                raise damaged(f"generation {name} cannot be opened ({error})") from error

    def build(self, library: Library, progress: Callable[[int], None]) -> Manifest:
        """Index all that the library holds into a new generation and swap to it.

        ``progress`` is told the number of articles done since it was told last.

        Raises:
            RebuildRunning: another process is at it.
            IndexUnavailable: the folder cannot be written.
            IndexDamaged: the new generation failed its verification; the old one stays.

        """
        with self._build_lock():
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
            folder = self.folder / name
            try:
                folder.mkdir(mode=0o700)
                manifest = _write_generation(folder, name, library, progress)
                self._swap(folder, manifest)
            except OSError as error:
                shutil.rmtree(folder, ignore_errors=True)
                raise IndexUnavailable(
                    f"the new index could not be written, the one in use stays: {error}"
                ) from error
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            self._retire(library)
            return manifest

    def _follow(self) -> None:
        """Open what the pointer names, unless that was tried before."""
        seen = self._pointer_state()
        if seen == self._seen:
            return
        # While one thread opens the new generation, the others go on reading the old one.
        if not self._opening.acquire(blocking=self._current is None):
            return
        try:
            if seen == self._seen:
                return
            try:
                opened, failure = self.open(), None
            except IndexUnavailable as error:
                _log.error("%s", error)
                opened, failure = None, error
            self._move(opened, failure, seen)
        finally:
            self._opening.release()

    def _move(
        self,
        opened: Generation | None,
        failure: IndexUnavailable | None,
        seen: tuple[int, int] | None,
    ) -> None:
        with self._lock:
            self._seen, self._failure = seen, failure
            if opened is None:
                return
            old, self._current = self._current, opened
            unused = old is not None and old.readers == 0
        if old is not None and unused:
            old.close()

    def _pointer_state(self) -> tuple[int, int] | None:
        try:
            state = (self.folder / _POINTER).stat()
        except OSError:
            return None
        return state.st_ino, state.st_mtime_ns

    def _read_pointer(self) -> tuple[str, str]:
        """Return the name in the pointer, and the digest of that generation's manifest."""
        try:
            name, digest = (self.folder / _POINTER).read_text("ascii").split()
        except FileNotFoundError as error:
            raise IndexUnavailable(f"there is no index yet: {REBUILD}") from error
        except (OSError, ValueError) as error:
            raise damaged(f"the pointer to the index is unreadable ({error})") from error
        return name, digest

    def _swap(self, folder: Path, manifest: Manifest) -> None:
        """Write the manifest, verify what is on disk, and move the pointer."""
        digest = write_manifest(folder, manifest)
        write_synced(folder / _IN_USE, b"")
        sync_folder(folder)
        verify(folder, read_manifest(folder, digest))
        pending = self.folder / f"{_POINTER}.new"
        write_synced(pending, f"{manifest.generation} {digest}\n".encode())
        pending.replace(self.folder / _POINTER)
        sync_folder(self.folder)

    def _retire(self, library: Library) -> None:
        """Remove the generations that nobody reads, and the revisions that only they needed."""
        current, _ = self._read_pointer()
        kept = [current]
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name != current and not _remove_unused(folder):
                kept.append(folder.name)
        versions = []
        for name in kept:
            with suppress(IndexUnavailable):
                versions.append(read_manifest(self.folder / name).library_version)
        library.purge(min(versions))

    @contextmanager
    def _build_lock(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self.folder / _BUILD_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise IndexUnavailable(
                f"cannot write the index folder {self.folder}: {error}"
            ) from error
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                holder = os.read(lock, 32).decode("ascii", "replace").strip()
                raise RebuildRunning(
                    f"another rebuild of {self.folder} is running (process {holder or 'unknown'});"
                    " wait for it to end"
                ) from error
            os.ftruncate(lock, 0)
            os.pwrite(lock, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(lock)


def _write_generation(
    folder: Path, name: str, library: Library, progress: Callable[[int], None]
) -> Manifest:
    version = library.snapshot().version
    writer = WhooshWriter(folder)
    articles = 0
    try:
        for revision, article in library.at(version):
            writer.add(revision, article, sentences_of(article))
            articles += 1
            progress(1)
        sentences = writer.commit()
    except BaseException:
        with suppress(Exception):
            writer.cancel()
        raise
    index = WhooshIndex(folder)
    try:
        if not sentences == index.document_count() == len(index.columns):
            raise IndexDamaged(
                f"wrote {sentences} sentences but Whoosh holds {index.document_count()}"
            )
    finally:
        index.close()
    return Manifest(
        format=FORMAT,
        generation=name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        library_version=version,
        articles=articles,
        sentences=sentences,
        files=sync_and_sum(folder),
    )


def _remove_unused(folder: Path) -> bool:
    """Remove a generation unless a reader holds it. One without a lock file was never finished."""
    try:
        lock = os.open(folder / _IN_USE, os.O_RDONLY)
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
