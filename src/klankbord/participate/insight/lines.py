"""Lines of the overview: topics beside each other, the stories that most people carried on."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator

from klankbord.core.measure.intervals import Interval
from klankbord.participate.archive.queries import mentions_shown
from klankbord.participate.insight.links import author_name_of, mentions_url
from klankbord.participate.insight.moods import NO_TONE, Stretch, is_vague
from klankbord.participate.insight.period import Period
from klankbord.participate.insight.queries import Figures, TopicFigure
from klankbord.participate.stories.queries import largest_stories, leads_of
from klankbord.participate.topics.queries import folded_by_topic, totals_by_topic
from klankbord.participate.understanding.themes import Span, ThemeFigure, theme_figures
from klankbord.participate.understanding.words import sentiment_name

N_TOPICS = 12
N_STORIES = 5
N_THEMES = 24
_SIDES = ("negative", "positive")


@dataclass(frozen=True)
class Tone:
    """How much sounds like this: estimated of all, and counted of what is clear, with bounds.

    `n` are clear, and stand behind `url`; `of_clear` is their share of what is clear.
    """

    label: str
    name: str
    n: int
    estimate: Interval
    of_clear: Interval
    url: str

    @property
    def is_vague(self) -> bool:
        """Whether no share is said, only how many surely sound so."""
        return is_vague(self.estimate)


@dataclass(frozen=True)
class TopicLine:
    """One topic: how much, which share of all that was said once, and how it sounds."""

    row: TopicFigure
    page: str
    url: str
    n_stories: int
    voice: float
    voice_url: str
    tones: list[Tone]


@dataclass(frozen=True)
class StoryLine:
    """A story: who told it first, how often it was carried on in the period."""

    title: str
    author: str
    n: int
    url: str
    page: str


@dataclass(frozen=True)
class ThemeLine:
    """A theme, the lists behind its numbers, and a typical mention."""

    figure: ThemeFigure
    url: str
    new_url: str
    before_url: str
    example: str


def tones(figures: Figures) -> list[Tone]:
    """Negative and positive of the period."""
    whole, url = figures.moods.whole, mentions_url
    return [_tone(label, whole, url(figures, sentiment=label)) for label in _SIDES]


def topic_lines(figures: Figures) -> list[TopicLine]:
    """Topics that were heard, most first; a story counts once in their share of voice."""
    period = figures.period
    first, last = figures.ids
    folded, moods = folded_by_topic(first=first, last=last), figures.topic_moods
    heard = [row for row in figures.topics if row.n]
    counts = {row.topic.pk: row.n for row in figures.topics}
    if figures.once:
        totals = totals_by_topic(since=period.since, until=period.until)
        counts = {pk: totals.get(pk, 0) for pk in counts}
    once = {pk: max(n - folded.get(pk, 0), 0) for pk, n in counts.items()}
    n_all = max(sum(once.values()), 1)
    return [
        TopicLine(
            row=row,
            page=_drill_down(figures, row.topic.pk),
            url=mentions_url(period, topic=row.topic.pk),
            n_stories=once.get(row.topic.pk, 0),
            voice=once.get(row.topic.pk, 0) / n_all,
            voice_url=mentions_url(period, topic=row.topic.pk, fold=1),
            tones=[
                _tone(
                    label,
                    moods.get(row.topic.pk) or Stretch(period, {}, NO_TONE),
                    mentions_url(period, topic=row.topic.pk, sentiment=label),
                )
                for label in _SIDES
            ],
        )
        for row in heard[:N_TOPICS]
    ]


def story_lines(figures: Figures) -> list[StoryLine]:
    """Stories that were carried on most in the period; none while a topic is looked at."""
    if figures.topic is not None:
        return []
    first, last = figures.ids
    counts = dict(largest_stories(first, last, n=N_STORIES))
    leads = leads_of(counts)
    shown = {row.pk: row for row in mentions_shown(list(leads.values()))}
    return [
        StoryLine(
            title=Truncator(row.title or row.text).chars(110),
            author=author_name_of(row),
            n=n,
            url=mentions_url(figures, q=f"story:{story}"),
            page=reverse("topics:mention-detail", args=[row.pk]),
        )
        for story, n in counts.items()
        if (row := shown.get(leads.get(story, 0)))
    ]


def theme_lines(*, until: dt.date) -> list[ThemeLine]:
    """Themes of the last round, what rises first, then what is heard most."""
    span = Span(until)
    figures = sorted(
        theme_figures(span), key=lambda each: (not each.is_rising, -each.n_new - each.n_before)
    )
    shown = {row.pk: row for row in mentions_shown([each.example for each in figures[:N_THEMES]])}
    return [
        ThemeLine(
            figure=each,
            url=mentions_url(Period(span.first_on, span.last_on), theme=each.theme.pk),
            new_url=mentions_url(Period(span.new_on, span.last_on), theme=each.theme.pk),
            before_url=mentions_url(
                Period(span.first_on, span.new_on - dt.timedelta(days=1)), theme=each.theme.pk
            ),
            example=Truncator(row.title or row.text).chars(140)
            if (row := shown.get(each.example))
            else "",
        )
        for each in figures[:N_THEMES]
    ]


def _tone(label: str, stretch: Stretch, url: str) -> Tone:
    n = stretch.counts.get(label, 0)
    return Tone(label, sentiment_name(label), n, stretch.estimate(label), stretch.share(label), url)


def _drill_down(figures: Figures, topic_id: int) -> str:
    asked = figures.period.params | {"topic": str(topic_id)}
    return f"{reverse('insight:overview')}?{urlencode(asked)}"
