"""Read themes: what they are called, how much is said of them, and which mentions they have."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max, Q, QuerySet

from klankbord.participate.archive.models import Arrival
from klankbord.participate.archive.rows import id_at
from klankbord.participate.understanding.models import Theme, ThemedMention, ThemeRound
from klankbord.people.queries import house_zone

DAYS: Final = 28
NEW_DAYS: Final = 7
RISES: Final = 200


@dataclass(frozen=True)
class Span:
    """The days in which themes are looked for; the newest of them are held against the others."""

    last_on: dt.date

    @property
    def first_on(self) -> dt.date:
        """The first day."""
        return self.last_on - dt.timedelta(days=DAYS - 1)

    @property
    def new_on(self) -> dt.date:
        """The first of the newest days."""
        return self.last_on - dt.timedelta(days=NEW_DAYS - 1)

    @property
    def first(self) -> int:
        """The least id that a mention of these days can have."""
        return _id_on(self.first_on)

    @property
    def first_new(self) -> int:
        """The least id of the newest days."""
        return _id_on(self.new_on)

    @property
    def last(self) -> int:
        """The largest id."""
        return _id_on(self.last_on + dt.timedelta(days=1)) - 1


@dataclass(frozen=True)
class ThemeFigure:
    """A theme, with its mentions in the newest days and in those before, and one as an example."""

    theme: Theme
    n_new: int
    n_before: int
    example: int

    @property
    def is_rising(self) -> bool:
        """Whether its share clearly grew."""
        return self.theme.rise > RISES


def last_round() -> ThemeRound | None:
    """When and over what themes were looked for; None before the first time."""
    return ThemeRound.objects.first()


def is_overtaken() -> bool:
    """Whether mentions came, or went, since themes were looked for."""
    last = last_round()
    newest = newest_arrival()
    if last is None:
        return newest > 0
    return newest > last.newest_arrival or ThemedMention.objects.count() != last.n_themed


def newest_arrival() -> int:
    """The number of the last arrival; 0 where nothing arrived."""
    return Arrival.objects.aggregate(newest=Max("pk"))["newest"] or 0


def theme_figures(span: Span) -> list[ThemeFigure]:
    """Themes as they were found in these days, clearest growth first; one SQL query."""
    is_new = Q(mentions__gte=span.first_new)
    rows = Theme.objects.annotate(
        n_new=Count("mentions", filter=is_new),
        n_before=Count("mentions", filter=~is_new),
        newest=Max("mentions"),
        typical=Max("mentions", filter=Q(mentions__is_typical=True)),
    )
    return [
        ThemeFigure(row, row.n_new, row.n_before, row.typical or row.newest)
        for row in rows.filter(newest__isnull=False).order_by("-rise", "pk")
    ]


def is_theme(theme_id: int) -> bool:
    """Whether it is there."""
    return Theme.objects.filter(pk=theme_id).exists()


def theme_name(theme_id: int) -> str:
    """What it is called; empty where it is not there any more."""
    theme = Theme.objects.filter(pk=theme_id).first()
    return theme.name if theme else ""


def themed(theme_id: int) -> QuerySet[ThemedMention]:
    """Mentions of a theme, newest first."""
    return ThemedMention.objects.filter(theme=theme_id).order_by("-mention_id")


def themed_ids(theme_ids: Iterable[int]) -> dict[int, list[int]]:
    """Mentions of these themes, newest first."""
    found: dict[int, list[int]] = {theme: [] for theme in theme_ids}
    rows = ThemedMention.objects.filter(theme__in=found).order_by("-mention_id")
    for theme, mention in rows.values_list("theme", "mention"):
        found[theme].append(mention)
    return found


def _id_on(day: dt.date) -> int:
    return id_at(dt.datetime.combine(day, dt.time(), tzinfo=house_zone()))
