"""The manifest of a generation: what it is made of, and the proof that it still is.

Whoosh neither syncs nor checksums what it writes, so both are done here.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import IndexDamaged, IndexUnavailable

FORMAT = 1
REBUILD = "run `flask index rebuild`"
_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of. ``files`` maps names to (size in bytes, SHA-256)."""

    format: int
    generation: str
    created: str
    library_version: int
    articles: int
    sentences: int
    files: dict[str, tuple[int, str]]


def damaged(what: str) -> IndexDamaged:
    """Return the error that names what is wrong and says what mends it."""
    return IndexDamaged(f"{what}: {REBUILD}")


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write a generation's manifest, synced; return the SHA-256 of the file."""
    content = json.dumps(asdict(manifest), indent=2).encode()
    write_synced(folder / _NAME, content)
    return hashlib.sha256(content).hexdigest()


def read_manifest(folder: Path, digest: str | None = None) -> Manifest:
    """Read a generation's manifest; where a digest is given, the file must have it.

    Raises:
        IndexDamaged: the manifest is missing, or is not the one that was written.
        IndexUnavailable: another version of Whence wrote it.

    """
    try:
        content = (folder / _NAME).read_bytes()
        if digest not in (None, hashlib.sha256(content).hexdigest()):
            raise damaged(f"the manifest of generation {folder.name} was changed")
        fields = json.loads(content)
        found = fields["format"]
        if found == FORMAT:
            files = {name: (size, sha) for name, (size, sha) in fields.pop("files").items()}
            return Manifest(**fields, files=files)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise damaged(f"the manifest of {folder.name} is unreadable ({error})") from error
    raise IndexUnavailable(
        f"generation {folder.name} has format {found}, this version of Whence reads format"
        f" {FORMAT}: {REBUILD}"
    )


def sync_and_sum(folder: Path) -> dict[str, tuple[int, str]]:
    """Bring every file of a new generation onto the disk; return their sizes and sums."""
    files = {}
    for path in sorted(folder.iterdir()):
        # Whoosh's empty lock file is not part of the generation.
        if not path.name.endswith("LOCK"):
            with path.open("rb") as file:
                os.fsync(file.fileno())
            files[path.name] = (path.stat().st_size, _sum(path))
    return files


def verify(folder: Path, manifest: Manifest) -> None:
    """Read every file and compare it with the manifest.

    Raises:
        IndexDamaged: a file is missing, cut short or changed.

    """
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        try:
            found = path.stat().st_size
            if found != size:
                raise damaged(f"{path} has {found} bytes, not {size}")
            if _sum(path) != digest:
                raise damaged(f"{path} was changed since it was written")
        except OSError as error:
            raise damaged(f"{path} cannot be read ({error})") from error


def write_synced(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
