"""The pictures of the overview, one function a picture."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.participate.archive.queries import author_platform_matrix
from klankbord.participate.insight.cross_lines import Shown
from klankbord.participate.insight.cross_table import CrossTable, Side
from klankbord.participate.insight.links import author_name, hashtag_links, intent_links
from klankbord.participate.insight.moods import topic_counts
from klankbord.participate.insight.queries import Figures
from klankbord.participate.insight.sentences import spike_label
from klankbord.participate.listening.hearing import unheard_words
from klankbord.participate.topics.listing import language_name, platform_name
from klankbord.participate.topics.models import Driver
from klankbord.participate.understanding.words import sentiment_name
from klankbord.ui.charts import (
    Picture,
    Share,
    bar_chart,
    matrix_chart,
    share_chart,
    volume_chart,
)

LEAST_READ = 5
"""A line through shares of one or two would swing from nothing to all of it."""


def volume(figures: Figures) -> Picture:
    """Mentions a day; days that stand out say why, days of which we miss something are shaded."""
    spikes = {each.spike.on: spike_label(each) for each in figures.spikes}
    unheard = unheard_words(figures.unheard)
    return volume_chart("mentions-a-day", figures.days, spikes=spikes, unheard=unheard)


def matrix(figures: Figures) -> Picture:
    """Draw who says something where."""
    period = figures.period
    table = author_platform_matrix(since=period.since, until=period.until)
    cells = [
        (name, platform_name(platform), n)
        for name, row in zip(table.names, table.counts, strict=True)
        for platform, n in zip(table.platforms, row, strict=True)
    ]
    return matrix_chart("who-and-where", cells, who=_("Author"), where=_("Platform"))


def cross(table: CrossTable) -> Picture:
    """Draw who says what, where: the two sides that lie along the table."""
    shown = Shown(table)
    is_in_one = Side.WHAT in {table.row_side, table.column_side} and not table.chosen.topic
    says = {"says": _n_matches} if is_in_one else {}
    return matrix_chart("who-what-where", shown.cells, who=shown.corner, where=shown.across, **says)


def moods(figures: Figures) -> Picture:
    """Draw how much of what was read sounds bad or good, over time: estimated, with its bounds."""
    shares = [
        Share(
            name=sentiment_name(label),
            since=stretch.period.since,
            until=stretch.period.until,
            within=stretch.estimate(label),
            hits=stretch.counts.get(label, 0),
            total=stretch.n_clear,
        )
        for label in ("positive", "negative")
        for stretch in figures.moods.stretches
        if stretch.tone.n >= LEAST_READ
    ]
    return share_chart("how-it-sounds", shares, of=_("Of clear mentions"))


def intents(figures: Figures) -> Picture:
    """Mentions an intent."""
    bars = [(link.label, link.n) for link in intent_links(figures, is_clear=True)]
    return bar_chart("what-is-wanted", bars, what=_("What writers want"))


def places(figures: Figures) -> Picture:
    """Draw what is said where."""
    names = {row.topic.pk: row.topic.name for row in figures.topics}
    cells = [
        (names[topic], platform_name(platform), n)
        for topic, counts in topic_counts(figures.period, "platform").items()
        if topic in names
        for platform, n in counts.items()
    ]
    return matrix_chart(
        "what-and-where", cells, who=_("Topic"), where=_("Platform"), says=_n_matches
    )


def topics(figures: Figures) -> Picture:
    """Mentions a topic."""
    bars = [(row.topic.name, row.n) for row in figures.topics]
    return bar_chart("topics", bars, what=_("Topic"), says=_n_matches)


def drivers(figures: Figures) -> Picture:
    """Mentions a driver."""
    bars = [
        (str(Driver(row.topic.driver).label), row.n)
        for row in figures.drivers
        if figures.topic is None
    ]
    return bar_chart("drivers", bars, what=_("Driver"), says=_n_matches)


def authors(figures: Figures) -> Picture:
    """Authors heard most; masked colleagues stand together as one line."""
    bars: dict[str, int] = {}
    for row in figures.authors:
        name = author_name(row)
        bars[name] = bars.get(name, 0) + row.n_mentions
    return bar_chart("authors", list(bars.items()), what=_("Author"))


def hashtags(figures: Figures) -> Picture:
    """Hashtags used most."""
    bars = [(link.label, link.n) for link in hashtag_links(figures)]
    return bar_chart("hashtags", bars, what=_("Hashtag"))


def platforms(figures: Figures) -> Picture:
    """Mentions a platform."""
    bars = [(platform_name(key), n) for key, n in figures.platforms.items()]
    return bar_chart("platforms", bars, what=_("Platform"))


def languages(figures: Figures) -> Picture:
    """Mentions a language."""
    bars = [(language_name(key), n) for key, n in figures.languages.items()]
    return bar_chart("languages", bars, what=_("Language"))


def _n_matches(n: int) -> str:
    """Not mentions: one of those may belong to several topics, and sums would be too high."""
    return ngettext("%(n)s match", "%(n)s matches", n) % {"n": number_format(n)}
