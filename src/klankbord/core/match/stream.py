"""The stream matcher: many queries against many posts, a batch at a time.

Each query is filed under its rarest needed part. What a batch holds (words, pairs of words, values)
calls up queries; a second needed part, then counts and the other parts, leave few; only those are
tested for NEAR, longer phrases and the like. All but the last step works on whole batches.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Generic, TypeVar

import numpy as np

from klankbord.core.match.atoms import Atoms, Kind
from klankbord.core.match.facts import Facts
from klankbord.core.match.filing import NONE, Record, file_queries, record_of
from klankbord.core.match.held import AT_ONCE, Gathered, Held, Reader
from klankbord.core.match.late import Judge, Loose, Nears
from klankbord.core.match.spread import Marks, Numbers, row_starts, slices, spread, unique
from klankbord.core.match.tree import Query
from klankbord.core.post import Post

Key = TypeVar("Key", bound=Hashable)

_LEAST_SIZE: Final = 1_000
"""Characters that a post counts for at least: long ones go with fewer at a time."""
_FIRST_FILED: Final = 1_000
_FILED_AGAIN: Final = 8
"""Filed by guesses, then by what a thousand posts held, then after eight times as many."""
_GUESS_COUNTS: Final = 200
_MOST_CALLED: Final = 400_000
"""Pairs of post and query that are looked at together."""


class Matcher(Generic[Key]):
    """Matches posts against the queries it was made with; pairs may come from a generator.

    Only what matching needs is kept of a query: about 250 bytes.

    `shares` are measured shares of posts that hold a word (0 to 1), where known: they only make
    filing better, never the answers different. Not for use by two threads at once.
    """

    def __init__(
        self,
        queries: Mapping[Key, Query] | Iterable[tuple[Key, Query]],
        shares: Mapping[str, float] | None = None,
    ) -> None:
        self.atoms = Atoms(shares or {})
        self._records: list[Record | None] = []
        self._keys: list[Key] = []
        self._places: dict[Key, int] = {}
        self.change(queries)

    def change(
        self, queries: Mapping[Key, Query] | Iterable[tuple[Key, Query]], gone: Iterable[Key] = ()
    ) -> None:
        """Add or replace queries, and take others away; it holds from the next batch on."""
        for key in gone:
            self._records[self._places[key]] = None
        for key, query in queries.items() if isinstance(queries, Mapping) else queries:
            record = record_of(query.tree, self.atoms)
            if key in self._places:
                self._records[self._places[key]] = record
            else:
                self._places[key] = len(self._keys)
                self._keys.append(key)
                self._records.append(record)
        self.atoms.vocabulary.close()
        self._prepare()

    def _prepare(self) -> None:
        atoms = self.atoms
        self._counts = np.zeros(len(atoms), np.int64)
        self._n_seen, self._file_at = 0, _FIRST_FILED
        self._file()
        self._kinds = np.array(atoms.kinds, np.int8)
        counted = list(dict.fromkeys(field for field, _low, _high in atoms.bounds))
        self._bounds = np.zeros((3, len(atoms)))
        for (field, low, high), number in atoms.bounds.items():
            self._bounds[:, number] = counted.index(field), low, high
        self._reader = Reader(atoms, counted)
        self.nears, self.loose, self._judge = Nears(atoms), Loose(atoms), Judge(atoms)

    def _file(self) -> None:
        """File by what was seen so far; guesses count as if they were that many posts."""
        guessed = np.array(self.atoms.shares) * _GUESS_COUNTS
        shares = (self._counts + guessed) / (self._n_seen + _GUESS_COUNTS)
        self.filing = file_queries(self._records, self.atoms, shares)

    def _count(self, atoms: Numbers, n_posts: int) -> None:
        self.measure(np.bincount(atoms, minlength=len(self._counts)), n_posts)

    def measure(self, counts: Numbers, n_posts: int) -> None:
        """Take in how many of some posts held each question; now and then it is filed anew."""
        self._counts += counts
        self._n_seen += n_posts
        if self._n_seen >= self._file_at:
            self._file()
            self._file_at *= _FILED_AGAIN

    def match(
        self, posts: Sequence[Post], facts: Sequence[Facts] | None = None
    ) -> list[tuple[int, Key]]:
        """Pairs of post index and query key, sorted by post and then in the order of queries.

        `facts[i]` holds what only others know of post i: topic, audience, reach, sentiment.
        """
        rows, numbers = self.rows(posts, facts)
        keys = self._keys
        return [
            (row, keys[number]) for row, number in zip(rows.tolist(), numbers.tolist(), strict=True)
        ]

    def rows(
        self, posts: Sequence[Post], facts: Sequence[Facts] | None = None
    ) -> tuple[Numbers, Numbers]:
        """The same as columns: post indexes, and the places of queries in `keys`."""
        found = []
        sizes = np.array([_LEAST_SIZE + len(post.text) + len(post.title) for post in posts])
        for some in slices(sizes, _LEAST_SIZE * AT_ONCE):
            known = None if facts is None else facts[some]
            gathered = [self._reader.gather(posts[some], known)]
            found.append(self._match(gathered, some.start, posts.__getitem__, known))
        return self._apart(found)

    def rows_of_stretches(
        self, stretches: Iterable[Sequence[Post]], post_at: Callable[[int], Post]
    ) -> tuple[Numbers, Numbers]:
        """The same for posts that nobody keeps: what they say is taken while they are at hand.

        `post_at(i)` gives post i again, which few queries need.
        """
        found: list[Numbers] = []
        gathered: list[Gathered] = []
        first = n_posts = size = 0
        for posts in stretches:
            gathered.append(self._reader.gather(posts, None))
            n_posts += len(posts)
            size += _LEAST_SIZE * len(posts) + len(gathered[-1].texts.folded)
            if size >= _LEAST_SIZE * AT_ONCE:
                found.append(self._match(gathered, first, post_at, None))
                gathered, size, first = [], 0, n_posts
        if gathered:
            found.append(self._match(gathered, first, post_at, None))
        return self._apart(found)

    def _apart(self, found: list[Numbers]) -> tuple[Numbers, Numbers]:
        codes = np.concatenate([np.zeros(0, np.int64), *found])
        rows, numbers = np.divmod(codes, max(len(self._keys), 1))
        return rows, numbers

    @property
    def keys(self) -> Sequence[Key]:
        """Keys of the queries, in their order."""
        return self._keys

    def _match(
        self,
        gathered: Sequence[Gathered],
        first: int,
        post_at: Callable[[int], Post],
        facts: Sequence[Facts] | None,
    ) -> Numbers:
        """Sorted post x queries + query; posts count from `first` on."""
        held = self._reader.read(gathered)
        found = [np.zeros(0, np.int64)]
        for pairs in self._called_up(held, len(held.lengths)):
            left = self._where(self._single_hold, held, *pairs)
            left = self._where(self._several_hold, held, *left)
            rows, numbers = self._late_hold(held, *left, lambda at: post_at(first + at), facts)
            found.append((rows.astype(np.int64) + first) * len(self._keys) + numbers)
        return unique(np.concatenate(found))

    def _called_up(self, held: Held, n_posts: int) -> Iterator[tuple[Numbers, Numbers]]:
        """Posts and queries where the rarest part is there, and the second where there is one."""
        posts = held.codes // len(self._kinds)
        atoms = held.codes - posts * len(self._kinds)
        self._count(atoms, n_posts)
        filing = self.filing
        counts = filing.n_filed[atoms]
        calling = np.flatnonzero(counts)
        posts, counts, starts = posts[calling], counts[calling], filing.starts[atoms[calling]]
        for some in slices(counts, _MOST_CALLED):
            row, place = spread(starts[some], counts[some])
            called = posts[some][row]
            for holds in (self._second_holds, self._third_holds, self._either_holds):
                kept = np.flatnonzero(holds(held, called, place))
                called, place = called[kept], place[kept]
            yield called, filing.queries[place]
        unfiled = filing.unfiled
        if len(unfiled):
            for some in slices(np.full(n_posts, len(unfiled)), _MOST_CALLED):
                everyone = np.arange(n_posts, dtype=np.int32)[some]
                yield np.repeat(everyone, len(unfiled)), np.tile(unfiled, len(everyone))

    def _second_holds(self, held: Held, posts: Numbers, places: Numbers) -> Marks:
        second = self.filing.seconds[places]
        return _holds_if_asked(held, posts, 2 * second, second != NONE)

    def _third_holds(self, held: Held, posts: Numbers, places: Numbers) -> Marks:
        third = self.filing.beside[0][places]
        return _holds_if_asked(held, posts, third, third != NONE)

    def _either_holds(self, held: Held, posts: Numbers, places: Numbers) -> Marks:
        _third, one, other = self.filing.beside
        made = _holds_if_asked(held, posts, one[places], one[places] != NONE)
        failed = np.flatnonzero(~made)
        made[failed] = _looked_up_hold(held, posts[failed], other[places[failed]])
        return made

    @staticmethod
    def _where(
        holds: Callable[[Held, Numbers, Numbers], Marks],
        held: Held,
        posts: Numbers,
        queries: Numbers,
    ) -> tuple[Numbers, Numbers]:
        at = np.flatnonzero(holds(held, posts, queries))
        return posts[at], queries[at]

    def _single_hold(self, held: Held, posts: Numbers, queries: Numbers) -> Marks:
        """Whether all clauses of one literal hold that are looked up or counted."""
        single = self.filing.single
        starts = single.starts[queries]
        owner, clause = spread(starts, single.starts[queries + 1] - starts)
        kept = np.ones(len(posts), bool)
        holds = self._literals_hold(held, posts[owner], single.literals[clause])
        kept[owner[np.flatnonzero(~holds)]] = False
        return kept

    def _several_hold(self, held: Held, posts: Numbers, queries: Numbers) -> Marks:
        """Whether one literal of each longer clause holds."""
        several = self.filing.several
        starts = several.starts[queries]
        owner, clause = spread(starts, several.starts[queries + 1] - starts)
        kept = np.ones(len(posts), bool)
        if len(owner):
            lengths = several.lengths[clause]
            row, place = spread(several.literal_starts[clause], lengths)
            holds = self._literals_hold(held, posts[owner[row]], several.literals[place])
            clause_holds = np.logical_or.reduceat(holds, row_starts(lengths)[:-1])
            kept[owner[~clause_holds]] = False
        return kept

    def _literals_hold(self, held: Held, posts: Numbers, literals: Numbers) -> Marks:
        holds = self._answers(held, posts, literals >> 1)
        holds ^= (literals & 1).astype(bool)
        return holds

    def _answers(self, held: Held, posts: Numbers, atoms: Numbers) -> Marks:
        answers = held.holds(posts, atoms)
        counted = np.flatnonzero(self._kinds[atoms] == Kind.COUNTED)
        if len(counted):
            field, low, high = self._bounds[:, atoms[counted]]
            numbers = held.counts[field.astype(int), posts[counted]]
            answers[counted] = (numbers >= low) & (numbers <= high)
        return answers

    def judged(self, posts: Sequence[Post], rows: Numbers, queries: Numbers) -> Marks:
        """Whether the tests that are tried post by post hold, for each post and query beside it."""
        late = self.filing.late
        owner, clause = spread(late.starts[queries], np.diff(late.starts)[queries])
        atoms = late.literals[clause].astype(np.int64) >> 1
        is_judged = self._kinds[atoms] == Kind.JUDGED
        owner, atoms = owner[is_judged], atoms[is_judged]
        made = np.ones(len(queries), bool)
        made[owner[~self._judge.hold(posts.__getitem__, None, rows[owner], atoms)]] = False
        return made

    def _late_hold(
        self,
        held: Held,
        posts: Numbers,
        queries: Numbers,
        post_at: Callable[[int], Post],
        facts: Sequence[Facts] | None,
    ) -> tuple[Numbers, Numbers]:
        """Posts and queries for which the late tests hold too: NEAR first, the dearest last."""
        late = self.filing.late
        for kind in (Kind.NEAR, Kind.LOOSE, Kind.JUDGED):
            owner, clause = spread(late.starts[queries], np.diff(late.starts)[queries])
            atoms = late.literals[clause].astype(np.int64) >> 1
            is_kind = self._kinds[atoms] == kind
            owner, atoms = owner[is_kind], atoms[is_kind]
            if not len(owner):
                continue
            if kind is Kind.NEAR:
                holds = self.nears.hold(held, posts[owner], atoms)
            elif kind is Kind.LOOSE:
                holds = self.loose.hold(held, posts[owner], atoms)
            else:
                holds = self._judge.hold(post_at, facts, posts[owner], atoms)
            kept = np.ones(len(posts), bool)
            kept[owner[~holds]] = False
            posts, queries = posts[kept], queries[kept]
        return posts, queries


def _holds_if_asked(held: Held, posts: Numbers, literals: Numbers, is_asked: Marks) -> Marks:
    made = ~is_asked
    asked = np.flatnonzero(is_asked)
    made[asked] = _looked_up_hold(held, posts[asked], literals[asked])
    return made


def _looked_up_hold(held: Held, posts: Numbers, literals: Numbers) -> Marks:
    holds: Marks = held.holds(posts, literals >> 1) ^ (literals & 1).astype(bool)
    return holds
