"""The circles as a picture: discs below each other, and who connects them as lines between.

Narrow enough for a phone to show it at its own size; nothing in it cannot be read in the table.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from klankbord.participate.keyfigures.models import Circle, KeyFigure, Role
from klankbord.participate.keyfigures.queries import Shown
from klankbord.participate.keyfigures.sentences import author_name
from klankbord.ui.words import number

WIDTH: Final = 360
_LEFT, _RIGHT = 100, 260
_ROW: Final = 104
_TOP: Final = 74
_LEAST, _LARGEST = 40, 68
_LETTERS: Final = 17
_LINE: Final = 15


@dataclass(frozen=True)
class Text:
    """A line of words and where its middle is."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Disc:
    """One circle: its place, its size by how many people, and the names in it."""

    x: float
    y: float
    radius: float
    names: tuple[Text, ...]
    count: Text


@dataclass(frozen=True)
class Span:
    """Somebody who connects two circles."""

    path: str
    name: Text
    weight: float


@dataclass(frozen=True)
class Drawn:
    """Everything that the template draws."""

    height: float
    discs: tuple[Disc, ...]
    spans: tuple[Span, ...]

    @property
    def width(self) -> int:
        """The same for every picture."""
        return WIDTH


def draw(shown: Shown) -> Drawn:
    """Draw the circles and who connects them."""
    largest = max((circle.n_people for circle in shown.circles), default=1)
    discs = {
        circle.number: _disc(place, circle, shown.of(Role.TRUSTED), largest)
        for place, circle in enumerate(shown.circles)
    }
    spans = [
        span
        for place, figure in enumerate(shown.of(Role.BRIDGES))
        if (span := _span(figure, discs, place)) is not None
    ]
    height = _TOP * 2 + _ROW * max(len(discs) - 1, 0)
    return Drawn(height, tuple(discs.values()), tuple(spans))


def _disc(place: int, circle: Circle, trusted: Sequence[KeyFigure], largest: int) -> Disc:
    x, y = (_RIGHT if place % 2 else _LEFT), _TOP + place * _ROW
    radius = _LEAST + (_LARGEST - _LEAST) * math.sqrt(circle.n_people / largest)
    names = [_short(figure) for figure in trusted if figure.circle == circle.number][:2]
    top = y - (len(names) * _LINE) / 2 + _LINE / 4
    lines = tuple(Text(x, top + step * _LINE, name) for step, name in enumerate(names))
    return Disc(
        x, y, round(radius, 1), lines, Text(x, top + len(names) * _LINE, number(circle.n_people))
    )


def _span(figure: KeyFigure, discs: dict[int, Disc], place: int) -> Span | None:
    one, other = discs.get(figure.circle), discs.get(figure.other_circle or 0)
    if one is None or other is None or one is other:
        return None
    lean = (place % 3 - 1) * 26
    middle_x, middle_y = (one.x + other.x) / 2 + lean, (one.y + other.y) / 2 + lean / 2
    path = f"M{one.x} {one.y} Q{middle_x} {middle_y} {other.x} {other.y}"
    at = Text(
        min(max((one.x + other.x) / 4 + middle_x / 2, 60), WIDTH - 60),
        (one.y + other.y) / 4 + middle_y / 2,
        _short(figure),
    )
    return Span(path, at, min(1.5 + min(figure.n_people, figure.n_besides) / 3, 6))


def _short(figure: KeyFigure) -> str:
    name = author_name(figure) if figure.group else _("group not known")
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1].rstrip()}…"
