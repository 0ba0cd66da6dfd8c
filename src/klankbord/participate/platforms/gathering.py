"""What is measured of each platform in ninety days, from counts that others keep."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Sum

from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.participate.archive.models import DayCount
from klankbord.participate.archive.queries import totals_by_place
from klankbord.participate.insight.moods import figures_in, topic_counts
from klankbord.participate.insight.period import Period
from klankbord.participate.keyfigures.queries import last_look
from klankbord.participate.listening.models import Account
from klankbord.participate.listening.naming import platform_name
from klankbord.participate.platforms.answering import Answered, answers
from klankbord.participate.platforms.facts import FactShown, facts_by_platform
from klankbord.participate.platforms.measuring import DAYS
from klankbord.participate.platforms.models import MOST, DayPlatform, Research
from klankbord.participate.stakeholders.queries import UNKNOWN, heard_by_group

Counts = dict[str, int]
LEAST: Final = 5
"""A subject that was heard less often than this says nothing of a platform."""


@dataclass(frozen=True)
class Subject:
    """One of our topics on a platform: how often, and how many times as often as elsewhere."""

    topic: int
    n: int
    times: float


@dataclass(frozen=True)
class Days:
    """What the counts a day add up to."""

    n_mentions: int = 0
    n_in_topics: int = 0
    hours: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Platform:
    """One platform on the map; counts are of the period, most first."""

    key: str
    period: Period
    n_mentions: int
    languages: Counts
    tones: Counts
    groups: Counts
    subjects: list[Subject]
    n_followers: int
    n_key_figures: int
    accounts: list[str]
    n_sources: int
    answered: Answered | None
    days: Days
    research: Research | None
    facts: list[FactShown]
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
    def n_unknown(self) -> int:
        """Mentions by others."""
        return max(self.n_mentions - self.n_known, 0)

    @property
    def focus(self) -> Interval | None:
        """How much of what is said is about our topics."""
        days = self.days
        return wilson_interval(days.n_in_topics, days.n_mentions) if days.n_mentions else None

    @property
    def busiest_hour(self) -> int | None:
        """The hour of the day with most mentions; None where it was not measured."""
        hours = self.days.hours
        return hours.index(max(hours)) if any(hours) else None

    def known_parts(self) -> dict[str, Interval | None]:
        """What is known of each part of the fit, from 0 to 1."""
        effort = self.research.effort if self.research else None
        n_known = min(self.n_known, self.n_mentions)
        return {
            "heard": _exact(self.n_mentions, self.n_loudest),
            "focus": self.focus,
            "audience": wilson_interval(n_known, self.n_mentions) if self.n_mentions else None,
            "reach": _exact(self.n_followers, self.n_farthest),
            "ease": None if not effort else _exact(MOST - effort, MOST - 1),
        }


def platforms(*, today: dt.date, at: dt.datetime) -> list[Platform]:
    """Every platform that was heard, noted, or of which a fact is known; some twenty queries."""
    period = Period(today - dt.timedelta(days=DAYS - 1), today)
    languages, tones, groups = _languages(period), _tones(period), _groups(period)
    n_heard = {key: sum(counts.values()) for key, counts in languages.items()}
    subjects, reach, days = _subjects(period, n_heard), _reach(), _days(period)
    sources = _sources(period)
    answered, facts, accounts = answers(period, at=at), facts_by_platform(), _accounts()
    research = {row.platform: row for row in Research.objects.all()}
    return [
        Platform(
            key=key,
            period=period,
            n_mentions=n_heard.get(key, 0),
            languages=languages.get(key, {}),
            tones=tones.get(key, {}),
            groups=groups.get(key, {}),
            subjects=subjects.get(key, []),
            n_followers=reach.get(key, (0, 0))[0],
            n_key_figures=reach.get(key, (0, 0))[1],
            accounts=accounts.get(key, []),
            n_sources=sources.get(key, 0),
            answered=answered.get(key),
            days=days.get(key, Days()),
            research=research.get(key),
            facts=facts.get(key, []),
            n_loudest=max(n_heard.values(), default=0),
            n_farthest=max((followers for followers, _n in reach.values()), default=0),
        )
        for key in sorted(n_heard.keys() | research.keys() | facts.keys())
    ]


def _exact(n: int, most: int) -> Interval | None:
    return Interval(n / most, n / most, n / most) if most else None


def _by_platform(rows: Iterable[tuple[str, str, int]]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for platform, name, n in rows:
        found.setdefault(platform, {})[name] = n
    return found


def _languages(period: Period) -> dict[str, Counts]:
    counts = totals_by_place(since=period.since, until=period.until).items()
    ranked = sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    return _by_platform((platform, language, n) for (platform, language), n in ranked)


def _tones(period: Period) -> dict[str, Counts]:
    rows = figures_in(period).filter(topic=None).values_list("platform", "sentiment")
    return _by_platform(rows.annotate(n=Sum("n_mentions")).order_by("-n", "sentiment"))


def _groups(period: Period) -> dict[str, Counts]:
    heard = heard_by_group(since=period.since, until=period.until)
    return _by_platform(
        (platform, each.group, n)
        for each in heard
        if each.group != UNKNOWN
        for platform, n in each.platforms.items()
    )


def _subjects(period: Period, n_heard: Counts) -> dict[str, list[Subject]]:
    """Topics of each platform, those first that stand out most against all other platforms."""
    n_all = sum(n_heard.values())
    found: dict[str, list[Subject]] = {}
    for topic, counts in topic_counts(period, "platform").items():
        n_topic = sum(counts.values())
        for platform, n in counts.items():
            here = n_heard.get(platform, 0)
            times = _times(n, here, n_topic - n, n_all - here)
            found.setdefault(platform, []).append(Subject(topic, n, times))
    return {platform: sorted(some, key=_standing_out) for platform, some in found.items()}


def _times(n: int, of: int, n_elsewhere: int, of_elsewhere: int) -> float:
    """One share against another; half a mention on each side keeps small numbers small."""
    here = (n + 0.5) / (of + 1)
    return here / ((n_elsewhere + 0.5) / (of_elsewhere + 1))


def _standing_out(subject: Subject) -> tuple[bool, float, int]:
    return (subject.n < LEAST, -subject.times, subject.topic)


def _days(period: Period) -> dict[str, Days]:
    rows = DayPlatform.objects.filter(day__gte=period.since, day__lte=period.until)
    sums: dict[str, Counter[str]] = {}
    hours: dict[str, list[int]] = {}
    for row in rows:
        sums.setdefault(row.platform, Counter()).update(n=row.n_mentions, topics=row.n_in_topics)
        kept = hours.setdefault(row.platform, [0] * len(row.hours))
        hours[row.platform] = [one + other for one, other in zip(kept, row.hours, strict=True)]
    return {key: Days(some["n"], some["topics"], hours[key]) for key, some in sums.items()}


def _sources(period: Period) -> Counts:
    """How many sources gave something of each platform."""
    rows = DayCount.objects.filter(day__gte=period.since, day__lte=period.until).order_by()
    return dict(rows.values_list("platform").annotate(n=Count("source", distinct=True)))


def _accounts() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for account in Account.objects.all():
        found.setdefault(account.connector, []).append(account.handle)
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
