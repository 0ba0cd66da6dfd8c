"""Figures as sentences that people say."""

import datetime as dt

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.participate.insight.period import Period
from klankbord.participate.insight.queries import Explained, Figures, TopicFigure
from klankbord.participate.topics.listing import platform_name
from klankbord.participate.topics.queries import Trend
from klankbord.ui.words import number

_SAME = 0.02
_TWICE, _SEVERAL = 1.9, 2.5


def headline(figures: Figures) -> str:
    """The period in one breath: how much, more or less than before, and where."""
    n_mentions = figures.mentions.now
    said = [
        ngettext("%(n)s mention in %(days)s.", "%(n)s mentions in %(days)s.", n_mentions)
        % {"n": number_format(n_mentions, force_grouping=True), "days": days_words(figures.period)}
    ]
    if figures.is_comparable:
        said.append(_("That is %(change)s.") % {"change": change_words(figures.mentions)})
    if figures.platforms:
        platform, n_there = next(iter(figures.platforms.items()))
        values = {
            "platform": platform_name(platform),
            "percent": number_format(round(100 * n_there / max(n_mentions, 1))),
        }
        said.append(_("%(percent)s %% of it is on %(platform)s.") % values)
    return " ".join(said)


def change_words(trend: Trend) -> str:
    """A change against the period before."""
    if trend.change is None:
        return _("new: there was nothing in the period before")
    if abs(trend.change) < _SAME:
        return _("about as much as in the period before")
    percent = {"percent": number_format(trend.percent, force_grouping=True)}
    if trend.change > 0:
        return _("%(percent)s %% more than in the period before") % percent
    return _("%(percent)s %% less than in the period before") % percent


def spike_sentence(explained: Explained) -> str:
    """Why a day stands out: how much more than usual, and what it is about."""
    spike = explained.spike
    values = {
        "times": times_words(spike.ratio),
        "weekday": date_format(spike.on, "l"),
    }
    said = _("%(times)s the usual %(weekday)s") % values if spike.usual else _("usually nothing")
    if explained.topic is not None and explained.cause is not None:
        said = _("%(said)s; %(percent)s %% about %(topic)s") % {
            "said": said,
            "percent": number_format(round(100 * explained.cause.share)),
            "topic": explained.topic.name,
        }
    return said


def times_words(ratio: float) -> str:
    """A ratio as people say it."""
    words = {2: _("twice"), 3: _("three times"), 4: _("four times"), 5: _("five times")}
    nearest = round(ratio)
    if nearest in words and abs(ratio - nearest) <= 0.25:  # noqa: PLR2004  # a quarter off is near
        return str(words[nearest])
    is_round = ratio >= 10 or abs(ratio - nearest) < 0.05  # noqa: PLR2004  # a decimal only where it says something
    return _("%(n)s times") % {"n": number(ratio, 0 if is_round else 1)}


def rising_words(row: TopicFigure) -> str:
    """How a topic rose, in mentions."""
    if row.trend.is_new:
        return _("new in this period")
    n_more = row.trend.now - row.trend.before
    values = {
        "n": number_format(row.n, force_grouping=True),
        "more": number_format(n_more, force_grouping=True),
    }
    return (
        ngettext(
            "%(n)s mention, %(more)s more than before",
            "%(n)s mentions, %(more)s more than before",
            row.n,
        )
        % values
    )


def spike_label(explained: Explained) -> str:
    """The few words that fit beside a point: what it is about, or how much more it is."""
    if explained.topic is not None:
        return explained.topic.name
    if not explained.spike.usual:
        return _("usually nothing")
    return _("%(times)s usual") % {"times": times_words(explained.spike.ratio)}


def days_words(period: Period) -> str:
    """The period as people name it."""
    return ngettext("%(n)d day", "%(n)d days", period.n_days) % {"n": period.n_days}


def day_words(day: dt.date) -> str:
    """A day with its name."""
    return date_format(day, "l j F")


def coverage_words(figures: Figures) -> list[str]:
    """What we could not hear: beside every number of the period."""
    said = []
    if figures.coverage.failing:
        names = {"names": figures.coverage.names}
        said.append(_("We cannot hear %(names)s now: the figures are too low there.") % names)
    if n_days := len(figures.unheard):
        said.append(
            ngettext(
                "On %(n)s day not everything was heard: it may be too low.",
                "On %(n)s days not everything was heard: it may be too low.",
                n_days,
            )
            % {"n": number_format(n_days)}
        )
    return said or [_("All sources answer: nothing is missing that we know of.")]
