"""The fit of a platform, and what it is made of, in the reader's words."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.core.measure.fit import Part
from klankbord.participate.platforms.mapping import Placed, Platform
from klankbord.trust.register import Words
from klankbord.ui.words import number

PARTS: Final[dict[str, Words]] = {
    "heard": gettext_lazy("How much we hear there"),
    "focus": gettext_lazy("How much of it is about our topics"),
    "audience": gettext_lazy("How much comes from groups we know"),
    "reach": gettext_lazy("Followers of key figures"),
    "ease": gettext_lazy("How little effort it takes"),
}


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
    figures = platform.figures
    n_in, n_all = (figures.n_in_topics, figures.n_mentions) if figures else (0, 0)
    values = {"n": number(n_in), "all": number(n_all)}
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


def headline(placed: list[Placed], n_decided: int) -> str:
    """What a reader should know first."""
    best = next((each for each in placed if each.fit is not None), None)
    decided = ngettext(
        "%(n)s of %(all)s platform is decided on.",
        "%(n)s of %(all)s platforms are decided on.",
        len(placed),
    ) % {"n": number(n_decided), "all": number(len(placed))}
    if best is None:
        return decided
    return _("%(name)s fits best. %(decided)s") % {"name": best.platform.name, "decided": decided}
