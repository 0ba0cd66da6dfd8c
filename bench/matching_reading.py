"""What the accelerator does to read JSON Lines, by itself: H3 tells what it does besides.

That is what a reader of posts must do: find the fields of every line, read the moment and the
counts, and give the ids. The match stage of the base begins after that too.
"""

import numpy as np

from klankbord.core.match.fast import fields
from klankbord.core.match.fast.engine import buffered, ids_at, is_utf8, lines_in
from klankbord.core.match.fast.json_lines import read_line
from klankbord.core.match.fast.looking import new_room
from klankbord.core.match.fast.machine import Bytes, Ints, Words, compiled, windows
from klankbord.core.match.fast.values import moment_of

_ROOM = new_room()
_kept = [np.empty(0, np.uint8)]


def read_only(block: bytes) -> list[str]:
    """Take over a block and read every line; the ids."""
    if not is_utf8(block):
        raise ValueError(block)
    buffer = _kept[0] = buffered(block, _kept[0])
    lines = lines_in(buffer, len(block))
    names = np.zeros_like(lines)
    ahead = windows(buffer)
    if not _read_lines(buffer, ahead, lines, _ROOM.texts, _ROOM.numbers, _ROOM.items, names):
        raise ValueError(block)
    return ids_at(buffer, names)


@compiled
def _read_lines(
    buffer: Bytes, ahead: Words, lines: Ints, texts: Ints, numbers: np.ndarray, items: Ints,
    names: Ints,
) -> bool:  # fmt: skip
    for row in range(len(lines)):
        end, _n_items = read_line(buffer, ahead, lines[row, 0], texts, numbers, items)
        published = texts[fields.PUBLISHED]
        if end != lines[row, 1] or moment_of(buffer, published[0], published[1]) < 0:
            return False
        names[row, 0], names[row, 1] = texts[fields.ID, 0], texts[fields.ID, 1]
    return True
