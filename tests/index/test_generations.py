from __future__ import annotations

import fcntl
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index.base import Filters
from index.check import problems
from index.errors import IndexDamaged, IndexUnavailable, RebuildRunning
from index.generations import Generations
from index.library import Library
from tests.conftest import ARTICLES, BRIDGE, COMET


def quietly(done: int) -> None:
    """Take progress and show nothing."""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library.sqlite3")
    library.put(ARTICLES)
    return library


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "index")


def folder_of(generations: Generations) -> Path:
    return generations.folder / (generations.folder / "CURRENT").read_text().split()[0]


def test_a_build_holds_every_sentence_in_its_place(
    library: Library, generations: Generations
) -> None:
    told: list[int] = []

    manifest = generations.build(library, told.append)

    assert manifest.articles == sum(told) == 3
    with generations.pin() as generation:
        assert generation.name == manifest.generation
        texts = [
            article.text[start:end]
            for revision, _, start, end in map(
                generation.index.columns.row, range(manifest.sentences)
            )
            if (article := library.revision(revision))
        ]
    assert "It cost 212 million dollars and took six years to build." in texts
    assert list(problems(library, generations)) == []


def test_before_the_first_build_there_is_a_clear_word(generations: Generations) -> None:
    with pytest.raises(IndexUnavailable, match="flask index rebuild"), generations.pin():
        pass


def test_an_empty_folder_has_no_index_yet(generations: Generations) -> None:
    generations.folder.mkdir()

    with pytest.raises(IndexUnavailable, match="there is no index yet"), generations.pin():
        pass


def test_an_empty_library_makes_an_empty_index(tmp_path: Path, generations: Generations) -> None:
    manifest = generations.build(Library(tmp_path / "other.sqlite3"), quietly)

    with generations.pin() as generation:
        hits = generation.index.rank(["bridge"], 5, Filters())

    assert manifest.sentences == 0
    assert hits == []


def test_readers_move_over_and_those_at_work_keep_what_they_hold(
    library: Library, generations: Generations
) -> None:
    generations.build(library, quietly)
    with generations.pin() as before:
        library.put([replace(COMET, text="The comet broke apart.")])
        generations.build(library, quietly)
        with generations.pin() as after:
            assert after.name != before.name
            assert after.index.rank(["apart"], 5, Filters()) != []
        [hit] = before.index.rank(["Solberg"], 1, Filters())
        article = library.revision(hit.revision)
        assert article == COMET


def test_another_process_that_reads_keeps_its_generation(
    library: Library, generations: Generations
) -> None:
    generations.build(library, quietly)
    held = folder_of(generations)
    with (held / "in-use").open() as other_reader:
        fcntl.flock(other_reader, fcntl.LOCK_SH)
        generations.build(library, quietly)
        assert held.exists()

    generations.build(library, quietly)

    assert not held.exists()


def test_a_second_rebuild_at_the_same_time_is_refused(
    library: Library, generations: Generations
) -> None:
    refusals: list[str] = []

    def again(done: int) -> None:
        with pytest.raises(RebuildRunning) as raised:
            Generations(generations.folder).build(library, quietly)
        refusals.append(str(raised.value))

    generations.build(library, again)

    assert refusals
    assert str(os.getpid()) in refusals[0]


def test_an_interrupted_build_leaves_the_old_generation_and_no_rubbish(
    library: Library, generations: Generations
) -> None:
    first = generations.build(library, quietly)

    def interrupt(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generations.build(library, interrupt)

    with generations.pin() as generation:
        assert generation.name == first.generation
    assert [path.name for path in generations.folder.iterdir() if path.is_dir()] == [
        first.generation
    ]


def build_and_die(folder: Path, database: Path) -> None:
    def die(done: int) -> None:
        os._exit(9)

    Generations(folder).build(Library(database), die)


def test_a_killed_build_is_cleared_away_by_the_next(
    library: Library, generations: Generations
) -> None:
    process = multiprocessing.get_context("spawn").Process(
        target=build_and_die, args=(generations.folder, library.path)
    )
    process.start()
    process.join()
    assert process.exitcode == 9
    with pytest.raises(IndexUnavailable, match="there is no index yet"):
        generations.open()

    manifest = generations.build(library, quietly)

    folders = [path.name for path in generations.folder.iterdir() if path.is_dir()]
    assert folders == [manifest.generation]


def test_every_changed_byte_is_noticed(library: Library, generations: Generations) -> None:
    generations.build(library, quietly)
    folder = folder_of(generations)
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        for place in {0, len(content) // 2, len(content) - 1} if content else set():
            flipped = bytearray(content)
            flipped[place] ^= 1
            path.write_bytes(flipped)

            with pytest.raises(IndexUnavailable, match="flask index rebuild"):
                generations.open()

            assert any("rebuild" in problem for problem in problems(library, generations))
            path.write_bytes(content)
    generations.open().close()


@pytest.mark.parametrize("cut", [0, 1, -1])
def test_a_file_cut_short_is_named(library: Library, generations: Generations, cut: int) -> None:
    generations.build(library, quietly)
    path = folder_of(generations) / "sentences.npy"
    path.write_bytes(path.read_bytes()[:cut])

    with pytest.raises(IndexDamaged, match=r"sentences\.npy"):
        generations.open()


def test_missing_pieces_are_named_and_mended_by_a_rebuild(
    library: Library, generations: Generations
) -> None:
    generations.build(library, quietly)
    shutil.rmtree(folder_of(generations))
    with pytest.raises(IndexDamaged, match="rebuild"):
        generations.open()

    generations.build(library, quietly)

    with generations.pin() as generation:
        assert generation.manifest.articles == 3


@pytest.mark.parametrize("content", ["", "one", "a b c", "\udcff"])
def test_a_pointer_that_makes_no_sense_is_refused(
    library: Library, generations: Generations, content: str
) -> None:
    generations.build(library, quietly)
    (generations.folder / "CURRENT").write_bytes(content.encode("utf-8", "surrogateescape"))

    with pytest.raises(IndexDamaged, match="pointer"), generations.pin():
        pass


def test_a_generation_of_another_version_is_refused(
    library: Library, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("index.manifest.FORMAT", 99)
        patch.setattr("index.generations.FORMAT", 99)
        generations.build(library, quietly)

    with pytest.raises(IndexUnavailable, match="has format 99"), generations.pin():
        pass


def build_with_little_space(folder: Path, database: Path) -> None:
    # Files may not grow past 8 KiB, as on a disk that is full; the signal would kill us.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
    try:
        Generations(folder).build(Library(database), quietly)
    except IndexUnavailable as error:
        os._exit(7 if "the one in use stays" in str(error) else 8)


def test_a_full_disk_leaves_the_old_generation_and_a_clear_word(
    library: Library, generations: Generations
) -> None:
    library.put(replace(BRIDGE, id=f"copy-{number}") for number in range(60))
    first = generations.build(library, quietly)
    process = multiprocessing.get_context("spawn").Process(
        target=build_with_little_space, args=(generations.folder, library.path)
    )
    process.start()
    process.join()

    assert process.exitcode == 7
    with generations.pin() as generation:
        assert generation.name == first.generation
    assert [path.name for path in generations.folder.iterdir() if path.is_dir()] == [
        first.generation
    ]


def test_a_damaged_new_generation_does_not_take_over(
    library: Library, generations: Generations
) -> None:
    first = generations.build(library, quietly)
    with generations.pin():
        pass
    other = Generations(generations.folder)
    other.build(library, quietly)
    path = folder_of(generations) / "sentences.npy"
    path.write_bytes(b"")

    with generations.pin() as generation:
        assert generation.name == first.generation


def test_a_folder_that_cannot_be_written_is_named(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(IndexUnavailable, match="cannot write"):
        Generations(tmp_path / "file" / "index").build(library, quietly)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_a_folder_of_another_user_is_named(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir(mode=0o755)
    program = (
        "import os, sys; from pathlib import Path; from index.generations import Generations;"
        "from index.library import Library; os.setuid(65534);"
        f"Generations(Path({str(folder)!r})).build(Library(Path({str(library.path)!r})), print)"
    )

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert run.returncode == 1
    assert "IndexUnavailable: cannot write the index folder" in run.stderr


def test_threads_ask_while_generations_change(library: Library, generations: Generations) -> None:
    generations.build(library, quietly)
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            with generations.pin() as generation:
                hits = generation.index.rank(["ribbon", "mayor"], 1, Filters())
                article = library.revision(hits[0].revision) if hits else None
                if article is None or "ribbon" not in article.text[hits[0].start : hits[0].end]:
                    wrong.append(hits)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        generations.build(library, quietly)
    done.set()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_dates_sources_and_ids_filter_before_ranking(
    library: Library, generations: Generations
) -> None:
    library.put([replace(BRIDGE, id="bridge-2", published=None, source="Northern Post")])
    generations.build(library, quietly)

    def found(filters: Filters) -> set[str]:
        with generations.pin() as generation:
            hits = generation.index.rank(["bridge"], 10, filters)
        articles = [library.revision(hit.revision) for hit in hits]
        return {article.id for article in articles if article}

    from_day = BRIDGE.published
    assert found(Filters()) == {"bridge", "bridge-2"}
    assert found(Filters(published_after=from_day, published_before=from_day)) == {"bridge"}
    assert found(Filters(sources=("Northern Post",))) == {"bridge-2"}
    assert found(Filters(article_ids=("bridge-2", "unknown"))) == {"bridge-2"}
    assert found(Filters(sources=("Nobody",))) == set()
