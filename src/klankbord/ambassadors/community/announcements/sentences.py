"""How far an announcement came, in words."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klankbord.ambassadors.community.announcements.queries import ReadShare
from klankbord.trust.disclosure.request import Refusal
from klankbord.trust.disclosure.sentences import refusal_text

HALF = 50  # percent: what is cut off at an edge lies beyond it


def share_in_words(share: ReadShare | Refusal) -> str:
    """Say it rounded as it is told, or why it is not told."""
    if isinstance(share, Refusal):
        return refusal_text(share)
    values = {
        "percent": share.percent,
        "n": share.n_about,
        "day": date_format(share.closed_on, "j F"),
    }
    if not share.is_edge:
        words = _("Of about %(n)d people, about %(percent)d%% had read this on %(day)s.")
    elif share.percent > HALF:
        words = _("Of about %(n)d people, %(percent)d%% or more had read this on %(day)s.")
    else:
        words = _("Of about %(n)d people, %(percent)d%% or fewer had read this on %(day)s.")
    return words % values
