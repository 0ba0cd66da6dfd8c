"""Figures of the desk in the words of people."""

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.core.measure.survival import Wait, wait_at
from klankbord.participate.topics.listing import language_name
from klankbord.reputation.desk import wording
from klankbord.reputation.desk.figures.counting import Clock, Figures, Until
from klankbord.reputation.desk.models import BANDS, Reason, Severity

UNKNOWN = "\N{EN DASH}"
_HOUR = 60
_ROUGHLY = 10  # hours from which on nobody asks for minutes
TITLES: dict[str, Promise] = {
    "platform": gettext_lazy("Platform"),
    "severity": gettext_lazy("Severity"),
    "followers": gettext_lazy("Followers of the author"),
    "language": gettext_lazy("Language"),
}
CLOCKS: dict[Clock, Promise] = {
    Clock.OFFICE: gettext_lazy("Office time"),
    Clock.WALL: gettext_lazy("As people live it"),
}
WAITS: dict[Until, Promise] = {
    Until.FIRST: gettext_lazy("Until the first answer"),
    Until.CONCLUSIVE: gettext_lazy("Until it is concluded"),
}
_HALF: dict[tuple[Until, Clock], Promise] = {
    (Until.FIRST, Clock.OFFICE): gettext_lazy(
        "Half of %(all)s cases had a first answer within %(median)s of office time;"
    ),
    (Until.FIRST, Clock.WALL): gettext_lazy(
        "Half of %(all)s cases had a first answer within %(median)s, nights and weekends included;"
    ),
    (Until.CONCLUSIVE, Clock.OFFICE): gettext_lazy(
        "Half of %(all)s cases were concluded within %(median)s of office time;"
    ),
    (Until.CONCLUSIVE, Clock.WALL): gettext_lazy(
        "Half of %(all)s cases were concluded within %(median)s, nights and weekends included;"
    ),
}
_FEWER: dict[Until, Promise] = {
    Until.FIRST: gettext_lazy("Of %(all)s cases fewer than half have a first answer;"),
    Until.CONCLUSIVE: gettext_lazy("Of %(all)s cases fewer than half are concluded;"),
}


def hours_words(hours: float | None) -> str:
    """Hours as people say them; a dash where too many still wait to tell."""
    if hours is None:
        return UNKNOWN
    minutes = round(hours * _HOUR)
    if minutes < _HOUR:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    said = number_format(round(hours, 1) if hours < _ROUGHLY else round(hours))
    return ngettext("%(n)s hour", "%(n)s hours", round(hours)) % {"n": said}


def range_words(wait: Wait) -> str:
    """Between which values it may lie; of what is not reached yet only the lower one is known."""
    if wait.low is None:
        return ""
    words = {"low": hours_words(wait.low), "high": hours_words(wait.high)}
    if wait.high is None:
        is_known = round(wait.low * _HOUR) > 0  # at least nothing is no news
        return _("at least %(low)s") % words if is_known else ""
    return _("between %(low)s and %(high)s") % words


def waits_sentence(found: Figures, until: Until, clock: Clock) -> str:
    """A curve in words."""
    median = wait_at(found.curve(until, clock)).at
    first = str(_FEWER[until] if median is None else _HALF[until, clock])
    rest = _("%(open)s still wait and count for as long as they have waited.")
    n_open = found.n_open if until == Until.FIRST else found.n_unconcluded
    return f"{first} {rest}" % {
        "median": hours_words(median),
        "open": number_format(n_open),
        "all": number_format(len(found.answerable)),
    }


def group_name(way: str, key: str) -> str:
    """A group as people call it."""
    if way == "platform":
        return wording.platform_name(key) if key else _("By phone, mail or by hand")
    if not key:
        return _("Not known")
    if way == "severity":
        return str(Severity(int(key)).label)
    return followers_name(int(key)) if way == "followers" else language_name(key)


def followers_name(band: int) -> str:
    """The authors between two ends of `BANDS`."""
    if band == len(BANDS):
        return _("%(n)s and more") % {"n": number_format(BANDS[-1])}
    if not band:
        return _("fewer than %(n)s") % {"n": number_format(BANDS[0])}
    words = {"low": number_format(BANDS[band - 1]), "high": number_format(BANDS[band])}
    return _("%(low)s to %(high)s") % words


def reason_name(reason: str) -> str:
    """Why a case was let stand."""
    return str(Reason(reason).label) if reason else UNKNOWN
