"""Reads a file of posts and prints the most memory that took, in KiB; with queries it matches."""

import gc
import re
import sys
from importlib import import_module
from pathlib import Path

import msgspec

from klankbord.core.post import Batch, decode_batch

_BLOCK = 1 << 21


def main(posts: str, *queries: str) -> None:
    """Import the matcher only when it is asked for: its libraries count as its memory."""
    if queries:
        _match(posts, *queries)
    else:
        _read(posts)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(re.search(r"VmHWM:\s+(\d+) kB", status)[1])  # `getrusage` counts the parent too


def _read(path: str) -> None:
    kept = Batch(())
    rest = b""
    with Path(path).open("rb") as file:
        while piece := file.read(_BLOCK):
            block, _, rest = (rest + piece).rpartition(b"\n")
            kept = decode_batch(block)
    if not len(kept):
        raise ValueError(path)


def _match(posts: str, queries: str) -> None:
    match = import_module("klankbord.core.match")
    stream = import_module("klankbord.core.match.stream")
    blocks = import_module("klankbord.core.match.blocks")
    with Path(queries).open("rb") as file:
        rows = map(msgspec.json.decode, file)
        matcher = stream.Matcher((row["id"], match.parse_query(row["query"])) for row in rows)
    gc.collect()
    gc.freeze()
    with Path(posts).open("rb") as file:
        found = [len(blocks.match_block(matcher, block).rows) for block in blocks.blocks_of(file)]
    if not any(found):
        raise ValueError(posts)


if __name__ == "__main__":
    main(*sys.argv[1:])
