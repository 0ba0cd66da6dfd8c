"""The map: each platform with what is measured there, how well it fits, and why."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import Sum

from klankbord.core.measure.fit import Part, fit
from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.participate.archive.models import DayCount
from klankbord.participate.insight.models import DayFigure
from klankbord.participate.insight.moods import topic_counts
from klankbord.participate.insight.period import Period
from klankbord.participate.keyfigures.queries import last_look
from klankbord.participate.listening.models import Account
from klankbord.participate.listening.naming import platform_name
from klankbord.participate.platforms.measuring import DAYS
from klankbord.participate.platforms.models import MOST, Figures, Research, Weights
from klankbord.participate.stakeholders.queries import UNKNOWN, heard_by_group

PARTS: Final = ("heard", "focus", "audience", "reach", "ease")
Counts = dict[str, int]


@dataclass(frozen=True)
class Platform:
    """One platform on the map; counts are of the period, most first."""

    key: str
    period: Period
    n_mentions: int
    languages: Counts
    tones: Counts
    groups: Counts
    topics: dict[int, int]
    n_followers: int
    n_key_figures: int
    accounts: list[str]
    figures: Figures | None
    research: Research | None
    n_loudest: int
    n_farthest: int

    @property
    def name(self) -> str:
        """As its brand writes it."""
        return platform_name(self.key)

    @property
    def n_known(self) -> int:
        """Mentions by people whose group is known."""
        return sum(self.groups.values())

    @property
    def n_clear(self) -> int:
        """Mentions of which it is clear how they sound."""
        return self.tones.get("negative", 0) + self.tones.get("positive", 0)

    @property
    def focus(self) -> Interval | None:
        """How much of what is said is about our topics."""
        if self.figures is None or not self.figures.n_mentions:
            return None
        return wilson_interval(self.figures.n_in_topics, self.figures.n_mentions)

    @property
    def busiest_hour(self) -> int | None:
        """The hour of the day with most mentions; None where it was not measured."""
        hours = self.figures.hours if self.figures else []
        return hours.index(max(hours)) if any(hours) else None

    def known_parts(self) -> dict[str, Interval | None]:
        """What is known of each part of the fit, from 0 to 1."""
        effort = self.research.effort if self.research else None
        return {
            "heard": _exact(self.n_mentions, self.n_loudest),
            "focus": self.focus,
            "audience": wilson_interval(min(self.n_known, self.n_mentions), self.n_mentions)
            if self.n_mentions
            else None,
            "reach": _exact(self.n_followers, self.n_farthest),
            "ease": None if not effort else _exact(MOST - effort, MOST - 1),
        }


@dataclass(frozen=True)
class Placed:
    """A platform with its fit (None: nothing that counts is known) and the parts of it."""

    platform: Platform
    parts: list[Part]

    @cached_property
    def fit(self) -> Interval | None:
        """How well it fits, with what is not known as bounds."""
        return fit(self.parts)


def weights() -> Weights:
    """How much each part counts now."""
    return Weights.objects.first() or Weights()


def platform_map(*, today: dt.date) -> list[Placed]:
    """Every platform where anything was heard, or of which anything was noted; best fit first."""
    counting = weights()
    placed = [
        Placed(
            platform,
            [
                Part(name, known, getattr(counting, name))
                for name, known in platform.known_parts().items()
            ],
        )
        for platform in _platforms(Period(today - dt.timedelta(days=DAYS - 1), today))
    ]
    return sorted(placed, key=_order)


def _order(each: Placed) -> tuple[float, str]:
    return (-each.fit.share if each.fit else 1.0, each.platform.key)


def _platforms(period: Period) -> Iterator[Platform]:
    languages, tones = _languages(period), _tones(period)
    groups, topics = _groups(period), _topics(period)
    reach = _reach()
    research = {row.platform: row for row in Research.objects.all()}
    figures = {row.platform: row for row in Figures.objects.all()}
    accounts: dict[str, list[str]] = {}
    for account in Account.objects.all():
        accounts.setdefault(account.connector, []).append(account.handle)
    totals = {key: sum(counts.values()) for key, counts in languages.items()}
    for key in sorted(totals.keys() | research.keys()):
        n_followers, n_named = reach.get(key, (0, 0))
        yield Platform(
            key=key,
            period=period,
            n_mentions=totals.get(key, 0),
            languages=languages.get(key, {}),
            tones=tones.get(key, {}),
            groups=groups.get(key, {}),
            topics=topics.get(key, {}),
            n_followers=n_followers,
            n_key_figures=n_named,
            accounts=accounts.get(key, []),
            figures=figures.get(key),
            research=research.get(key),
            n_loudest=max(totals.values(), default=0),
            n_farthest=max((followers for followers, _n in reach.values()), default=0),
        )


def _exact(n: int, most: int) -> Interval | None:
    return Interval(n / most, n / most, n / most) if most else None


def _by_platform(rows: Iterator[tuple[str, str, int]]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for platform, name, n in rows:
        found.setdefault(platform, {})[name] = n
    return found


def _languages(period: Period) -> dict[str, Counts]:
    rows = DayCount.objects.filter(day__gte=period.since, day__lte=period.until)
    counts = rows.values_list("platform", "language").annotate(n=Sum("n_mentions")).order_by("-n")
    return _by_platform(iter(counts))


def _tones(period: Period) -> dict[str, Counts]:
    rows = DayFigure.objects.filter(topic=None, day__gte=period.since, day__lte=period.until)
    counts = rows.values_list("platform", "sentiment").annotate(n=Sum("n_mentions")).order_by("-n")
    return _by_platform(iter(counts))


def _groups(period: Period) -> dict[str, Counts]:
    heard = heard_by_group(since=period.since, until=period.until)
    return _by_platform(
        (platform, each.group, n)
        for each in heard
        if each.group != UNKNOWN
        for platform, n in each.platforms.items()
    )


def _topics(period: Period) -> Mapping[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for topic, counts in topic_counts(period, "platform").items():
        for platform, n in counts.items():
            found.setdefault(platform, {})[topic] = n
    return found


def _reach() -> dict[str, tuple[int, int]]:
    """Followers of key figures by platform, each once, and how many they are."""
    shown = last_look()
    authors = {figure.author_id: figure.author for figure in shown.figures} if shown else {}
    found: dict[str, tuple[int, int]] = {}
    for author in authors.values():
        followers, n = found.get(author.platform, (0, 0))
        found[author.platform] = (followers + (author.followers or 0), n + 1)
    return found
