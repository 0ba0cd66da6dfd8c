"""Same and nearly the same: recall and false flags against a judge that compares everything."""

import gzip
import json
import os
import random
import resource
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path

from bench.posts import SEED, Generator
from bench.report import Line
from bench.timing import timed
from klankbord.core.text.similar import LEAST_WORDS, THRESHOLD, Likeness, Window, traces
from klankbord.core.text.words import words_of

N_GENERATED = 20_000
N_SOAK = 300_000
HELD = 50_000
_LONG = 8  # words: with fewer, one other word already costs too much
REAL = ("crisislex_t26/tweets", "crisislex_t6/tweets", "pheme_rumours/rumours",
        "reddit_stream/items")  # fmt: skip

Words = list[str]


def measure() -> list[Line]:
    """Generated near-copies, real streams where `KLANKBORD_TEST_DATA` names them, and memory."""
    rng = random.Random(SEED)
    lines = _judged("generated near-copies", _with_copies(_generated(), rng))
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    for name in REAL if folder else ():
        real = list(_read(Path(folder or "", f"{name}.jsonl.gz")))
        title = name.partition("/")[0]
        lines += _judged(title, real)
        lines += _judged(f"{title} and near-copies", _with_copies(real, rng))
    return [*lines, *_soak()]


def _judged(name: str, texts: Sequence[Words]) -> list[Line]:
    found: list[Likeness[int] | None] = []
    took = timed(lambda: found.extend(_placed(texts)))
    truth = [best >= THRESHOLD for best in _best_before(texts)]
    n_true, n_flagged = sum(truth), sum(map(bool, found))
    n_hit = sum(is_true and bool(each) for is_true, each in zip(truth, found, strict=True))
    n_false = n_flagged - n_hit
    return [
        Line(f"{name}: {n_true:,} of {len(texts):,} are copies; recall",
             100 * n_hit / max(n_true, 1), "%", floor=99),
        Line("… false flags", 100 * n_false / len(texts), "%", floor=0.1, is_ceiling=True),
        Line("… trace and compare", len(texts) / took.wall, "posts/s", cpu=len(texts) / took.cpu),
    ]  # fmt: skip


def _placed(texts: Sequence[Words]) -> Iterator[Likeness[int] | None]:
    window: Window[int] = Window(most=max(len(texts), 1), span=1)
    for start in range(0, len(texts), 1000):
        some = texts[start : start + 1000]
        keys = range(start, start + len(some))
        yield from window.place(keys, [0] * len(some), traces(some))


def _best_before(texts: Sequence[Words]) -> list[float]:
    """The judge: the highest share of word pairs that a text has in common with an earlier one."""
    holders: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    sets = [set(pairwise(words)) for words in texts]
    best = [0.0] * len(texts)
    for at, pairs in enumerate(sets):
        if len(texts[at]) < LEAST_WORDS:
            continue
        shared = Counter(other for pair in pairs for other in holders[pair])
        best[at] = max((n / (len(pairs) + len(sets[o]) - n) for o, n in shared.items()), default=0)
        for pair in pairs:
            holders[pair].append(at)
    return best


def _with_copies(texts: Sequence[Words], rng: random.Random) -> list[Words]:
    """Every third long text once more, with one to three words changed, gone or added."""
    spare = [word for words in texts[:5_000] for word in words]
    copies = [_near(words, spare, rng) for words in texts[::3] if len(words) >= _LONG]
    return [*texts, *copies]


def _near(words: Words, spare: Words, rng: random.Random) -> Words:
    made = list(words)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        at = rng.randrange(len(made))
        act = rng.random()
        made[at : at + (act < 0.7)] = [] if act < 0.25 else [rng.choice(spare)]
    return made


def _generated() -> list[Words]:
    batches = Generator(N_GENERATED).batches()
    return [words_of(post.text) for batch in batches for post in batch]


def _read(path: Path) -> Iterator[Words]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield words_of(f"{row.get('title') or ''} {row['text']}")


def _soak() -> list[Line]:
    """The window is full after a sixth; whether memory then stands still."""
    window: Window[int] = Window(most=HELD, span=10**9)
    batches = Generator(N_SOAK).batches()
    n_first = 2 * HELD // 5_000
    _fill(window, islice(batches, n_first), 0)
    before = _peak()
    _fill(window, batches, n_first * 5_000)
    return [
        Line(f"memory at its highest, {HELD:,} texts held", _peak(), "MB", 1000, is_ceiling=True),
        Line(f"… more after {N_SOAK:,} than after {2 * HELD:,}", _peak() - before, "MB"),
    ]


def _fill(window: Window[int], batches: Iterator[Sequence[object]], first: int) -> None:
    for batch in batches:
        texts = [words_of(post.text) for post in batch]  # type: ignore[attr-defined]
        window.place(range(first, first + len(texts)), [0] * len(texts), traces(texts))
        first += len(texts)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
