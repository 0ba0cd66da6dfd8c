"""`klankbord evaluate themes`: are the themes those that people made, and do they last?"""

from dataclasses import asdict
from typing import Any, Final

import msgspec
import numpy as np

from klankbord.core.measure.intervals import Interval
from klankbord.core.measure.partitions import (
    accuracy,
    adjusted_rand,
    cells_of,
    mutual_information,
)
from klankbord.core.text.understanding.encoder import encode
from klankbord.core.text.understanding.opinions import Tier
from klankbord.core.text.words import words_of
from klankbord.core.themes.groups import MOST
from klankbord.core.themes.groups import themes as themes_of
from klankbord.core.themes.vectors import Whole
from klankbord.site.commands.outcomes import said
from klankbord.site.commands.streams import Unusable, numbered_lines, report
from klankbord.site.commands.tiers import tier_of

THEMES: Final = "themes"
_SAMPLES: Final = 3
_KEPT: Final = 0.8
_SEED: Final = 7


def judge_themes(name: str, *, field: str, tier: str | None, as_json: bool) -> None:
    """Judge every set of the file by itself."""
    used = tier_of(tier)
    sets = {each: _judge(name, rows, used) for each, rows in _read(name, field).items()}
    values = {"task": THEMES, "tier": used, "sets": sets}
    report(values, as_json=as_json, lines=_lines(sets))


def _read(name: str, field: str) -> dict[str, list[tuple[str, str]]]:
    sets: dict[str, list[tuple[str, str]]] = {}
    for number, line in numbered_lines(name):
        try:
            row = msgspec.json.decode(line, type=dict[str, Any])
        except msgspec.MsgspecError as error:
            raise Unusable(name, number, error) from error
        if not isinstance(row.get("text"), str) or not isinstance(row.get(field), str | int):
            raise Unusable(name, number, f'a line needs a "text" and a "{field}": its right theme')
        sets.setdefault(str(row.get("set", "all")), []).append((row["text"], str(row[field])))
    if not sets:
        raise Unusable(name, "no line to judge by")
    return sets


def _judge(name: str, rows: list[tuple[str, str]], tier: Tier) -> dict[str, Any]:
    if len(rows) > MOST:
        raise Unusable(name, f"more than {MOST:,} texts in one set: take a sample")
    found = _themes(rows, tier)
    cells = cells_of([right for _, right in rows], found)
    draw = np.random.default_rng(_SEED)
    again = []
    for _ in range(_SAMPLES):
        kept = np.sort(draw.permutation(len(rows))[: max(int(_KEPT * len(rows)), 1)])
        less = _themes([rows[at] for at in kept], tier)
        again.append(adjusted_rand(cells_of(found[kept], less)))
    return {
        "n": len(rows),
        "n_right": cells.shape[0],
        "n_found": int(found.max()) + 1,
        "without_theme": float((found < 0).mean()),
        "accuracy": asdict(accuracy(cells)),
        "nmi": asdict(mutual_information(cells)),
        "stability": {"mean": float(np.mean(again)), "low": min(again), "high": max(again)},
    }


def _themes(rows: list[tuple[str, str]], tier: Tier) -> Whole:
    texts = [text for text, _ in rows]
    meanings = encode if tier is Tier.SHOWN else None
    return themes_of(texts, [words_of(text) for text in texts], meanings)


def _lines(sets: dict[str, dict[str, Any]]) -> list[str]:
    head = f"{'set':16}      n  right  found  accuracy             NMI                  stability"
    return [head, *(_line(each, values) for each, values in sets.items())]


def _line(name: str, values: dict[str, Any]) -> str:
    right, nmi = (said(Interval(**values[each])) for each in ("accuracy", "nmi"))
    return (
        f"{name:16} {values['n']:6} {values['n_right']:6} {values['n_found']:6}"
        f"  {right:20} {nmi:20} {values['stability']['mean']:.3f}"
    )
