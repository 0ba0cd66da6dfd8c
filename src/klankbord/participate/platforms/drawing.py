"""The map as a picture: what we do is the lane, how well it fits the place in it.

Places along the map are shares of its width, so that it fits a phone at its own size of letters;
below each other stand lanes, and in a lane whoever would stand on another.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.participate.platforms.mapping import FITS_WELL, Placed
from klankbord.participate.platforms.models import Verdict
from klankbord.participate.platforms.words import fit_words

_FIRST, _WIDE = 7.0, 86.0  # percent: where a fit of nothing stands, and how far all of it is
_NARROW: Final = 300  # pixels of the narrowest map: names must not meet there
_LETTER: Final = 7.4  # pixels
_LEAST, _LARGEST = 12.0, 24.0  # pixels: a thumb finds the smallest
_HEAD, _ROW, _FOOT = 26, 66, 30
_EDGE: Final = 0.2
COLOURS: Final = {
    Verdict.JOIN: "var(--good)",
    Verdict.LISTEN: "var(--info)",
    Verdict.OPEN: "var(--spark)",
    Verdict.LEAVE: "var(--muted)",
}
LANES: Final[dict[Verdict, str | Promise]] = {
    Verdict.JOIN: gettext_lazy("We take part"),
    Verdict.LISTEN: gettext_lazy("We only listen"),
    Verdict.OPEN: gettext_lazy("Not decided yet"),
    Verdict.LEAVE: gettext_lazy("We leave it"),
}


@dataclass(frozen=True)
class Spot:
    """One platform: places in percent of the width and pixels from the top."""

    name: str
    words: str
    url: str
    x: float
    low: float
    high: float
    y: float
    radius: float
    is_asking: bool

    @property
    def anchor(self) -> str:
        """Which end of the name stands below the disc, so that it stays inside the picture."""
        if self.x < _FIRST + _WIDE * _EDGE:
            return "start"
        return "end" if self.x > _FIRST + _WIDE * (1 - _EDGE) else "middle"

    @property
    def ring(self) -> float:
        """A ring around the disc."""
        return self.radius + 5

    @property
    def name_y(self) -> float:
        """Where the name stands: below the disc."""
        return self.y + self.radius + 15


@dataclass(frozen=True)
class Lane:
    """One decision, with the platforms of which it was taken."""

    name: str
    colour: str
    top: float
    height: float
    spots: list[Spot]

    @property
    def head_y(self) -> float:
        """Where its name stands."""
        return self.top + 18


@dataclass(frozen=True)
class Drawn:
    """Everything that the template draws."""

    height: float
    lanes: list[Lane]

    @property
    def lanes_end(self) -> float:
        """Where the lowest lane ends."""
        return self.height - _FOOT

    @property
    def foot_y(self) -> float:
        """Where the words along the map stand."""
        return self.height - 10


def draw(placed: Sequence[Placed]) -> Drawn:
    """Draw every platform whose fit is known."""
    shown = [each for each in placed if each.fit]
    top, lanes = 0.0, []
    for verdict, name in LANES.items():
        lane = _lane(verdict, str(name), [each for each in shown if each.verdict is verdict], top)
        lanes.append(lane)
        top += lane.height
    return Drawn(top + _FOOT, lanes)


def _lane(verdict: Verdict, name: str, members: Sequence[Placed], top: float) -> Lane:
    rows: list[float] = []  # where each row is taken up to, in pixels of the narrowest map
    spots: list[Spot] = []
    for each in sorted(members, key=lambda each: each.fit.share if each.fit else 0):
        first, last = _taken(each)
        row = next((n for n, until in enumerate(rows) if until <= first), len(rows))
        rows[row : row + 1] = [last]
        spots.append(_spot(each, top + _HEAD + row * _ROW + _LARGEST))
    return Lane(name, COLOURS[verdict], top, _HEAD + _ROW * max(len(rows), 1), spots)


def _taken(each: Placed) -> tuple[float, float]:
    """From where to where disc and name stand."""
    spot = _spot(each, 0)
    x, wide = spot.x / 100 * _NARROW, max(len(spot.name) * _LETTER, 2 * spot.radius)
    left = {"start": spot.radius, "middle": wide / 2, "end": wide - spot.radius}[spot.anchor]
    return x - left - 4, x - left + wide + 4


def _spot(each: Placed, y: float) -> Spot:
    fit, platform = each.fit, each.platform
    share, low, high = (fit.share, fit.low, fit.high) if fit else (0.0, 0.0, 1.0)
    grown = math.sqrt(platform.n_mentions / max(platform.n_loudest, 1))
    return Spot(
        name=platform.name,
        words=_("%(name)s: %(fit)s; %(decision)s")
        % {"name": platform.name, "fit": fit_words(each), "decision": each.verdict.label},
        url=reverse("platforms:platform-detail", args=[platform.key]),
        x=_along(share),
        low=_along(low),
        high=_along(high),
        y=y,
        radius=round(_LEAST + (_LARGEST - _LEAST) * grown, 1),
        is_asking=each.verdict is Verdict.OPEN and share >= FITS_WELL,
    )


def _along(share: float) -> float:
    return round(_FIRST + _WIDE * share, 2)
