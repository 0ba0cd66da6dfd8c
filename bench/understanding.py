"""Understanding (U10): posts a second in both tiers, rounds of themes, and the memory it adds."""

import gzip
import json
import os
import resource
from collections.abc import Iterator
from pathlib import Path

from bench.report import Line
from bench.timing import timed
from klankbord.core.text.similar import said_words
from klankbord.core.text.understanding.encoder import Remembered, has_encoder
from klankbord.core.text.understanding.intents import intents
from klankbord.core.text.understanding.opinions import Tier, opinions
from klankbord.core.themes.groups import themes
from klankbord.participate.understanding.theming import MOST

_SETS = ("german", "french", "spanish", "english")
_CODES = {"german": "de", "french": "fr", "spanish": "es", "english": "en"}
_AT_ONCE = 1_000
_FLOORS = {Tier.CHEAP: 10_000, Tier.SHOWN: 400}


def measure() -> list[Line]:
    """Tweets of `KLANKBORD_TEST_DATA`; without them nothing is measured, and that is said."""
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    if not folder:
        print("Understanding is not measured: KLANKBORD_TEST_DATA names no folder of sets.")
        return []
    rows = [*_read(Path(folder, "umsab"))]
    before = _memory()
    lines = []
    for tier in (Tier.CHEAP, Tier.SHOWN) if has_encoder() else (Tier.CHEAP,):
        some = rows if tier is Tier.CHEAP else rows[: 2 * _AT_ONCE]
        _understand(some[:10], tier)
        took = timed(lambda some=some, tier=tier: _understand(some, tier))
        lines.append(
            Line(f"sentiment, offence and intent, {tier} tier ({len(some):,} posts)",
                 len(some) / took.wall, "posts/s", floor=_FLOORS[tier], cpu=len(some) / took.cpu,
                 counts_cpu=True)
        )  # fmt: skip
    lines.extend(_rounds([text for text, _code in rows[:MOST]]))
    added = (_memory() - before) / 2**10
    lines.append(Line("memory that it adds", added, "MiB", floor=300, is_ceiling=True))
    return lines


def _rounds(texts: list[str]) -> Iterator[Line]:
    """Two rounds of themes over the same posts, as a worker looks at them from hour to hour."""
    words = [said_words("", text) for text in texts]
    meanings = Remembered().encode if has_encoder() else None
    for which in ("first", "next"):
        took = timed(lambda: themes(texts, words, meanings))
        what = f"themes of {len(texts):,} posts, {which} round of a process"
        yield Line(what, took.wall, "s", cpu=took.cpu)


def _understand(rows: list[tuple[str, str]], tier: Tier) -> None:
    for at in range(0, len(rows), _AT_ONCE):
        texts, codes = zip(*rows[at : at + _AT_ONCE], strict=True)
        intents(texts, codes, opinions(texts, codes, tier))


def _read(folder: Path) -> Iterator[tuple[str, str]]:
    """Languages one after the other, a text from each."""
    sets = []
    for name in _SETS:
        with gzip.open(folder / f"{name}_train.jsonl.gz", "rt", encoding="utf-8") as lines:
            sets.append([(json.loads(line)["text"], _CODES[name]) for line in lines])
    for some in zip(*sets, strict=False):
        yield from some


def _memory() -> int:
    """Most memory of this process so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
