"""Why a post stands where it does, in words, with what each reason gives."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.ambassadors.community.ranking.weighing import (
    MANY,
    MOST_COUNTED,
    POINTS,
    Because,
    Reason,
)

WORDS: dict[Reason, str | Promise] = {
    Reason.TO_READ: gettext_lazy("An announcement that you did not say you have read"),
    Reason.NAMED: gettext_lazy("You are named"),
    Reason.ANSWERED: gettext_lazy("Somebody answers you"),
    Reason.ASKED: gettext_lazy("An open question where you answered before"),
    Reason.ANNOUNCED: gettext_lazy("An announcement"),
}


def reasons_in_words(reasons: Sequence[Because]) -> list[str]:
    """Say each reason with its points, the weightiest first; without any it is time alone."""
    if not reasons:
        return [_("its time, and nothing else")]
    told = sorted(reasons, key=lambda each: (-each.points, each.reason))
    return [f"{_in_words(each)} (+{each.points})" for each in told]


def rules_in_words() -> list[tuple[str, str]]:
    """What counts, and how much: the whole of it."""
    fixed = [(str(WORDS[reason]), f"+{points}") for reason, points in POINTS.items()]
    many = _("For each colleague who answered in the last week, from %(n)s on") % {"n": MANY}
    return [*fixed, (many, _("+1, at most +%(n)s") % {"n": MOST_COUNTED - MANY + 1})]


def _in_words(each: Because) -> str:
    if each.reason != Reason.TALKED:
        return str(WORDS[each.reason])
    said = ngettext(
        "%(n)s colleague answered in the last week",
        "%(n)s colleagues answered in the last week",
        each.n,
    )
    return said % {"n": each.n}
