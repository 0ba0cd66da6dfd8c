"""What explains a day that stands out: one story, one hashtag, one platform; with real counts."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple, Self, TypeVar

from klankbord.core.measure.spikes import Spike, usual_at
from klankbord.participate.archive.models import Reading
from klankbord.participate.insight.copies import ids_between
from klankbord.participate.stories.queries import leads_of
from klankbord.participate.topics.models import Match, Topic

Value = TypeVar("Value", int, str)
LEAST_SHARE: Final = 0.25
"""What makes up less than a quarter of a day explains it not."""
_GROWN: Final = 2.0
_BEFORE: Final = dt.timedelta(days=28)
_MOST_BEFORE: Final = 2_000


@dataclass(frozen=True)
class Cause:
    """What most mentions of the day have in common; `kind` is empty where nothing is enough.

    `value` is the number of a story or a hashtag, `n` its mentions on that day. `first` is the
    mention that began the story, be it days before, or that had the hashtag first on that day:
    `is_older` says that the hashtag was used in the month before. `platform` is where most was
    said, `n_platform` how much.
    """

    kind: str = ""
    value: str = ""
    n: int = 0
    first: int = 0
    platform: str = ""
    n_platform: int = 0
    n_negative: int = 0
    is_older: bool = False

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """From the row of an alert."""
        return cls(**kept)

    @property
    def row(self) -> dict[str, Any]:
        """For the row of an alert."""
        return asdict(self)


@dataclass(frozen=True)
class _Said:
    """What counts of one mention."""

    id: int
    platform: str
    story: int | None
    hashtags: tuple[str, ...]


@dataclass(frozen=True)
class Grown:
    """The topic that grew most on a day that stands out, with its share of that day (0 to 1)."""

    topic_id: int
    n: int
    share: float


def grown_topic(spike: Spike, topics: Mapping[int, Mapping[dt.date, int]]) -> Grown | None:
    """The topic that explains most of what is more than usual; None if none explains enough.

    `topics` have their counts of the same days in a row, in order of time.
    """
    grown = []
    for topic, counts in topics.items():
        days, n = list(counts), counts.get(spike.on, 0)
        usual = usual_at(list(counts.values()), days.index(spike.on)) if n else 0.0
        grown.append((n - usual, n, topic))
    excess, n, topic = max(grown, default=(0.0, 0, 0))
    if excess <= 0 or n < LEAST_SHARE * spike.count:
        return None
    return Grown(topic, n, min(n / spike.count, 1.0))


def cause_of(topic: Topic, day: dt.date) -> Cause:
    """The story, else the hashtag, that most of the day has in common; costs by its mentions."""
    first, last = ids_between(since=day, until=day)
    said = _said(topic, first, last)
    if not said:
        return Cause()
    platform, n_platform = Counter(each.platform for each in said).most_common(1)[0]
    common = _common(topic, day, said)
    negative = Reading.objects.filter(
        mention__matches__topic=topic, mention__gte=first, mention__lte=last, sentiment="negative"
    )
    return Cause(
        kind=common.kind,
        value=common.value,
        n=common.n,
        first=common.first,
        is_older=common.is_older,
        platform=platform,
        n_platform=n_platform,
        n_negative=negative.count(),
    )


class _Common(NamedTuple):
    """What enough of a day has in common."""

    kind: str = ""
    value: str = ""
    n: int = 0
    first: int = 0
    is_older: bool = False


def _common(topic: Topic, day: dt.date, said: list[_Said]) -> _Common:
    enough = LEAST_SHARE * len(said)
    stories = _by(said, lambda each: [each.story] if each.story else [])
    if stories and len(ids := stories[0][1]) >= enough:
        story = stories[0][0]
        return _Common("story", str(story), len(ids), leads_of([story]).get(story, min(ids)))
    before = _shares_before(topic, day)
    for tag, ids in _by(said, lambda each: each.hashtags):
        if len(ids) < enough:
            break
        if len(ids) / len(said) >= _GROWN * before.get(tag, 0.0):
            return _Common("hashtag", tag, len(ids), min(ids), is_older=tag in before)
    return _Common()


def _by(
    said: Iterable[_Said], values: Callable[[_Said], Iterable[Value]]
) -> list[tuple[Value, list[int]]]:
    """Mentions by what they have, most first."""
    found: dict[Value, list[int]] = {}
    for each in said:
        for value in values(each):
            found.setdefault(value, []).append(each.id)
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _shares_before(topic: Topic, day: dt.date) -> dict[str, float]:
    first, _last = ids_between(since=day - _BEFORE, until=day)
    end, _last = ids_between(since=day, until=day)
    said = _said(topic, first, end - 1, most=_MOST_BEFORE)
    counts = Counter(tag for each in said for tag in each.hashtags)
    return {tag: n / len(said) for tag, n in counts.items()}


def _said(topic: Topic, first: int, last: int, most: int | None = None) -> list[_Said]:
    rows = Match.objects.filter(topic=topic, mention__gte=first, mention__lte=last)
    found = rows.order_by("-mention_id").values_list(
        "mention", "mention__platform", "mention__story", "mention__extra__hashtags"
    )
    return [
        _Said(number, platform, story, tuple(set(tags or ())))
        for number, platform, story, tags in found[:most]
    ]
