"""The arrays of a base matcher as machine code takes them."""

from typing import Any

import numpy as np

from klankbord.core.match.atoms import PUBLISHED, Atoms, Kind
from klankbord.core.match.fast.asking import (
    BEGINS,
    COUNTED,
    ENDS,
    LATE,
    LOOSE,
    MOST_PLACES_HELD,
    NEAR,
    OF_ATOM,
    OF_QUERY,
    PLACED,
    SEEN,
    SEVERAL,
    SINGLE,
    WHAT,
    Questions,
    Sheet,
)
from klankbord.core.match.fast.machine import Ints
from klankbord.core.match.fast.reading import (
    ENGAGEMENT,
    FOLLOWERS,
    MOST_WORDS,
    NOT_KNOWN,
    PUBLISHED_AT,
)
from klankbord.core.match.stream import Matcher

_COUNTED = {PUBLISHED: PUBLISHED_AT, "followers": FOLLOWERS, "engagement": ENGAGEMENT}


def questions_of(matcher: "Matcher[Any]") -> Questions:
    """Gather what is needed to ask all queries."""
    atoms, filing, nears, loose = matcher.atoms, matcher.filing, matcher.nears, matcher.loose
    fields, bounds = np.zeros(len(atoms), np.int64), np.zeros((2, len(atoms)))
    for (field, low, high), number in atoms.bounds.items():
        fields[number] = _COUNTED.get(field, NOT_KNOWN)
        bounds[:, number] = low, high
    several = filing.several
    return Questions(
        starts=_ints(filing.starts),
        filed=_ints(np.stack([filing.queries, filing.seconds], axis=1).ravel()),
        unfiled=_ints(filing.unfiled),
        single=_ints(filing.single.literals),
        several=_ints(np.stack([several.literal_starts, several.lengths], axis=1).ravel()),
        literals=_ints(several.literals),
        late=_ints(filing.late.literals),
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


def _ints(numbers: Ints) -> Ints:
    return np.ascontiguousarray(numbers, np.int32)


def new_sheet(matcher: "Matcher[Any]") -> Sheet:
    """A clean sheet for the questions and the filing of a matcher."""
    atoms, filing = matcher.atoms, matcher.filing
    marks = np.zeros((len(atoms), 1 << OF_ATOM), np.int32)
    marks[:, WHAT] = _whats(atoms)
    queries = np.zeros((len(matcher.keys), 1 << OF_QUERY), np.int32)
    for clauses, start in ((filing.single, SINGLE), (filing.several, SEVERAL), (filing.late, LATE)):
        queries[:, start], queries[:, start + 1] = clauses.starts[:-1], clauses.starts[1:]
    return Sheet(
        marks=marks.ravel(),
        queries=queries.ravel(),
        held=np.zeros(len(atoms), np.int32),
        place_at=np.zeros(MOST_PLACES_HELD, np.int32),
        place_before=np.zeros(MOST_PLACES_HELD, np.int32),
        left_marks=np.zeros(MOST_WORDS, np.int64),
        right_marks=np.zeros(MOST_WORDS, np.int64),
        part_at=np.zeros(MOST_WORDS, np.int64),
        last_at=np.zeros(
            1 + max(map(len, (each.words for each in atoms.loose.values())), default=0), np.int64
        ),
        serial=np.zeros(3, np.int64),
        n=np.zeros(2, np.int64),
        counts=np.full(NOT_KNOWN + 1, np.nan),
    )


def _whats(atoms: Atoms) -> Ints:
    """What kind of question each is, and where it is needed."""
    kinds = np.array(atoms.kinds, np.int32)
    made: Ints = COUNTED * (kinds == Kind.COUNTED) + NEAR * (kinds == Kind.NEAR)
    made += LOOSE * (kinds == Kind.LOOSE)
    for first, second in atoms.pairs:
        made[first] |= BEGINS
        made[second] |= ENDS
    made[[*atoms.placed]] |= PLACED
    return made


def seen_since(sheet: Sheet) -> Ints:
    """How many posts held each question since this was last asked."""
    seen = sheet.marks.reshape(-1, 1 << OF_ATOM)[:, SEEN]
    counts: Ints = seen.astype(np.int64)
    seen[:] = 0
    return counts
