"""Read the last look: its circles, and who stands out, as people may see them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from klankbord.participate.archive.models import Author, Mention
from klankbord.participate.archive.queries import is_hidden, masked_handles
from klankbord.participate.keyfigures.models import Circle, KeyFigure, Look, Role
from klankbord.participate.stakeholders.models import PRIVATE
from klankbord.participate.stakeholders.queries import groups_of

EVERY: Final = dt.timedelta(hours=24)
SOON: Final = dt.timedelta(minutes=10)
_PIECE: Final = 900


@dataclass(frozen=True)
class Shown:
    """A look as it may be shown: nobody in it is hidden, private or gone."""

    look: Look
    figures: list[KeyFigure]
    circles: list[Circle]

    @cached_property
    def leads(self) -> dict[int, Author]:
        """Who is turned to most in each circle: a circle is called after them."""
        found: dict[int, Author] = {}
        for figure in self.of(Role.TRUSTED):
            found.setdefault(figure.circle, figure.author)
        return found

    def of(self, role: Role) -> list[KeyFigure]:
        """Figures of one role, first place first."""
        return [figure for figure in self.figures if figure.role == role]


def last_look() -> Shown | None:
    """The last look; None before the first."""
    look = Look.objects.order_by("-pk").first()
    if look is None:
        return None
    rows = KeyFigure.objects.filter(look=look).select_related("author").defer("mention_ids")
    figures = _visible(list(rows.order_by("role", "place")))
    return Shown(look, figures, list(look.circles.all()))


def figure_shown(pk: int) -> KeyFigure | None:
    """One figure of the last look, if it may be shown."""
    rows = KeyFigure.objects.filter(pk=pk).select_related("author", "look")
    return next(iter(_visible(list(rows))), None)


def mentions_behind(figure: KeyFigure) -> list[int]:
    """Ids of the mentions that were counted and still stand, newest first."""
    ids = np.frombuffer(bytes(figure.mention_ids), "<i8")[::-1].tolist()
    standing: set[int] = set()
    for start in range(0, len(ids), _PIECE):
        some = Mention.objects.filter(pk__in=ids[start : start + _PIECE])
        standing.update(some.values_list("pk", flat=True))
    return [number for number in ids if number in standing]


def is_due(at: dt.datetime) -> bool:
    """Whether it is time to look: once a day, and soon after the first mentions came."""
    last = Look.objects.order_by("-pk").values_list("taken_at", "n_acts").first()
    if last is None:
        return Mention.objects.exists()
    taken_at, n_acts = last
    return bool(at - taken_at >= (EVERY if n_acts else SOON))


def _visible(rows: list[KeyFigure]) -> list[KeyFigure]:
    return list(_seen(rows))


def _seen(rows: list[KeyFigure]) -> Iterator[KeyFigure]:
    hidden = masked_handles()
    groups = groups_of([row.author_id for row in rows])
    for row in rows:
        if not is_hidden(row.author, hidden) and groups.get(row.author_id) not in PRIVATE:
            yield row
