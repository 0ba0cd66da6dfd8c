"""The fit of a platform, and what it is made of, in the reader's words."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.core.measure.fit import Part
from klankbord.participate.platforms.gathering import Platform
from klankbord.participate.platforms.mapping import FITS_WELL, Placed
from klankbord.participate.platforms.models import Verdict
from klankbord.trust.register import Words
from klankbord.ui.words import number

PARTS: Final[dict[str, Words]] = {
    "heard": gettext_lazy("How much we hear there"),
    "focus": gettext_lazy("How much of it is about our topics"),
    "audience": gettext_lazy("How much comes from groups we know"),
    "reach": gettext_lazy("Followers of key figures"),
    "ease": gettext_lazy("How little effort it takes"),
}
_HOUR: Final = 3600
_STANDS_OUT, _FALLS_BACK = 1.25, 0.8


def out_of_hundred(share: float) -> str:
    """A share as a whole number of a hundred."""
    return number(round(share * 100))


def fit_words(placed: Placed) -> str:
    """How well it fits, and how sure that is."""
    if placed.fit is None:
        return _("Nothing is known yet that counts.")
    low, high = out_of_hundred(placed.fit.low), out_of_hundred(placed.fit.high)
    share = out_of_hundred(placed.fit.share)
    if low == high:
        return _("%(share)s of 100") % {"share": share}
    values = {"share": share, "low": low, "high": high}
    return _("%(share)s of 100, between %(low)s and %(high)s") % values


def part_words(platform: Platform, part: Part) -> str:
    """What one part is based on."""
    if part.known is None:
        return _("not known")
    return _BASES[part.name](platform)


def _heard(platform: Platform) -> str:
    values = {"n": number(platform.n_mentions), "most": number(platform.n_loudest)}
    return _("%(n)s mentions; the loudest platform has %(most)s") % values


def _focus(platform: Platform) -> str:
    values = {"n": number(platform.days.n_in_topics), "all": number(platform.days.n_mentions)}
    return _("%(n)s of %(all)s mentions match a topic") % values


def _audience(platform: Platform) -> str:
    values = {"n": number(platform.n_known), "all": number(platform.n_mentions)}
    return _("%(n)s of %(all)s mentions are by people whose group is known") % values


def _reach(platform: Platform) -> str:
    followers = ngettext("%(n)s follower", "%(n)s followers", platform.n_followers)
    figures = ngettext("%(n)s key figure", "%(n)s key figures", platform.n_key_figures)
    values = {
        "followers": followers % {"n": number(platform.n_followers)},
        "figures": figures % {"n": number(platform.n_key_figures)},
    }
    return _("%(figures)s with %(followers)s together") % values


def _ease(platform: Platform) -> str:
    effort = platform.research.effort if platform.research else 0
    return _("effort %(n)s of 5, said by hand") % {"n": number(effort or 0)}


_BASES = {
    "heard": _heard,
    "focus": _focus,
    "audience": _audience,
    "reach": _reach,
    "ease": _ease,
}


def times_words(times: float) -> str:
    """How a subject stands against all other platforms."""
    if times >= _STANDS_OUT:
        return _("%(n)s times as often as elsewhere") % {"n": number(times, 1)}
    return _("less than elsewhere") if times <= _FALLS_BACK else _("as much as elsewhere")


def half_words(half_within: dt.timedelta | None) -> str:
    """How quickly half had an answer, in hours that the desk is open."""
    if half_within is None:
        return _("not half of it has an answer yet")
    hours = half_within.total_seconds() / _HOUR
    if hours < 1:
        return _("half within %(n)s minutes, in office hours") % {"n": number(round(hours * 60))}
    return _("half within %(n)s hours, in office hours") % {"n": number(hours, 1)}


def headline(placed: Sequence[Placed]) -> str:
    """What a reader should know first: where we fit best, and what waits for a decision."""
    fitting = [each for each in placed if each.fit]
    if not fitting:
        return _("Nothing was heard on any platform yet.")
    best = fitting[0]
    values = {"name": best.platform.name, "decision": best.verdict.label}
    first = _("%(name)s fits best: %(decision)s.") % values
    waiting = [each.platform.name for each in fitting if _asks(each) and each is not best]
    if not waiting:
        return first
    names = _("%(names)s and %(name)s") % {
        "names": ", ".join(waiting[:-1]),
        "name": waiting[-1],
    } if waiting[1:] else waiting[0]  # fmt: skip
    more = ngettext(
        "%(names)s fits well too, and is not decided yet.",
        "%(names)s fit well too, and are not decided yet.",
        len(waiting),
    )
    return f"{first} {more % {'names': names}}"


def _asks(each: Placed) -> bool:
    return each.verdict is Verdict.OPEN and each.fit is not None and each.fit.share >= FITS_WELL
