"""Why somebody stands in a group, and what is wrong with a file, in the reader's words."""

from collections.abc import Mapping
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.participate.stakeholders.directory import Fault, Wrong
from klankbord.participate.stakeholders.models import Evidence, Kind, Placement, Rule
from klankbord.trust.register import Words

FAULTS: Final[Mapping[Fault, Words]] = {
    Fault.NOT_TEXT: gettext_lazy("This is no table. Save it as CSV, and choose that file."),
    Fault.TOO_LARGE: gettext_lazy("At most 20,000 lines and 5 MB. Split the file."),
    Fault.NO_COLUMNS: gettext_lazy(
        "The first line must name the columns: group, and then platform and handle, or website."
    ),
    Fault.NO_GROUP: gettext_lazy("“%(text)s” is no group. Use one of the names below."),
    Fault.NOBODY: gettext_lazy("There is no account and no website. Fill in one of them."),
    Fault.NO_PLATFORM: gettext_lazy("Say on which platform %(text)s is."),
    Fault.NO_SITE: gettext_lazy("“%(text)s” is no website. Write it like lindebode.nl."),
    Fault.SITE_OF_ALL: gettext_lazy(
        "Anybody can have an address at %(text)s, so it tells nothing. Give the account instead."
    ),
}


def wrong_words(wrong: Wrong) -> str:
    """One fault of a file, with its line."""
    said = str(FAULTS[wrong.fault]) % {"text": wrong.text}
    return _("Line %(line)s: %(said)s") % {"line": wrong.line, "said": said} if wrong.line else said


_REASONS: Final[Mapping[str, Words]] = {
    Evidence.CHOSEN: gettext_lazy("A colleague who chose to be shown."),
    Evidence.DIRECTORY: gettext_lazy("Their account stands in the directory."),
    Evidence.SITE: gettext_lazy("Their proven website is %(found)s."),
    Evidence.SOURCE: gettext_lazy("They write in %(source)s."),
    Evidence.PROFILE: gettext_lazy("Their profile has the words: %(words)s."),
}


def reason(row: Placement) -> str:
    """How we know the group of an author."""
    if row.evidence == Evidence.HAND:
        return _by_hand(row)
    if row.evidence == Evidence.DIRECTORY and row.found:
        return _("Their proven website %(site)s stands in the directory.") % {"site": row.found}
    rule = row.rule
    values = {
        "found": row.found,
        "source": rule.source.name if rule and rule.source else "",
        "words": rule.value if rule else "",
    }
    return str(_REASONS[row.evidence]) % values


def _by_hand(row: Placement) -> str:
    values = {
        "name": row.by.name if row.by else _("somebody who left"),
        "day": date_format(localtime(row.placed_at), "j F Y"),
    }
    return _("Said by hand by %(name)s, %(day)s.") % values


def rule_words(rule: Rule) -> str:
    """What a rule looks for."""
    match rule.kind:
        case Kind.SITE:
            return _("Whoever has proven to have the website %(site)s") % {"site": rule.value}
        case Kind.SOURCE:
            name = rule.source.name if rule.source else ""
            return _("Whoever writes in %(source)s") % {"source": name}
        case _:
            return _("Whose profile has: %(words)s") % {"words": rule.value}
