"""Read the last look: its circles, and who stands out, as people may see them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from django.db.models import Max, Min

from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.archive.queries import is_hidden, masked_handles
from klankbord.participate.keyfigures.models import Circle, KeyFigure, Look, Role
from klankbord.participate.stakeholders.models import PRIVATE
from klankbord.participate.stakeholders.queries import UNKNOWN, groups_of

EVERY: Final = dt.timedelta(hours=24)
SOON: Final = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Shown:
    """A look as it may be shown: nobody in it is hidden, known to be private, or gone."""

    look: Look
    figures: list[KeyFigure]
    circles: list[Circle]

    @cached_property
    def leads(self) -> dict[int, KeyFigure]:
        """Who may be named and is turned to most in each circle: it is called after them."""
        found: dict[int, KeyFigure] = {}
        for figure in self.of(Role.TRUSTED):
            if figure.group:
                found.setdefault(figure.circle, figure)
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
    """Ids of the mentions that were counted, newest first; some may be gone since."""
    ids: list[int] = np.frombuffer(bytes(figure.mention_ids), "<i8")[::-1].tolist()
    return ids


def is_due(at: dt.datetime) -> bool:
    """Whether it is time to look: once a day; sooner where nothing was found and more arrived."""
    last = Look.objects.order_by("-pk").values_list("taken_at", "n_acts").first()
    if last is None:
        return Mention.objects.exists()
    taken_at, n_acts = last
    return bool(at - taken_at >= (EVERY if n_acts else _patience(taken_at)))


def _patience(taken_at: dt.datetime) -> dt.timedelta:
    """How long after a look that found nothing: twice as long each time, up to a day.

    It is as long as things had come in by then. Only a week of that is known, and nothing is looked
    at again before more came in.
    """
    ends = Arrival.objects.aggregate(first=Min("arrived_at"), last=Max("arrived_at"))
    if ends["last"] is None or ends["last"] <= taken_at:
        return EVERY
    known: dt.timedelta = taken_at - ends["first"]
    return min(max(SOON, known), EVERY)


def _visible(rows: list[KeyFigure]) -> list[KeyFigure]:
    return list(_seen(rows))


def _seen(rows: list[KeyFigure]) -> Iterator[KeyFigure]:
    hidden = masked_handles()
    groups = groups_of([row.author_id for row in rows])
    for row in rows:
        row.group = groups.get(row.author_id, UNKNOWN)
        if not is_hidden(row.author, hidden) and row.group not in PRIVATE:
            yield row
