"""Look for somebody's words in the bytes of the data folder, and take them out of there, too."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ahocorasick_rs import BytesAhoCorasick
from django.conf import settings
from django.db import connection

from klankbord.participate.archive.store import store
from klankbord.trust.rights.contract import Outsider

_CHUNK = 16 << 20
_MOST_NEEDLES = 5_000
_LONGEST_NEEDLE = 400  # bytes: enough to know a sentence by
_LEAST_NEEDLE = 12
_LEAST_WORD = 5  # bytes: a shorter one stands in packed numbers by chance
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz")  # of what was made small


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """What was found and done below the tables.

    `is_found_still` after a rewrite means: the words stand in rows that other people wrote.
    """

    n_bytes: int
    is_rewritten: bool
    is_found_still: bool
    n_files_removed: int


def clean_storage(outsider: Outsider, *, is_forced: bool) -> Cleaned:
    """Empty the log, search database and files, and rewrite the database if anything is found.

    A page that was split keeps copies of the cells that moved, and no `secure_delete` sees them:
    of a message, which is known by its phrases, but also of a single word in the list of words.
    """
    needles = needles_of(outsider.quotes | outsider.urls)
    words = store().words_gone({name.casefold() for name in outsider.handles} | outsider.words)
    store().empty_log()
    n_files = sum(_remove_exports(needles))
    is_rewritten = False
    if is_forced or _is_found(needles, words_of(words | outsider.names)):
        is_rewritten = _rewrite()
    return Cleaned(
        n_bytes=sum(path.stat().st_size for path in _database_files()),
        is_rewritten=is_rewritten,
        is_found_still=is_rewritten and _is_found(needles),
        n_files_removed=n_files,
    )


def needles_of(phrases: Iterable[str]) -> list[bytes]:
    """Cut phrases into byte strings that are long enough to be nobody else's."""
    cut = {phrase.encode().lower()[:_LONGEST_NEEDLE] for phrase in phrases}
    long_enough = [needle for needle in cut if len(needle) >= _LEAST_NEEDLE]
    return sorted(long_enough, key=len, reverse=True)[:_MOST_NEEDLES]


def words_of(words: Iterable[str]) -> list[bytes]:
    """Choose the words that are long enough to be looked for, as whole words."""
    small = {word.encode().lower() for word in words}
    return sorted(word for word in small if _LEAST_WORD <= len(word) <= _LONGEST_NEEDLE)


def holds_any(path: Path, needles: list[bytes], words: Sequence[bytes] = ()) -> bool:
    """Whether a file holds a byte string, or a word that is no part of a longer one.

    Read in pieces, with an overlap. Capitals do not count: the search index has none.
    """
    sought = _Sought(needles, words)
    return any(sought.stands_in(file) for file in _contents(path)) if needles or words else False


def _contents(path: Path) -> Iterator[IO[bytes]]:
    """The file itself, and what is packed in it."""
    with path.open("rb") as file:
        yield file
    if path.suffix == ".zip" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as pack:
            for name in pack.namelist():
                with pack.open(name) as member:
                    yield member


class _Sought:
    """Byte strings and whole words to look for."""

    def __init__(self, needles: Sequence[bytes], words: Sequence[bytes]) -> None:
        self._n_needles = len(needles)
        self._all = [*needles, *words]
        self._finder = BytesAhoCorasick(self._all)

    def stands_in(self, file: IO[bytes]) -> bool:
        overlap = max(map(len, self._all)) + 1
        tail = b""
        while piece := file.read(_CHUNK).lower():
            read = tail + piece
            found = self._finder.find_matches_as_indexes(read, overlapping=True)
            if any(n < self._n_needles or _stands_alone(read, at, end) for n, at, end in found):
                return True
            tail = read[-overlap:]
        return False


def _stands_alone(read: bytes, at: int, end: int) -> bool:
    return _LETTERS.isdisjoint(read[max(at - 1, 0) : at] + read[end : end + 1])


def _is_found(needles: list[bytes], words: Sequence[bytes] = ()) -> bool:
    return any(holds_any(path, needles, words) for path in _database_files())


def _database_files() -> list[Path]:
    if connection.vendor != "sqlite":
        return []
    base = Path(str(connection.settings_dict["NAME"]))
    both = [base, base.with_name(base.name + "-wal")]
    return [path for path in both if path.is_file()]


def _rewrite() -> bool:
    """Pages keep stale copies of cells that moved: only a rewrite drops them all."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store=FILE")  # a copy of the whole does not belong in memory
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA temp_store=MEMORY")
    store().empty_log()
    return True


def _remove_exports(needles: list[bytes]) -> Iterator[int]:
    """A copy that was made to be sent around goes as a whole.

    Uploads are the importer's, archive files the archive's: it wrote them anew before this.
    """
    data = Path(settings.DATA)
    for folder in (data / "files", data / "mail"):
        others = {folder / "imports", folder / "archive"}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and others.isdisjoint(path.parents) and holds_any(path, needles):
                path.unlink(missing_ok=True)
                yield 1
