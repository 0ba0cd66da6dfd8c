"""What our reputation rests on: mentions a driver, how they sound, and the lists behind them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from klankbord.core.measure.intervals import Interval
from klankbord.participate.insight.links import mentions_url
from klankbord.participate.insight.moods import is_vague
from klankbord.participate.insight.queries import Figures, TopicFigure
from klankbord.participate.insight.sentences import change_words
from klankbord.participate.topics.models import Driver

_UNKNOWN = Interval(0.0, 0.0, 1.0)


@dataclass(frozen=True)
class DriverLine:
    """One driver: its mentions, and within which share of them sounds negative."""

    name: str
    row: TopicFigure
    change: str
    negative: Interval
    url: str
    page: str

    @property
    def is_vague(self) -> bool:
        """Whether its bounds are too wide to say a share."""
        return is_vague(self.negative)

    @property
    def driver(self) -> str:
        """The word by which programs know it."""
        return self.row.topic.driver


def driver_lines(figures: Figures) -> list[DriverLine]:
    """Drivers that have a topic, most mentions first; none while one topic is looked at."""
    if figures.topic is not None or not figures.drivers:
        return []
    moods = figures.topic_moods
    return [
        DriverLine(
            name=str(Driver(row.topic.driver).label),
            row=row,
            change=change_words(row.trend) if figures.is_comparable else "",
            negative=moods[row.topic.pk].tone.negative if row.topic.pk in moods else _UNKNOWN,
            url=mentions_url(figures.period, topic=row.topic.pk),
            page=f"{reverse('insight:overview')}?"
            + urlencode(figures.period.params | {"topic": str(row.topic.pk)}),
        )
        for row in figures.drivers
    ]
