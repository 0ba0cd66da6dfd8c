"""What the archive asks of a database beyond the ORM: batches and the search index."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from klankbord.core.match.database import Candidates


class Entry(NamedTuple):
    """One mention in the search index: its words in order, and its key tokens."""

    id: int
    words: str
    keys: str


class Span(NamedTuple):
    """Mention ids strictly between two ends; None leaves an end open."""

    after: int | None = None
    before: int | None = None


class Looked(NamedTuple):
    """What a look through the newest entries gave: (id, words), newest first.

    `last` is the oldest entry looked at; None: none is left behind it.
    """

    entries: list[tuple[int, str]]
    last: int | None


class Narrowing(NamedTuple):
    """What an index can do for a query: its expression (None: nothing), and if that is all."""

    expression: str | None
    is_exact: bool


def grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Bring ids together by token."""
    ids: dict[str, list[int]] = {}
    for token, number in pairs:
        ids.setdefault(token, []).append(number)
    return ids


class Store(Protocol):
    """Batched statements only: none of these runs once a row in Python's hands."""

    def wait_for_other_writers(self) -> None:
        """Hold back a second keeper until this transaction ends."""
        ...

    def read_by_ids(
        self, table: str, columns: Sequence[str], ids: Sequence[int]
    ) -> list[tuple[Any, ...]]:
        """Read rows by their `id`, in order of `id`; JSON comes as text."""
        ...

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows that are known to be new."""
        ...

    def index(self, entries: Sequence[Entry]) -> None:
        """Put new entries into the search index."""
        ...

    def unindex(self, ids: Sequence[int]) -> None:
        """Take entries out of the search index."""
        ...

    def forget_unindexed(self) -> None:
        """Rewrite what still holds words of entries taken out, in steps that let others through."""
        ...

    def merge_unindexed(self) -> None:
        """Only what `Thinning` needs of it."""
        ...

    def words_gone(self, words: Collection[str]) -> set[str]:
        """Of these words, those that no entry holds any more; none if no list of words is kept."""
        ...

    def empty_log(self) -> bool:
        """Empty the log of earlier pages; False if a reader was in the way."""
        ...

    def narrowing_of(self, candidates: Candidates) -> Narrowing:
        """Choose this database's own expression."""
        ...

    def key_expression(self, token: str) -> str:
        """Ask for one key token."""
        ...

    def any_of(self, expressions: Sequence[str]) -> str:
        """Ask for at least one of several."""
        ...

    def without(self, expression: str, refused: str) -> str:
        """Ask for the one and not for the other."""
        ...

    def words_like(self, pattern: str, *, most: int) -> list[str] | None:
        """Words in the index that fit a pattern; None if there are more, or it keeps none."""
        ...

    def look_through(
        self, expression: str | None, span: Span, pieces: Sequence[Sequence[str]], *, n: int
    ) -> Looked:
        """Of the newest `n` entries (that the index finds), those with one piece of each group."""
        ...

    def ids_by_key(self, tokens: Sequence[str]) -> dict[str, list[int]]:
        """Ids by key token, of those tokens that are found."""
        ...

    def found_ids(self, expression: str, span: Span, *, limit: int) -> list[int]:
        """Ids that the index finds, newest first."""
        ...

    def count_found(self, expression: str, span: Span, *, cap: int | None) -> int:
        """How many ids the index finds, counted no further than `cap` (None: to the end)."""
        ...

    def delete_by_ids(self, table: str, ids: Iterable[int], *, column: str = "id") -> None:
        """Remove rows by their `id`, or by another column."""
        ...

    def release_by_ids(self, table: str, ids: Iterable[int], *, column: str) -> None:
        """Let rows go on without what they pointed at."""
        ...
