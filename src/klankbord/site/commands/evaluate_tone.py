"""`klankbord evaluate sentiment`: how far the shares on the overview are off, a language each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from klankbord.core.measure.intervals import Interval
from klankbord.core.measure.prevalence import MixtureError, mixture_error
from klankbord.core.text.understanding.opinions import SENTIMENTS, Opinion, Tier
from klankbord.participate.understanding.tone import EYES, Heard, Tone, tone_of
from klankbord.site.commands.outcomes import said

_SIDES = (0, 2)
_FEWEST = 20


@dataclass(frozen=True)
class ToneFigures:
    """Right and estimated shares of negative and positive in one language.

    `mixtures`: the error where texts of the file are mixed anew in every proportion; None where a
    label has too few texts. `told`: within which the overview says that 95 of 100 shares are.
    """

    language: str
    n: int
    right: tuple[float, float]
    estimated: tuple[Interval, Interval]
    mixtures: MixtureError | None
    told: float


def tone_figures(
    languages: Sequence[str], found: Sequence[Opinion], right: Sequence[str], tier: Tier
) -> list[ToneFigures]:
    """Figures of each language that has a model, largest first."""
    places: dict[str, list[int]] = {}
    for at, (language, opinion) in enumerate(zip(languages, found, strict=True)):
        if opinion.sentiment and (language, tier) in EYES:
            places.setdefault(language, []).append(at)
    order = sorted(places, key=lambda language: (-len(places[language]), language))
    return [_figures(each, tier, [(found[at], right[at]) for at in places[each]]) for each in order]


def _figures(language: str, tier: Tier, some: Sequence[tuple[Opinion, str]]) -> ToneFigures:
    p = np.array([opinion.sentiment for opinion, _ in some], np.float64)
    codes = np.array([SENTIMENTS.index(label) for _, label in some])
    counts = np.bincount(codes, minlength=len(SENTIMENTS))
    sums, eye = p.sum(axis=0), EYES[language, tier]
    tone: Tone = tone_of([Heard(language, tier, len(p), sums[0], sums[-1])], {})
    return ToneFigures(
        language=language,
        n=len(p),
        right=(counts[0] / len(p), counts[-1] / len(p)),
        estimated=(tone.negative, tone.positive),
        mixtures=mixture_error(p, codes, eye, _SIDES) if counts.min() >= _FEWEST else None,
        told=eye.off,
    )


def tone_values(figures: Sequence[ToneFigures]) -> list[dict[str, Any]]:
    """For programs."""
    return [asdict(each) for each in figures]


def tone_lines(figures: Sequence[ToneFigures]) -> list[str]:
    """For people."""
    lines = []
    for each in figures:
        lines += ["", f"shares as on the overview, {each.language}:"]
        for name, right, estimated in zip(
            (SENTIMENTS[0], SENTIMENTS[-1]), each.right, each.estimated, strict=True
        ):
            lines.append(f"  {name}: right {right:.3f}, estimated {said(estimated)}")
        if each.mixtures:
            lines.append(
                f"  mixed in every proportion: off by {each.mixtures.mean:.3f}, 95 of 100 within"
                f" {each.mixtures.within:.3f} (the overview says {each.told:.2f})"
            )
    return lines
