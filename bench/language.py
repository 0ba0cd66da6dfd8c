"""Identifying languages: accuracy on short texts and on social posts, calibration, speed."""

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.report import Line
from bench.timing import timed
from klankbord.core.measure.labels import agreement
from klankbord.core.text.language import EXPECTED, languages

_SHORT = 40  # letters
_SHOWN = ("nl", "de", "fr", "es")
_FLOOR = 97

Labelled = list[tuple[str, str]]


def measure() -> list[Line]:
    """Sets of `KLANKBORD_TEST_DATA`; without them nothing is measured, and that is said."""
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    if not folder:
        print("Languages are not measured: KLANKBORD_TEST_DATA names no folder of labelled sets.")
        return []
    given = list(_read(Path(folder, "lid_lingua", "texts.jsonl.gz")))
    sentences = [(row["lang"], row["text"]) for row in given if row["kind"] == "sentence"]
    pairs = [(row["lang"], row["text"]) for row in given if row["kind"] == "pair"]
    posts = _read(Path(folder, "lid_social", "posts.jsonl.gz"))
    social = [(row["lang"], row["text"]) for row in posts]
    languages(["eerst laden"])
    short = [(lang, text) for lang, text in sentences if len(text) <= _SHORT]
    return [
        *_judged("sentences cut to 40 letters", [(lang, _cut(text)) for lang, text in sentences]),
        *_judged("sentences of at most 40 letters", short),
        *_judged("word pairs", pairs, promised=()),
        *_judged("social posts", social, promised=("nl",)),
    ]


def _judged(name: str, rows: Labelled, *, promised: Sequence[str] = _SHOWN) -> list[Line]:
    rows = [(lang, text) for lang, text in rows if lang in EXPECTED]
    texts = [text for _lang, text in rows]
    found = languages(texts)
    took = timed(lambda: languages(texts))
    outcome = agreement(
        [lang for lang, _text in rows], [each.code for each in found], [each.p for each in found]
    )
    error = 100 * (outcome.calibration_error or 0.0)
    return [
        *(
            Line(f"{name}, {each.label}: right of {each.n:,}", 100 * each.recall.share, "%",
                 floor=_FLOOR if each.label in promised else None)
            for each in outcome.labels
            if each.label in _SHOWN
        ),
        Line("… calibration error", error, "%", floor=4, is_ceiling=True),
        Line("… speed", len(rows) / took.wall, "posts/s", cpu=len(rows) / took.cpu),
    ]  # fmt: skip


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT + 1].rpartition(" ")[0]


def _read(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
