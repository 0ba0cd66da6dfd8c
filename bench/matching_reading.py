"""What the accelerator does to read JSON Lines, by itself: H3 tells what it does besides."""

import numpy as np

from klankbord.core.match.fast.engine import buffered, is_utf8, lines_in
from klankbord.core.match.fast.json_lines import read_line
from klankbord.core.match.fast.looking import new_room
from klankbord.core.match.fast.machine import Bytes, Ints, Words, compiled, windows

_ROOM = new_room()
_kept = [np.empty(0, np.uint8)]


def read_only(block: bytes) -> int:
    """Take over a block and find the fields of every line; the number of items in their lists."""
    if not is_utf8(block):
        raise ValueError(block)
    buffer = _kept[0] = buffered(block, _kept[0])
    lines = lines_in(buffer, len(block))
    return _read_lines(buffer, windows(buffer), lines, _ROOM.texts, _ROOM.numbers, _ROOM.items)


@compiled
def _read_lines(
    buffer: Bytes, ahead: Words, lines: Ints, texts: Ints, numbers: np.ndarray, items: Ints
) -> int:
    n_items = 0
    for row in range(len(lines)):
        end, n_more = read_line(buffer, ahead, lines[row, 0], texts, numbers, items)
        if end != lines[row, 1]:
            return -1
        n_items += n_more
    return n_items
