"""What one post holds → the queries that it answers: call up, test, one query after the other.

The arrays are those of `filing`. What nobody can predict (is this part held, does this query stay?)
is written without a branch: the place is filled always, and the count goes on by 0 or 1. After a
wrong guess a processor waits for all that the guess hung on. Answers are noted as bits, from which
they come in order and each once.
"""

from typing import Final, NamedTuple

import numpy as np

from klankbord.core.match.fast.machine import (
    Bytes,
    Ints,
    Words,
    bring_near,
    compiled,
    inlined,
    lowest_bit,
)

MOST_MET: Final = 20_000
"""Questions that one post can meet, each time that one of its words answers one."""

NEAR, LOOSE, JUDGED = range(3)
OF_LITERAL: Final = 2
"""A literal is its atom << 2, with these two bits."""
REFUSED, COUNTED = 1, 2
OF_FILED: Final = 3
SECOND, THIRD, EITHER, OTHER, IS_OPEN = 1, 2, 3, 4, 5
"""What is filed has eight numbers: a query, a second atom, a third literal, two of which one must
hold, and whether more is asked then (0, 1); a literal is here its atom << 1, with a bit for
refused."""
OF_QUERY: Final = 3
SINGLE, SINGLE_END, SEVERAL, SEVERAL_END, LATE, LATE_END = range(6)
HELD, MET = range(2)
POST, STAMP, N_SEEN = range(3)
_OF_SEEN: Final = 7
"""One post of eight is counted for the shares of questions."""
OF_BITS: Final = 6
BITS: Final = 1 << OF_BITS
_ONE: Final = np.uint64(1)


class Questions(NamedTuple):
    """All questions and queries; see `Filing` and `Atoms` for what they mean.

    `queries` has eight numbers each, `several` the start and length of a clause in turn.
    """

    starts: Ints
    filed: Ints
    unfiled: Ints
    queries: Ints
    single: Ints
    several: Ints
    literals: Ints
    late: Ints
    kinds: Ints
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
    """Where one post is worked out: what it meets, each with its word, and what it holds.

    `here` is 1 for each question that is held, and for one more, which every post holds; `where`
    has a bit for each of its words, where they are not too many for that. `answered` has a bit for
    each query, and `any_answered` one for each number there that is not 0. A stamp that is not the
    newest is from something before.
    """

    met: Ints
    met_at: Ints
    held: Ints
    here: Bytes
    where: Words
    seen: Ints
    calling: Ints
    sure: Ints
    open: Ints
    answered: Words
    any_answered: Words
    side: Ints
    side_part: Ints
    left_marks: Ints
    right_marks: Ints
    part_at: Ints
    last_at: Ints
    serial: Ints
    n: Ints
    counts: np.ndarray


@inlined
def meet(sheet: Sheet, atom: int) -> None:
    """Note that a value of the post answers this."""
    sheet.met[sheet.n[MET]] = atom
    sheet.n[MET] += 1


@inlined
def hold_what_was_met(sheet: Sheet) -> None:
    """Note each question once, and no longer those of the post before."""
    met, held, here, where = sheet.met, sheet.held, sheet.here, sheet.where
    for at in range(sheet.n[HELD]):
        here[held[at]] = 0
    n_held = 0
    for at in range(sheet.n[MET]):
        atom = met[at]
        held[n_held] = atom
        n_held += 1 - here[atom]
        word = _ONE << np.uint64(sheet.met_at[at] & (BITS - 1))
        where[atom] = where[atom] * np.uint64(here[atom]) | word
        here[atom] = 1
    sheet.n[HELD] = n_held
    sheet.serial[POST] += 1
    if sheet.serial[POST] & _OF_SEEN == 0:
        sheet.serial[N_SEEN] += 1
        for at in range(n_held):
            sheet.seen[held[at]] += 1


@inlined
def _literal_holds(questions: Questions, sheet: Sheet, literal: int) -> bool:
    atom = literal >> OF_LITERAL
    if literal & COUNTED:
        value = sheet.counts[questions.count_field[atom]]
        answer = questions.bounds[0, atom] <= value <= questions.bounds[1, atom]
    else:
        answer = sheet.here[atom] == 1
    return answer != (literal & REFUSED == REFUSED)


@inlined
def _clauses_hold(questions: Questions, sheet: Sheet, row: int) -> bool:
    queries = questions.queries
    for clause in range(queries[row + SINGLE], queries[row + SINGLE_END]):
        if not _literal_holds(questions, sheet, questions.single[clause]):
            return False
    for clause in range(queries[row + SEVERAL], queries[row + SEVERAL_END]):
        start, holds = questions.several[2 * clause], False
        for at in range(start, start + questions.several[2 * clause + 1]):
            if _literal_holds(questions, sheet, questions.literals[at]):
                holds = True
                break
        if not holds:
            return False
    return True


@inlined
def _mark(sheet: Sheet, marks: Ints, atoms: Ints, stamp: int) -> None:
    """Mark where words stand that answer one of these."""
    sheet.serial[STAMP] += 1
    side = sheet.serial[STAMP]
    for atom in atoms:
        sheet.side[atom] = side
    for at in range(sheet.n[MET]):
        if sheet.side[sheet.met[at]] == side:
            marks[sheet.met_at[at]] = stamp


@inlined
def _words_of(sheet: Sheet, atoms: Ints) -> np.uint64:
    """A bit for each word that answers one of these."""
    words = np.uint64(0)
    for atom in atoms:
        words |= sheet.where[atom] * np.uint64(sheet.here[atom])
    return words


@inlined
def _behind(words: np.uint64, distance: int) -> np.uint64:
    """The places at most so far behind these words."""
    made, reach = words << _ONE, 1
    while reach < distance:
        step = min(reach, distance - reach)
        made |= made << np.uint64(step)
        reach += step
    return made


@inlined
def _near_holds(questions: Questions, sheet: Sheet, atom: int, n_words: int) -> bool:
    """Whether a word of one side stands before one of the other, and not too far."""
    near = questions.near_row[atom]
    start = questions.left_starts[near]
    left = questions.left[start : start + questions.left_counts[near]]
    start = questions.right_starts[near]
    right = questions.right[start : start + questions.right_counts[near]]
    distance, is_free = questions.distance[near], questions.is_ordered[near] == 0
    if n_words > BITS:
        return _near_in_many(sheet, left, right, distance, is_free, n_words)
    distance = min(distance, BITS - 1)
    ones, others = _words_of(sheet, left), _words_of(sheet, right)
    met = _behind(ones, distance) & others
    met |= _behind(others, distance) & ones * np.uint64(is_free)
    return met != 0


@compiled
def _near_in_many(
    sheet: Sheet, left: Ints, right: Ints, distance: int, is_free: bool, n_words: int
) -> bool:
    """The same for a post of more words than a number has bits."""
    sheet.serial[STAMP] += 1
    stamp = sheet.serial[STAMP]
    _mark(sheet, sheet.left_marks, left, stamp)
    _mark(sheet, sheet.right_marks, right, stamp)
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
def _loose_holds(questions: Questions, sheet: Sheet, atom: int, n_words: int) -> bool:
    """Whether all words of a loose phrase stand close together somewhere."""
    phrase = questions.loose_row[atom]
    start, n_parts = questions.loose_starts[phrase], questions.loose_counts[phrase]
    sheet.serial[STAMP] += 1
    stamp = sheet.serial[STAMP]
    for part in range(n_parts):
        word = questions.loose[start + part]
        if sheet.here[word] == 0:
            return False
        sheet.last_at[part] = -n_words - questions.longest[phrase]
        if part == 0 or word != questions.loose[start + part - 1]:
            sheet.side[word], sheet.side_part[word] = stamp, part
    for at in range(sheet.n[MET]):
        word = sheet.met[at]
        if sheet.side[word] == stamp:
            sheet.left_marks[sheet.met_at[at]] = stamp
            sheet.part_at[sheet.met_at[at]] = sheet.side_part[word]
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
def _holds(questions: Questions, sheet: Sheet, query: int, n_words: int) -> bool:
    """Whether the post answers a query, as far as can be told here."""
    row = query << OF_QUERY
    if not _clauses_hold(questions, sheet, row):
        return False
    for clause in range(questions.queries[row + LATE], questions.queries[row + LATE_END]):
        atom = questions.late[clause]
        kind = questions.kinds[atom]
        if kind == NEAR:
            if not _near_holds(questions, sheet, atom, n_words):
                return False
        elif kind == LOOSE:
            if not _loose_holds(questions, sheet, atom, n_words):
                return False
    return True


@inlined
def _call_up(questions: Questions, sheet: Sheet) -> tuple[int, int]:
    """Queries filed under what the post holds, if what stands beside them holds too.

    How many of those are answered with it, and of how many more is asked.
    """
    starts, filed, here = questions.starts, questions.filed, sheet.here
    n_calling = 0
    for at in range(sheet.n[HELD]):
        atom = sheet.held[at]
        sheet.calling[n_calling] = atom
        bring_near(filed, starts[atom] << OF_FILED)
        n_calling += starts[atom] != starts[atom + 1]
    n_sure = n_open = 0
    for at in range(n_calling):
        atom = sheet.calling[at]
        for place in range(starts[atom], starts[atom + 1]):
            row = place << OF_FILED
            third, either, other = filed[row + THIRD], filed[row + EITHER], filed[row + OTHER]
            holds = here[filed[row + SECOND]] & (here[third >> 1] ^ (third & REFUSED))
            one, two = here[either >> 1] ^ (either & REFUSED), here[other >> 1] ^ (other & REFUSED)
            holds &= one | two
            sheet.sure[n_sure] = sheet.open[n_open] = filed[row]
            n_open += holds & filed[row + IS_OPEN]
            n_sure += holds & ~filed[row + IS_OPEN]
    return n_sure, n_open


@inlined
def _note(sheet: Sheet, query: int) -> None:
    sheet.answered[query >> OF_BITS] |= _ONE << np.uint64(query & (BITS - 1))
    number = query >> OF_BITS
    sheet.any_answered[number >> OF_BITS] |= _ONE << np.uint64(number & (BITS - 1))


@inlined
def ask(questions: Questions, sheet: Sheet, n_words: int, first: int, found: Ints, n: int) -> int:
    """Add `first` + query to `found` for what holds or must be judged, in order; their number."""
    n_sure, n_open = _call_up(questions, sheet)
    for at in range(n_open):
        bring_near(questions.queries, sheet.open[at] << OF_QUERY)
    for at in range(n_sure):
        _note(sheet, sheet.sure[at])
    for at in range(n_open):
        if _holds(questions, sheet, sheet.open[at], n_words):
            _note(sheet, sheet.open[at])
    for query in questions.unfiled:
        if _holds(questions, sheet, query, n_words):
            _note(sheet, query)
    for several in range(len(sheet.any_answered)):
        numbers = sheet.any_answered[several]
        sheet.any_answered[several] = 0
        while numbers != 0:
            number = (several << OF_BITS) + lowest_bit(numbers)
            numbers &= numbers - _ONE
            answers = sheet.answered[number]
            sheet.answered[number] = 0
            while answers != 0:
                found[n] = first + (number << OF_BITS) + lowest_bit(answers)
                answers &= answers - _ONE
                n += 1
    return n
