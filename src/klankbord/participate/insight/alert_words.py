"""An alert as sentences: how much more than usual, what most of it has in common, who began."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.utils.formats import date_format, number_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import mentions_shown
from klankbord.participate.archive.rows import moment_of
from klankbord.participate.insight.causes import Cause
from klankbord.participate.insight.links import author_name_of
from klankbord.participate.insight.models import Alert
from klankbord.participate.insight.sentences import day_words, times_words
from klankbord.participate.topics.listing import platform_name
from klankbord.people.queries import house_zone


def alert_title(alert: Alert) -> str:
    """The subject of a letter."""
    words = {"topic": alert.topic.name, "day": day_words(alert.day)}
    return _("%(topic)s stands out on %(day)s") % words


def alert_sentence(alert: Alert, *, with_names: bool = True) -> str:
    """All of it in one breath; `with_names` also says who began."""
    return _sentence(alert, _began([alert]) if with_names else {})


def alert_sentences(alerts: Sequence[Alert]) -> list[str]:
    """The same of many, with names: who began is looked up for all at once."""
    began = _began(alerts)
    return [_sentence(alert, began) for alert in alerts]


def _sentence(alert: Alert, began: Mapping[int, str]) -> str:
    cause = Cause.read(alert.cause)
    parts = [usual_words(alert), *_cause_words(alert, cause)]
    if alert.pk in began:
        parts.append(began[alert.pk])
    if cause.n_negative:
        parts.append(
            ngettext("%(n)s sounds negative", "%(n)s sound negative", cause.n_negative)
            % {"n": number_format(cause.n_negative)}
        )
    return f"{alert.topic.name}: {'; '.join(parts).removesuffix('.')}."  # a.m. has its own dot


def usual_words(alert: Alert) -> str:
    """How much, against the same weekday before."""
    values = {
        "n": number_format(alert.n_mentions),
        "weekday": date_format(alert.day, "l"),
        "times": times_words(alert.ratio),
        "usual": number_format(alert.usual),
    }
    if not alert.usual:
        return (
            ngettext(
                "%(n)s mention, where on %(weekday)s there usually is nothing",
                "%(n)s mentions, where on %(weekday)s there usually is nothing",
                alert.n_mentions,
            )
            % values
        )
    return (
        ngettext(
            "%(times)s the usual %(weekday)s, %(n)s mention instead of %(usual)s",
            "%(times)s the usual %(weekday)s, %(n)s mentions instead of %(usual)s",
            alert.n_mentions,
        )
        % values
    )


def _cause_words(alert: Alert, cause: Cause) -> list[str]:
    values = {
        "percent": number_format(round(100 * cause.n / max(alert.n_mentions, 1))),
        "n": number_format(cause.n),
        "tag": cause.value,
    }
    if cause.kind == "story":
        return [_("%(percent)s %% (%(n)s) are one story") % values]
    if cause.kind == "hashtag":
        return [_("%(percent)s %% (%(n)s) have #%(tag)s") % values]
    share = {
        "percent": number_format(round(100 * cause.n_platform / max(alert.n_mentions, 1))),
        "n": number_format(cause.n_platform),
        "platform": platform_name(cause.platform),
    }
    return [_("no single cause; %(percent)s %% (%(n)s) are on %(platform)s") % share]


def _began(alerts: Iterable[Alert]) -> dict[int, str]:
    """Who began, by alert; nothing where the first mention went."""
    zone = house_zone()
    causes = [(alert, Cause.read(alert.cause)) for alert in alerts]
    firsts = [cause.first for _alert, cause in causes if cause.first]
    shown = {row.pk: row for row in mentions_shown(firsts)}
    return {
        alert.pk: _began_words(shown[cause.first], alert.day, zone, is_older=cause.is_older)
        for alert, cause in causes
        if cause.first in shown
    }


def _began_words(first: Mention, day: dt.date, zone: dt.tzinfo, *, is_older: bool) -> str:
    """Who said it first, and when; the day too, if it was another one."""
    moment = localtime(moment_of(first.pk), zone)
    values = {
        "author": author_name_of(first),
        "platform": platform_name(first.platform),
        "day": day_words(moment.date()),
        "time": time_format(moment),
    }
    if moment.date() != day:
        return _("first said by %(author)s on %(platform)s on %(day)s at %(time)s") % values
    if is_older:
        return _("that day first said by %(author)s on %(platform)s at %(time)s") % values
    return _("first said by %(author)s on %(platform)s at %(time)s") % values
