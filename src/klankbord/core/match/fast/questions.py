"""The arrays of a base matcher as machine code takes them."""

from typing import Any

import numpy as np

from klankbord.core.match.atoms import PUBLISHED, Atoms, Kind
from klankbord.core.match.fast.asking import (
    COUNTED,
    EITHER,
    JUDGED,
    LATE,
    LOOSE,
    MOST_MET,
    NEAR,
    OF_FILED,
    OF_LITERAL,
    OF_QUERY,
    OTHER,
    SECOND,
    SEVERAL,
    SINGLE,
    THIRD,
    Questions,
    Sheet,
)
from klankbord.core.match.fast.looking import MOST_WORDS
from klankbord.core.match.fast.machine import Ints
from klankbord.core.match.fast.reading import ENGAGEMENT, FOLLOWERS, NOT_KNOWN, PUBLISHED_AT
from klankbord.core.match.filing import NONE, Clauses, Filing, chosen_clauses
from klankbord.core.match.spread import Marks
from klankbord.core.match.stream import Matcher

_COUNTED = {PUBLISHED: PUBLISHED_AT, "followers": FOLLOWERS, "engagement": ENGAGEMENT}
_KINDS = {Kind.NEAR: NEAR, Kind.LOOSE: LOOSE, Kind.JUDGED: JUDGED}


def questions_of(matcher: "Matcher[Any]") -> Questions:
    """Gather what is needed to ask all queries."""
    atoms, filing, nears, loose = matcher.atoms, matcher.filing, matcher.nears, matcher.loose
    fields, bounds = np.zeros(len(atoms), np.int64), np.zeros((2, len(atoms)))
    for (field, low, high), number in atoms.bounds.items():
        fields[number] = _COUNTED.get(field, NOT_KNOWN)
        bounds[:, number] = low, high
    kinds = np.array(atoms.kinds, np.int8)
    is_filed = np.bincount(filing.queries, minlength=len(matcher.keys)) > 0
    single, thirds = _set_apart(filing.single, 1, kinds, is_filed)
    several, pairs = _set_apart(filing.several, 2, kinds, is_filed)
    return Questions(
        starts=_ints(filing.starts),
        filed=_filed(filing, [*thirds, *pairs], len(atoms)),
        unfiled=_ints(filing.unfiled),
        queries=_queries(single, several, filing.late),
        single=_literals(single.literals, kinds),
        several=_ints(np.stack([several.literal_starts, several.lengths], axis=1).ravel()),
        literals=_literals(several.literals, kinds),
        late=_ints(filing.late.literals >> 1),
        kinds=np.array([_KINDS.get(kind, JUDGED) for kind in atoms.kinds], np.int8),
        count_field=_ints(fields),
        bounds=bounds,
        near_row=_ints(nears.row),
        left_starts=nears.left.starts,
        left_counts=nears.left.counts,
        left=nears.left.flat,
        right_starts=nears.right.starts,
        right_counts=nears.right.counts,
        right=nears.right.flat,
        distance=np.append(nears.distance, 0),
        is_ordered=np.append(nears.is_ordered, 0),
        loose_row=_ints(loose.row),
        loose_starts=loose.words.starts,
        loose_counts=loose.words.counts,
        loose=loose.words.flat,
        longest=np.append(loose.longest, 0),
    )


def _set_apart(
    clauses: Clauses, length: int, kinds: Ints, is_filed: Marks
) -> tuple[Clauses, list[Ints]]:
    """Take from each query that is filed one clause of this length that is only looked up.

    Gives the other clauses, and a column for each literal of those; where there is none, one that
    every post holds: its atom is the number of all.
    """
    n_queries, n_clauses = len(clauses.starts) - 1, len(clauses.lengths)
    owner = np.repeat(np.arange(n_queries), np.diff(clauses.starts))
    is_held = kinds[clauses.literals >> 1] == Kind.HELD
    all_held = np.add.reduceat(is_held, clauses.literal_starts) == length if n_clauses else is_held
    fit = np.flatnonzero(all_held & (clauses.lengths == length) & is_filed[owner])
    first = np.full(n_queries, NONE)
    first[owner[fit][::-1]] = fit[::-1]
    chosen = first[first != NONE]
    columns = [np.full(n_queries, 2 * len(kinds)) for _part in range(length)]
    for part, column in enumerate(columns):
        column[owner[chosen]] = clauses.literals[clauses.literal_starts[chosen] + part]
    is_other = np.ones(n_clauses, bool)
    is_other[chosen] = False
    return chosen_clauses(clauses, owner, is_other, n_queries), columns


def _filed(filing: Filing, columns: list[Ints], n_atoms: int) -> Ints:
    made = np.zeros((len(filing.queries), 1 << OF_FILED), np.int32)
    made[:, 0] = filing.queries
    made[:, SECOND] = np.where(filing.seconds == NONE, n_atoms, filing.seconds)
    for place, column in zip((THIRD, EITHER, OTHER), columns, strict=True):
        made[:, place] = column[filing.queries]
    return made.ravel()


def _queries(single: Clauses, several: Clauses, late: Clauses) -> Ints:
    made = np.zeros((len(late.starts) - 1, 1 << OF_QUERY), np.int32)
    for clauses, column in ((single, SINGLE), (several, SEVERAL), (late, LATE)):
        made[:, column], made[:, column + 1] = clauses.starts[:-1], clauses.starts[1:]
    return made.ravel()


def _literals(literals: Ints, kinds: Ints) -> Ints:
    atoms, refused = literals >> 1, literals & 1
    is_counted = kinds[atoms] == Kind.COUNTED
    return _ints((atoms << OF_LITERAL) + COUNTED * is_counted + refused)


def _ints(numbers: Ints) -> Ints:
    return np.ascontiguousarray(numbers, np.int32)


def new_sheet(matcher: "Matcher[Any]") -> Sheet:
    """A clean sheet for the questions and the filing of a matcher."""
    atoms, n_atoms = matcher.atoms, len(matcher.atoms)
    here = np.zeros(n_atoms + 1, np.uint8)
    here[n_atoms] = 1
    return Sheet(
        met=np.zeros(MOST_MET, np.int32),
        met_at=np.zeros(MOST_MET, np.int32),
        held=np.zeros(n_atoms + 1, np.int32),
        here=here,
        seen=np.zeros(n_atoms, np.int32),
        calling=np.zeros(n_atoms + 1, np.int32),
        passed=np.zeros(len(matcher.filing.queries) + 1, np.int32),
        asked=np.zeros(len(matcher.keys), np.int32),
        side=np.zeros(n_atoms, np.int32),
        side_part=np.zeros(n_atoms, np.int32),
        left_marks=np.zeros(MOST_WORDS, np.int64),
        right_marks=np.zeros(MOST_WORDS, np.int64),
        part_at=np.zeros(MOST_WORDS, np.int64),
        last_at=np.zeros(1 + _longest(atoms), np.int64),
        serial=np.zeros(3, np.int64),
        n=np.zeros(2, np.int64),
        counts=np.full(NOT_KNOWN + 1, np.nan),
    )


def _longest(atoms: Atoms) -> int:
    return max((len(each.words) for each in atoms.loose.values()), default=0)


def seen_since(sheet: Sheet) -> Ints:
    """How many posts held each question since this was last asked."""
    counts: Ints = sheet.seen.astype(np.int64)
    sheet.seen[:] = 0
    return counts
