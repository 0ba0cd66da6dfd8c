"""The arrays of a base matcher as machine code takes them."""

from typing import Any

import numpy as np

from klankbord.core.match.atoms import PUBLISHED, Atoms, Kind
from klankbord.core.match.fast.asking import (
    BITS,
    COUNTED,
    EITHER,
    IS_OPEN,
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
from klankbord.core.match.fast.machine import Ints, in_lines
from klankbord.core.match.fast.reading import ENGAGEMENT, FOLLOWERS, NOT_KNOWN, PUBLISHED_AT
from klankbord.core.match.filing import NONE, Filing
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
    kinds, several = np.array(atoms.kinds, np.int8), filing.several
    return Questions(
        starts=_ints(filing.starts),
        filed=_filed(filing, len(atoms)),
        unfiled=_ints(filing.unfiled),
        queries=_queries(filing),
        single=_literals(filing.single.literals, kinds),
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


def _filed(filing: Filing, n_atoms: int) -> Ints:
    """Where nothing is asked stands what every post holds: its atom is the number of all."""
    made = np.zeros((len(filing.queries), 1 << OF_FILED), np.int32)
    made[:, 0] = filing.queries
    made[:, SECOND] = np.where(filing.seconds == NONE, n_atoms, filing.seconds)
    for place, literals in zip((THIRD, EITHER, OTHER), filing.beside, strict=True):
        made[:, place] = np.where(literals == NONE, 2 * n_atoms, literals)
    made[:, IS_OPEN] = _is_open(filing)[filing.queries]
    return in_lines(made.ravel())


def _is_open(filing: Filing) -> Marks:
    """Queries of which more is asked than what is filed says."""
    parts = (filing.single, filing.several, filing.late)
    made: Marks = np.any([np.diff(part.starts) > 0 for part in parts], axis=0)
    return made


def judged_queries(matcher: "Matcher[Any]") -> Marks:
    """Queries of which the base matcher must judge the rest."""
    late = matcher.filing.late
    owner = np.repeat(np.arange(len(late.starts) - 1), np.diff(late.starts))
    made = np.zeros(len(late.starts) - 1, bool)
    made[owner[np.array(matcher.atoms.kinds, np.int8)[late.literals >> 1] == Kind.JUDGED]] = True
    return made


def _queries(filing: Filing) -> Ints:
    made = np.zeros((len(filing.late.starts) - 1, 1 << OF_QUERY), np.int32)
    for clauses, column in (
        (filing.single, SINGLE),
        (filing.several, SEVERAL),
        (filing.late, LATE),
    ):
        made[:, column], made[:, column + 1] = clauses.starts[:-1], clauses.starts[1:]
    return in_lines(made.ravel())


def _literals(literals: Ints, kinds: Ints) -> Ints:
    atoms, refused = literals >> 1, literals & 1
    is_counted = kinds[atoms] == Kind.COUNTED
    return _ints((atoms << OF_LITERAL) + COUNTED * is_counted + refused)


def _ints(numbers: Ints) -> Ints:
    return np.ascontiguousarray(numbers, np.int32)


def new_sheet(matcher: "Matcher[Any]") -> Sheet:
    """A clean sheet for the questions and the filing of a matcher."""
    atoms, n_atoms = matcher.atoms, len(matcher.atoms)
    n_filed = len(matcher.filing.queries)
    n_answers = len(matcher.keys) // BITS + 1
    here = np.zeros(n_atoms + 1, np.uint8)
    here[n_atoms] = 1
    return Sheet(
        met=np.zeros(MOST_MET, np.int32),
        met_at=np.zeros(MOST_MET, np.int32),
        held=np.zeros(n_atoms + 1, np.int32),
        here=here,
        where=np.zeros(n_atoms + 1, np.uint64),
        seen=np.zeros(n_atoms, np.int32),
        calling=np.zeros(n_atoms + 1, np.int32),
        sure=np.zeros(n_filed + 1, np.int32),
        open=np.zeros(n_filed + 1, np.int32),
        answered=np.zeros(n_answers, np.uint64),
        any_answered=np.zeros(n_answers // BITS + 1, np.uint64),
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
