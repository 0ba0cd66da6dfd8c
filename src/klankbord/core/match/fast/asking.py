"""What one post holds → the queries that it answers: call up, test, one query after the other.

The arrays are those of `filing`; a question is answered by one look at a row of stamps, so nothing
is sorted and nothing cleared between posts.
"""

from typing import Final, NamedTuple

import numpy as np

from klankbord.core.match.fast.machine import Ints, compiled, inlined

NO: Final = 0
YES: Final = 1
TO_BE_JUDGED: Final = 2
NONE: Final = -1
MOST_PLACES_HELD: Final = 4_000

# What belongs together stands together, so that one look at memory brings all of it near.
STAMP, NEWEST, SEEN, WHAT = range(4)
OF_ATOM: Final = 2
"""An atom has four numbers, from `marks[atom << 2]` on."""
COUNTED, NEAR, PLACED, BEGINS, ENDS, LOOSE = 1, 2, 4, 8, 16, 32
ASKED, SINGLE, SINGLE_END, SEVERAL, SEVERAL_END, LATE, LATE_END = range(7)
OF_QUERY: Final = 3


class Questions(NamedTuple):
    """All questions and queries; see `Filing` and `Atoms` for what they mean.

    `filed` holds a query and its second atom in turn, `several` the start and length of a clause.
    """

    starts: Ints
    filed: Ints
    unfiled: Ints
    single: Ints
    several: Ints
    literals: Ints
    late: Ints
    count_field: Ints
    bounds: np.ndarray
    near_row: Ints
    left_starts: Ints
    left_counts: Ints
    left: Ints
    right_starts: Ints
    right_counts: Ints
    right: Ints
    distance: Ints
    is_ordered: Ints
    loose_row: Ints
    loose_starts: Ints
    loose_counts: Ints
    loose: Ints
    longest: Ints


class Sheet(NamedTuple):
    """Where one post is worked out: a stamp that is not the post's number is from another post.

    `held[:n[0]]` are its questions, `place_*[:n[1]]` where words stand of questions asked by NEAR.
    """

    marks: Ints
    queries: Ints
    held: Ints
    place_at: Ints
    place_before: Ints
    left_marks: Ints
    right_marks: Ints
    part_at: Ints
    last_at: Ints
    serial: Ints
    n: Ints
    counts: np.ndarray


@inlined
def hold(sheet: Sheet, atom: int, serial: int) -> None:
    """Note that the post holds this."""
    row = atom << OF_ATOM
    if sheet.marks[row] != serial:
        sheet.marks[row] = serial
        sheet.marks[row + NEWEST] = NONE
        sheet.marks[row + SEEN] += 1
        sheet.held[sheet.n[0]] = atom
        sheet.n[0] += 1


@inlined
def hold_at(sheet: Sheet, atom: int, position: int) -> bool:
    """Note where the word of a held question stands; False when there is no room."""
    row = sheet.n[1]
    if row == MOST_PLACES_HELD:
        return False
    newest = (atom << OF_ATOM) + NEWEST
    sheet.place_at[row], sheet.place_before[row] = position, sheet.marks[newest]
    sheet.marks[newest] = row
    sheet.n[1] += 1
    return True


@inlined
def _literal_holds(questions: Questions, sheet: Sheet, literal: int, serial: int) -> bool:
    atom = literal >> 1
    row = atom << OF_ATOM
    if sheet.marks[row + WHAT] & COUNTED:
        value = sheet.counts[questions.count_field[atom]]
        answer = questions.bounds[0, atom] <= value <= questions.bounds[1, atom]
    else:
        answer = sheet.marks[row] == serial
    return answer != (literal & 1 == 1)


@inlined
def _clauses_hold(questions: Questions, sheet: Sheet, row: int, serial: int) -> bool:
    for clause in range(sheet.queries[row + SINGLE], sheet.queries[row + SINGLE_END]):
        if not _literal_holds(questions, sheet, questions.single[clause], serial):
            return False
    for clause in range(sheet.queries[row + SEVERAL], sheet.queries[row + SEVERAL_END]):
        start, holds = questions.several[2 * clause], False
        for at in range(start, start + questions.several[2 * clause + 1]):
            if _literal_holds(questions, sheet, questions.literals[at], serial):
                holds = True
                break
        if not holds:
            return False
    return True


@inlined
def _mark(sheet: Sheet, marks: Ints, atoms: Ints, stamp: int, serial: int) -> None:
    for atom in atoms:
        if sheet.marks[atom << OF_ATOM] == serial:
            row = sheet.marks[(atom << OF_ATOM) + NEWEST]
            while row != NONE:
                marks[sheet.place_at[row]] = stamp
                row = sheet.place_before[row]


@compiled
def _near_holds(questions: Questions, sheet: Sheet, atom: int, n_words: int, serial: int) -> bool:
    """Whether a word of one side stands before one of the other, and not too far."""
    near = questions.near_row[atom]
    sheet.serial[1] += 1
    stamp = sheet.serial[1]
    start = questions.left_starts[near]
    left = questions.left[start : start + questions.left_counts[near]]
    start = questions.right_starts[near]
    right = questions.right[start : start + questions.right_counts[near]]
    _mark(sheet, sheet.left_marks, left, stamp, serial)
    _mark(sheet, sheet.right_marks, right, stamp, serial)
    distance, is_free = questions.distance[near], questions.is_ordered[near] == 0
    left_at = right_at = -distance - 1
    for at in range(n_words):
        is_right = sheet.right_marks[at] == stamp
        is_left = sheet.left_marks[at] == stamp
        if is_right and at - left_at <= distance:
            return True
        if is_free and is_left and at - right_at <= distance:
            return True
        if is_left:
            left_at = at
        if is_right:
            right_at = at
    return False


@inlined
def _move_on(questions: Questions, sheet: Sheet, start: int, n_parts: int, at: int) -> None:
    """Note the newest place of a word; parts that ask for the same one get those before it."""
    part = sheet.part_at[at]
    while True:
        before = sheet.last_at[part]
        sheet.last_at[part] = at
        part, at = part + 1, before
        if part == n_parts or questions.loose[start + part] != questions.loose[start + part - 1]:
            return


@compiled
def _loose_holds(questions: Questions, sheet: Sheet, atom: int, n_words: int, serial: int) -> bool:
    """Whether all words of a loose phrase stand close together somewhere."""
    phrase = questions.loose_row[atom]
    start, n_parts = questions.loose_starts[phrase], questions.loose_counts[phrase]
    sheet.serial[1] += 1
    stamp = sheet.serial[1]
    for part in range(n_parts):
        word = questions.loose[start + part]
        if sheet.marks[word << OF_ATOM] != serial:
            return False
        sheet.last_at[part] = -n_words - questions.longest[phrase]
        if part > 0 and word == questions.loose[start + part - 1]:
            continue
        row = sheet.marks[(word << OF_ATOM) + NEWEST]
        while row != NONE:
            sheet.left_marks[sheet.place_at[row]] = stamp
            sheet.part_at[sheet.place_at[row]] = part
            row = sheet.place_before[row]
    for at in range(n_words):
        if sheet.left_marks[at] == stamp:
            _move_on(questions, sheet, start, n_parts, at)
            first = at
            for part in range(n_parts):
                first = min(first, sheet.last_at[part])
            if at - first < questions.longest[phrase]:
                return True
    return False


@inlined
def answer(questions: Questions, sheet: Sheet, row: int, n_words: int, serial: int) -> int:
    """Whether the post answers a query, as far as can be told here."""
    if not _clauses_hold(questions, sheet, row, serial):
        return NO
    made = YES
    for clause in range(sheet.queries[row + LATE], sheet.queries[row + LATE_END]):
        atom = questions.late[clause] >> 1
        what = sheet.marks[(atom << OF_ATOM) + WHAT]
        if what & NEAR:
            if not _near_holds(questions, sheet, atom, n_words, serial):
                return NO
        elif what & LOOSE == 0:
            made = TO_BE_JUDGED
        elif not _loose_holds(questions, sheet, atom, n_words, serial):
            return NO
    return made


@inlined
def ask(
    questions: Questions, sheet: Sheet, n_words: int, serial: int, found: Ints, n_found: int
) -> int:
    """Add the queries that hold or must be judged to `found` (query, answer); their number."""
    for at in range(sheet.n[0]):
        atom = sheet.held[at]
        for place in range(questions.starts[atom], questions.starts[atom + 1]):
            second = questions.filed[2 * place + 1]
            if second != NONE and sheet.marks[second << OF_ATOM] != serial:
                continue
            query = questions.filed[2 * place]
            row = query << OF_QUERY
            if sheet.queries[row] == serial:
                continue
            sheet.queries[row] = serial
            made = answer(questions, sheet, row, n_words, serial)
            if made != NO:
                found[n_found, 0], found[n_found, 1] = query, made
                n_found += 1
    for query in questions.unfiled:
        made = answer(questions, sheet, query << OF_QUERY, n_words, serial)
        if made != NO:
            found[n_found, 0], found[n_found, 1] = query, made
            n_found += 1
    return n_found
