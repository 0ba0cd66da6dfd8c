"""Reads a file of posts and prints the most memory that took, in KiB; 0 queries: reading alone."""

import gc
import resource
import sys
from pathlib import Path

from klankbord.core.post import Batch, decode_batch

_BLOCK = 1 << 21


def main(path: str, n_queries: int) -> None:
    """Import the matcher only when it is asked for: its libraries count as its memory."""
    if n_queries:
        _match(path, n_queries)
    else:
        _read(path)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _read(path: str) -> None:
    kept = Batch(())
    rest = b""
    with Path(path).open("rb") as file:
        while piece := file.read(_BLOCK):
            block, _, rest = (rest + piece).rpartition(b"\n")
            kept = decode_batch(block)
    if not len(kept):
        raise ValueError(path)


def _match(path: str, n_queries: int) -> None:
    from bench.matching_texts import query_texts  # noqa: PLC0415  # counts as the matcher's memory
    from klankbord.core.match import parse_query  # noqa: PLC0415  # the same
    from klankbord.core.match.blocks import blocks_of, match_block  # noqa: PLC0415  # the same
    from klankbord.core.match.stream import Matcher  # noqa: PLC0415  # the same

    pairs = ((key, parse_query(text)) for key, text in query_texts(n_queries))
    matcher = Matcher(pairs)
    gc.collect()
    gc.freeze()
    with Path(path).open("rb") as file:
        n_hits = sum(len(match_block(matcher, block).rows) for block in blocks_of(file))
    if not n_hits:
        raise ValueError(path)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
