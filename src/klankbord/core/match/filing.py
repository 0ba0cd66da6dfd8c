"""Queries as arrays, each filed under the rarest part that every answer must have.

The idea is the presearcher of Luwak (Flax, 2013), now Lucene Monitor: an OR needs one of its parts,
an AND only its rarest, and NOT gives nothing to look for. A second needed part is kept beside it.
Shares of posts that hold a part are guesses first and measured on the stream later: filing again
takes a few milliseconds for 10,000 queries, and never changes an answer.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klankbord.core.match.atoms import Atoms, Kind
from klankbord.core.match.clauses import Clause, clauses_of
from klankbord.core.match.spread import Marks, Numbers, row_starts, spread
from klankbord.core.match.tree import Node

NONE = -1
_PAIR = 2
_NEVER = np.inf


@dataclass(frozen=True, slots=True)
class Record:
    """The clauses of one query as bytes of int32: literals (2 x number + refused), and lengths."""

    literals: bytes
    lengths: bytes


def record_of(tree: Node, atoms: Atoms) -> Record:
    """Number the questions of a tree."""
    literals, lengths = array("i"), array("i")
    for clause in clauses_of(tree, atoms.share_of):
        literals.extend(_numbers(clause, atoms))
        lengths.append(len(clause.literals))
    return Record(literals.tobytes(), lengths.tobytes())


def _numbers(clause: Clause, atoms: Atoms) -> list[int]:
    number = atoms.late if clause.is_late else atoms.quick
    return [2 * number(literal.node) + literal.is_refused for literal in clause.literals]


@dataclass(frozen=True, slots=True)
class Clauses:
    """Clauses of all queries: those of query q are `starts[q]` up to `starts[q + 1]`.

    The literals of clause c are `literals[literal_starts[c]]` and on, `lengths[c]` of them.
    """

    starts: Numbers
    lengths: Numbers
    literal_starts: Numbers
    literals: Numbers


@dataclass(frozen=True, slots=True)
class Filing:
    """Where queries are filed: under atom a `n_filed[a]` of them, from `queries[starts[a]]` on.

    `seconds` is another atom that the post must hold (`NONE`: no other). Beside it stand three
    literals that are looked up: `beside[0]` must hold, and `beside[1]` or `beside[2]` (`NONE`: not
    asked). `unfiled` queries are tried on every post. The others hold what must still be answered:
    `single` literals, then clauses of `several`, then `late` tests.
    """

    starts: Numbers
    n_filed: Numbers
    queries: Numbers
    seconds: Numbers
    beside: tuple[Numbers, ...]
    unfiled: Numbers
    single: Clauses
    several: Clauses
    late: Clauses


def file_queries(records: Sequence[Record | None], atoms: Atoms, shares: npt.ArrayLike) -> Filing:
    """File queries by the shares of their parts; None is a query that was taken away."""
    whole = _whole(records)
    kinds = np.array(atoms.kinds, np.int8)
    n_queries = len(records)
    owner = np.repeat(np.arange(n_queries), np.diff(whole.starts))
    cost = _costs(whole, kinds, np.asarray(shares, float))
    anchor = _cheapest(cost, owner, n_queries)
    atom = whole.literals[whole.literal_starts] >> 1
    is_late = kinds[atom] >= Kind.NEAR
    is_anchor = np.zeros(len(owner), bool)
    is_anchor[anchor[anchor != NONE]] = True
    is_single = (whole.lengths == 1) & ~is_anchor
    second = _cheapest(np.where(is_single, cost, _NEVER), owner, n_queries)
    has_second = second != NONE
    is_second = np.zeros(len(owner), bool)
    is_second[second[has_second]] = True
    seconds = np.full(n_queries, NONE, np.int32)
    seconds[has_second] = atom[second[has_second]]
    filed = np.flatnonzero(anchor != NONE)
    places, queries = _filed(whole, anchor[filed], filed, len(kinds))
    is_live = np.array([record is not None for record in records], bool)
    is_held = kinds[whole.literals >> 1] == Kind.HELD
    is_looked_up = np.logical_and.reduceat(is_held, whole.literal_starts) if len(atom) else is_late
    is_filed = (anchor != NONE)[owner] & is_looked_up
    is_single &= ~is_second & ~is_late
    is_several = (whole.lengths > 1) & ~is_anchor
    third = _first(is_single & is_filed, owner, n_queries)
    either = _first(is_several & is_filed & (whole.lengths == _PAIR), owner, n_queries)
    is_beside = np.zeros(len(owner), bool)
    is_beside[np.concatenate([third[third != NONE], either[either != NONE]])] = True
    beside = (_literal(whole, third, 0), _literal(whole, either, 0), _literal(whole, either, 1))
    return Filing(
        places,
        np.diff(places).astype(np.int32),
        queries,
        seconds[queries],
        tuple(column[queries] for column in beside),
        np.flatnonzero((anchor == NONE) & is_live).astype(np.int32),
        _chosen(whole, owner, is_single & ~is_beside, n_queries),
        _chosen(whole, owner, is_several & ~is_beside, n_queries),
        _chosen(whole, owner, is_late, n_queries),
    )


def _first(is_fit: Marks, owner: Numbers, n_queries: int) -> Numbers:
    """The first clause of each query that fits, or NONE."""
    made = np.full(n_queries, NONE, np.int64)
    fit = np.flatnonzero(is_fit)[::-1]
    made[owner[fit]] = fit
    return made


def _literal(whole: Clauses, clauses: Numbers, place: int) -> Numbers:
    """One literal of each of these clauses, or NONE."""
    made = np.full(len(clauses), NONE, np.int32)
    known = np.flatnonzero(clauses != NONE)
    made[known] = whole.literals[whole.literal_starts[clauses[known]] + place]
    return made


def _whole(records: Sequence[Record | None]) -> Clauses:
    known = [record for record in records if record is not None]
    counts = np.array([0 if each is None else len(each.lengths) // 4 for each in records], np.int64)
    lengths = np.frombuffer(b"".join(each.lengths for each in known), np.int32).astype(np.int64)
    literals = np.frombuffer(b"".join(each.literals for each in known), np.int32)
    return Clauses(row_starts(counts), lengths, row_starts(lengths)[:-1], literals)


def _costs(whole: Clauses, kinds: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The share of posts that each clause would call up; a refused or counted part: all of them."""
    atom = whole.literals >> 1
    can_call = (kinds[atom] == Kind.HELD) & (whole.literals & 1 == 0)
    cost = np.where(can_call, shares[atom], _NEVER)
    return np.add.reduceat(cost, whole.literal_starts) if len(cost) else cost


def _cheapest(cost: np.ndarray, owner: Numbers, n_queries: int) -> Numbers:
    """The cheapest clause of each query, or NONE."""
    order = np.lexsort((cost, owner))
    first = np.ones(len(order), bool)
    first[1:] = owner[order][1:] != owner[order][:-1]
    best = order[first]
    best = best[cost[best] < _NEVER]
    made = np.full(n_queries, NONE, np.int64)
    made[owner[best]] = best
    return made


def _filed(
    whole: Clauses, anchors: Numbers, filed: Numbers, n_atoms: int
) -> tuple[Numbers, Numbers]:
    row, place = spread(whole.literal_starts[anchors], whole.lengths[anchors])
    atom = whole.literals[place] >> 1
    order = np.argsort(atom, kind="stable")
    starts = row_starts(np.bincount(atom, minlength=n_atoms))
    return starts, filed[row[order]].astype(np.int32)


def _chosen(whole: Clauses, owner: Numbers, chosen: Marks, n_queries: int) -> Clauses:
    kept = np.flatnonzero(chosen)
    lengths = whole.lengths[kept]
    _row, place = spread(whole.literal_starts[kept], lengths)
    starts = row_starts(np.bincount(owner[kept], minlength=n_queries))
    return Clauses(starts, lengths, row_starts(lengths)[:-1], whole.literals[place])
