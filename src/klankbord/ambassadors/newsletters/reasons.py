"""Why a post was proposed, in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def reasons_in_words(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Turn stored codes and values into sentences."""
    words = (_in_words(str(each.get("code")), int(each.get("value", 0))) for each in reasons)
    return [each for each in words if each]


def _in_words(code: str, value: int) -> str:
    if code == "people":
        return _people(value)
    if code == "days":
        return _days(value)
    if code == "own-posts":
        text = _("The strongest of %(n)d posts by this colleague: one post each.")
        return text % {"n": value}
    return ""


def _people(value: int) -> str:
    if not value:
        return _("Nobody has reacted yet.")
    text = ngettext(
        "%(n)d colleague reacted or commented.", "%(n)d colleagues reacted or commented.", value
    )
    return text % {"n": value}


def _days(value: int) -> str:
    if not value:
        return _("Written in the last 24 hours.")
    text = ngettext("Written %(n)d day earlier.", "Written %(n)d days earlier.", value)
    return text % {"n": value}
