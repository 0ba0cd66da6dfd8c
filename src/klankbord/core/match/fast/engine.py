"""JSON Lines to rows by the accelerator; made from a base matcher, which does what is left out."""

from collections.abc import Hashable
from typing import Final, Generic, TypeVar

import numpy as np

from klankbord.core.match.blocks import Found, match_block, numbered_rows, posts_of
from klankbord.core.match.fast.asking import (
    N_SEEN,
    Questions,
    Sheet,
    ask,
    hold_what_was_met,
)
from klankbord.core.match.fast.fields import ID
from klankbord.core.match.fast.learning import Spellings
from klankbord.core.match.fast.letters import Letters, make_letters
from klankbord.core.match.fast.looking import Known, Room, new_room
from klankbord.core.match.fast.machine import ROOM, Bytes, Ints, Words, compiled, windows
from klankbord.core.match.fast.questions import (
    judged_queries,
    new_sheet,
    questions_of,
    seen_since,
)
from klankbord.core.match.fast.reading import AGAIN, join_ids, read_post
from klankbord.core.match.filing import Filing
from klankbord.core.match.spread import Marks
from klankbord.core.match.stream import Matcher

Key = TypeVar("Key", bound=Hashable)

_NEW_LINE: Final = 10
_MOST_SERIAL: Final = 1 << 30
_MOST_ROWS: Final = 200_000
_WAITING, _LEFT, _DONE = 0, 1, 2


class FastMatcher(Generic[Key]):
    """Matches blocks of JSON Lines with the queries that a base matcher has now.

    `n_left` lines were left to that matcher so far. Not for use by two threads at once.
    """

    _filing: Filing
    _questions: Questions
    _sheet: Sheet
    _is_judged: Marks

    def __init__(self, matcher: Matcher[Key]) -> None:
        self._matcher = matcher
        self._letters = make_letters()
        self._spellings = Spellings(matcher.atoms)
        self._room = new_room()
        self._take_over()
        self.n_left = 0
        self._buffer = np.empty(0, np.uint8)
        self._out = np.empty(_MOST_ROWS + len(matcher.keys), np.int64)

    def match_block(self, block: bytes) -> Found:
        """The same as `blocks.match_block`. Raises `UnreadableLineError`."""
        if not self._matcher.keys or not is_utf8(block):
            return match_block(self._matcher, block)
        buffer = self._buffer = buffered(block, self._buffer)
        lines = lines_in(buffer, len(block))
        names, states, found = self._run(buffer, lines)
        left = np.flatnonzero(states == _LEFT)
        self.n_left += len(left)
        if len(left):
            found.append(self._slowly(block, lines, left))
        codes = np.concatenate(found)
        if len(found) > 1:
            codes.sort()
        rows = codes // len(self._matcher.keys)
        numbers = codes - rows * len(self._matcher.keys)
        named, renumbered = numbered_rows(rows)
        return Found(self._ids(buffer, lines, names[named], named), renumbered, numbers)

    def _run(self, buffer: Bytes, lines: Ints) -> tuple[Ints, Ints, list[Ints]]:
        """Places of ids, states of lines, and line x queries + query for all found, each sorted."""
        names, states = np.zeros((len(lines), 2), np.int64), np.zeros(len(lines), np.int8)
        out = self._out
        found: list[Ints] = []
        ahead = windows(buffer)
        while True:
            self._refresh()
            n_found = _match_lines(
                self._spellings.known(), self._room, self._sheet, self._questions, self._letters,
                buffer, ahead, lines, states, names, len(self._matcher.keys), out,
            )  # fmt: skip
            found.append(self._judged(buffer, lines, out[:n_found].copy()))
            self._learn()
            if states.all():
                return names, states, found

    def _refresh(self) -> None:
        """Take over what the base matcher measured and filed."""
        if self._filing is not self._matcher.filing:
            self._take_over()
        elif self._sheet.serial.max() > _MOST_SERIAL:
            self._sheet = new_sheet(self._matcher)

    def _take_over(self) -> None:
        matcher = self._matcher
        self._filing, self._questions = matcher.filing, questions_of(matcher)
        self._sheet, self._is_judged = new_sheet(matcher), judged_queries(matcher)

    def _learn(self) -> None:
        """Take up what was new, and tell how often each question was met."""
        room, sheet = self._room, self._sheet
        rows = room.new_rows[: room.n[0]].tolist()
        new = room.new[: room.n[1]].tobytes()
        self._spellings.learn((column, new[at : at + size]) for column, at, size in rows)
        room.n[:] = 0
        self._matcher.measure(seen_since(sheet), int(sheet.serial[N_SEEN]))
        sheet.serial[N_SEEN] = 0

    def _judged(self, buffer: Bytes, lines: Ints, found: Ints) -> Ints:
        """Ask the base matcher where the answer was left to it."""
        if not self._is_judged.any():
            return found
        rows, numbers = np.divmod(found, len(self._matcher.keys))
        asked = np.flatnonzero(self._is_judged[numbers])
        named, renumbered = np.unique(rows[asked], return_inverse=True)
        posts = posts_of(b"\n".join(buffer[a:b].tobytes() for a, b in lines[named].tolist()))
        kept = np.ones(len(found), bool)
        kept[asked] = self._matcher.judged(posts, renumbered, numbers[asked])
        return found[kept]

    def _slowly(self, block: bytes, lines: Ints, left: Ints) -> Ints:
        some = b"\n".join(block[first:last] for first, last in lines[left].tolist())
        try:
            posts = posts_of(some)
        except ValueError:
            posts_of(block)  # names the line as it stands in the block
            raise
        rows, numbers = self._matcher.rows(posts)
        return left[rows] * len(self._matcher.keys) + numbers

    @staticmethod
    def _ids(buffer: Bytes, lines: Ints, names: Ints, named: Ints) -> list[str]:
        """Ids as they stand in the block; those that do not stand there plainly are decoded."""
        ids = ids_at(buffer, names)
        for at in np.flatnonzero(names[:, 0] == names[:, 1]).tolist():
            first, last = lines[named[at]].tolist()
            ids[at] = posts_of(buffer[first:last].tobytes())[0].id
        return ids


def ids_at(buffer: Bytes, names: Ints) -> list[str]:
    """Ids that stand at some places; the place of one with escapes becomes 0, 0."""
    if not len(names):
        return []
    out = np.empty(int((names[:, 1] - names[:, 0]).sum()) + len(names), np.uint8)
    return out[: join_ids(buffer, names, out) - 1].tobytes().decode().split("\n")


def is_utf8(block: bytes) -> bool:
    """Whether a block is text at all: most are ASCII, which is seen sooner."""
    try:
        return block.isascii() or bool(block.decode())
    except UnicodeDecodeError:
        return False


def buffered(block: bytes, buffer: Bytes) -> Bytes:
    """Copy a block to a buffer, or to a longer one, with ends of lines behind it."""
    if len(buffer) < len(block) + ROOM:
        buffer = np.empty(len(block) + ROOM, np.uint8)
    buffer[: len(block)] = np.frombuffer(block, np.uint8)
    buffer[len(block) : len(block) + ROOM] = _NEW_LINE
    return buffer


def lines_in(buffer: Bytes, size: int) -> Ints:
    """First and last + 1 of every line that is not empty, without the sign that ends it."""
    ends = np.flatnonzero(buffer[:size] == _NEW_LINE)
    if not size or buffer[size - 1] != _NEW_LINE:
        ends = np.append(ends, size)
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
    return np.stack([starts, ends], axis=1)[ends > starts]


@compiled
def _match_lines(
    known: Known, room: Room, sheet: Sheet, questions: Questions, letters: Letters, buffer: Bytes,
    ahead: Words, lines: Ints, states: Ints, names: Ints, n_queries: int, out: Ints,
) -> int:  # fmt: skip
    """Match the lines that wait, until all are done or there is no room for the next one's rows."""
    n_out, most = 0, len(out) - n_queries
    for row in range(len(lines)):
        if states[row] != _WAITING:
            continue
        if n_out > most:
            break
        n_words = read_post(
            known, room, sheet, letters, buffer, ahead, lines[row, 0], lines[row, 1]
        )
        if n_words == AGAIN:
            continue
        if n_words < 0:
            states[row] = _LEFT
            continue
        states[row] = _DONE
        hold_what_was_met(sheet)
        names[row, 0], names[row, 1] = room.texts[ID, 0], room.texts[ID, 1]
        n_out = ask(questions, sheet, n_words, row * n_queries, out, n_out)
    return n_out
