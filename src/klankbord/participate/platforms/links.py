"""From every number of the map to what it counts."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from klankbord.participate.insight.links import Link, mentions_url
from klankbord.participate.platforms.gathering import Counts, Platform
from klankbord.participate.platforms.words import half_words, times_words
from klankbord.participate.stakeholders.queries import group_name
from klankbord.participate.topics.listing import language_name
from klankbord.participate.understanding.words import SENTIMENTS, sentiment_name

N_LINKS: Final = 5
_TALL: Final = 40.0  # pixels of the busiest hour


@dataclass(frozen=True)
class SubjectLink:
    """A subject with its mentions, and how it stands against elsewhere."""

    link: Link
    words: str


@dataclass(frozen=True)
class Slice:
    """A part of a drawn bar, in percent of its width."""

    at: float
    wide: float
    colour: str


@dataclass(frozen=True)
class Column:
    """One hour of the day: where it stands in percent, and how tall it is in pixels."""

    at: float
    tall: float
    is_busiest: bool

    @property
    def top(self) -> float:
        """Where it begins, from above."""
        return _TALL - self.tall


@dataclass(frozen=True)
class Doors:
    """All numbers of one platform as links."""

    platform: Platform
    names: dict[int, str]  # of topics

    @property
    def all(self) -> str:
        """Everything that was said there."""
        return self._url()

    @property
    def in_topics(self) -> str:
        """What is about our topics."""
        return self._url(about="ours")

    @property
    def subjects(self) -> list[SubjectLink]:
        """Our topics there, what stands out first."""
        known = [each for each in self.platform.subjects if each.topic in self.names]
        return [
            SubjectLink(
                Link(self.names[each.topic], each.n, self._url(topic=each.topic)),
                times_words(each.times),
            )
            for each in known[:N_LINKS]
        ]

    @property
    def groups(self) -> list[Link]:
        """Stakeholders there."""
        return [
            Link(group_name(group), n, self._url(group=group))
            for group, n in _most(self.platform.groups)
        ]

    @property
    def languages(self) -> list[Link]:
        """Languages there."""
        return [
            Link(language_name(code), n, self._url(language=code))
            for code, n in _most(self.platform.languages)
            if code
        ]

    @property
    def tones(self) -> list[Link]:
        """How it sounds, from bad to good."""
        return self._tones(*SENTIMENTS)

    @property
    def clear_tones(self) -> list[Link]:
        """Only what is clearly bad or good."""
        return self._tones("negative", "positive")

    @property
    def figures(self) -> str:
        """Who the key figures are."""
        return reverse("keyfigures:figure-list")

    @property
    def half(self) -> str:
        """How quickly we answer."""
        answered = self.platform.answered
        return half_words(answered.half_within) if answered else ""

    @property
    def tone_bar(self) -> list[Slice]:
        """Bad, neither, good: as one bar."""
        return bar(
            self.platform.tones,
            {
                "negative": "var(--data-2)",
                "neutral": "var(--data-rest)",
                "unsure": "var(--data-grid)",
                "positive": "var(--data-1)",
            },
        )

    @property
    def group_bar(self) -> list[Slice]:
        """Groups that are known, and the rest."""
        colours = [f"var(--data-{place})" for place in range(1, 7)]
        known = dict(_most(self.platform.groups))
        rest = {"": max(self.platform.n_mentions - sum(known.values()), 0)}
        return bar(known | rest, dict(zip(known, colours, strict=False)) | {"": "var(--data-grid)"})

    @property
    def hour_bars(self) -> list[Column]:
        """Mentions by hour of the day, midnight to midnight."""
        hours = self.platform.days.hours
        most, wide = max(hours, default=0), 100 / max(len(hours), 1)
        return [
            Column(round(wide * hour, 2), round(_TALL * n / most, 1), hour == hours.index(most))
            for hour, n in enumerate(hours)
            if n
        ]

    def _tones(self, *keys: str) -> list[Link]:
        counts = self.platform.tones
        return [
            Link(sentiment_name(key), counts[key], self._url(sentiment=key))
            for key in keys
            if counts.get(key)
        ]

    def _url(self, **filters: object) -> str:
        return mentions_url(self.platform.period, platform=self.platform.key, **filters)


def bar(counts: Counts, colours: dict[str, str]) -> list[Slice]:
    """Parts of a whole beside each other, in the order of the colours."""
    total = sum(counts.get(key, 0) for key in colours)
    found, at = [], 0.0
    for key, colour in colours.items():
        wide = 100 * counts.get(key, 0) / total if total else 0.0
        if wide:
            found.append(Slice(round(at, 2), round(wide, 2), colour))
        at += wide
    return found


def _most(counts: Counts) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:N_LINKS]
