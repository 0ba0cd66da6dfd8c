"""Facts about a platform: those that came with the program, and what people made of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klankbord.participate.platforms.models import Fact
from klankbord.participate.platforms.starters import STARTERS, Kind, Starter
from klankbord.people.models import Member
from klankbord.trust import audit
from klankbord.ui.words import number

_LONGEST: Final = 19  # digits; more are no number of a row
_FIELDS: Final = ("words", "source", "address", "as_of")


@dataclass(frozen=True, kw_only=True)
class FactShown:
    """A fact as it is read; `ref` finds it again, `is_starter` came with the program unchanged."""

    ref: str
    words: str
    source: str
    address: str
    when: str
    is_starter: bool
    as_of: str


def facts_by_platform() -> dict[str, list[FactShown]]:
    """What is known of each platform in general, own facts first; one SQL query."""
    rows = list(Fact.objects.order_by("pk"))
    changed = {row.starter for row in rows if row.starter}
    found: dict[str, list[FactShown]] = {}
    for row in rows:
        if not row.is_gone:
            found.setdefault(row.platform, []).append(_own(row))
    for starter in STARTERS:
        if starter.key not in changed:
            found.setdefault(starter.platform, []).append(_brought(starter))
    return found


def removed_starters(platform: str) -> int:
    """How many facts that came with the program were taken away here."""
    return Fact.objects.filter(platform=platform, is_gone=True).count()


def save_fact(
    *, platform: str, ref: str, values: Mapping[str, Any], by: Member, at: dt.datetime
) -> None:
    """Keep a fact of our own (`ref` empty), or change the one that `ref` names."""
    given = {name: values[name] for name in _FIELDS}
    _put(platform, ref, {**given, "is_gone": False}, by=by, at=at, act="platforms.fact-saved")


def remove_fact(*, platform: str, ref: str, by: Member, at: dt.datetime) -> None:
    """Take a fact away; one that came with the program can be put back."""
    if is_starter(ref):
        gone = {"words": "", "source": "", "address": "", "as_of": None, "is_gone": True}
        _put(platform, ref, gone, by=by, at=at, act="platforms.fact-removed")
        return
    with transaction.atomic():
        if _rows(platform, ref).delete()[0]:
            _record("platforms.fact-removed", platform, by=by, at=at)


def put_back_starters(*, platform: str, by: Member, at: dt.datetime) -> None:
    """Show what was taken away again."""
    with transaction.atomic():
        if Fact.objects.filter(platform=platform, is_gone=True).delete()[0]:
            _record("platforms.facts-put-back", platform, by=by, at=at)


def fact_values(platform: str, ref: str) -> dict[str, Any] | None:
    """What stands in a fact now, for a form; None where there is none."""
    row = _rows(platform, ref).first()
    if row is not None:
        return {name: getattr(row, name) for name in _FIELDS}
    starter = _STARTERS.get(ref)
    if starter is None or starter.platform != platform:
        return None
    words = {"words": starter_words(starter), "source": starter.source}
    return {**words, "address": starter.address, "as_of": None}


def is_starter(ref: str) -> bool:
    """Whether it names a fact that came with the program."""
    return ref in _STARTERS


def _rows(platform: str, ref: str) -> Any:
    if is_starter(ref):
        return Fact.objects.filter(platform=platform, starter=ref)
    return Fact.objects.filter(platform=platform, pk=_number(ref))


def _number(ref: str) -> int:
    """The number of a fact of our own; 0 is none."""
    return int(ref) if ref.isascii() and ref.isdecimal() and len(ref) < _LONGEST else 0


def _put(
    platform: str, ref: str, values: dict[str, Any], *, by: Member, at: dt.datetime, act: str
) -> None:
    given = {**values, "changed_by": by, "changed_at": at}
    with transaction.atomic():
        if is_starter(ref):
            Fact.objects.update_or_create(
                starter=ref, defaults=given, create_defaults={**given, "platform": platform}
            )
        elif ref:
            _rows(platform, ref).update(**given)
        else:
            Fact.objects.create(platform=platform, **given)
        _record(act, platform, by=by, at=at)


def _record(act: str, platform: str, *, by: Member, at: dt.datetime) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object="platform-map",
        detail={"platform": platform},
    )


def _own(row: Fact) -> FactShown:
    return FactShown(
        ref=row.starter or str(row.pk),
        words=row.words,
        source=row.source,
        address=row.address,
        when=date_format(row.as_of, "DATE_FORMAT") if row.as_of else "",
        is_starter=False,
        as_of=row.as_of.isoformat() if row.as_of else "",
    )


def _brought(starter: Starter) -> FactShown:
    return FactShown(
        ref=starter.key,
        words=starter_words(starter),
        source=starter.source,
        address=starter.address,
        when=str(starter.year),
        is_starter=True,
        as_of=str(starter.year),
    )


def starter_words(starter: Starter) -> str:
    """A starter fact as a sentence in the reader's language."""
    return _SENTENCES[starter.kind]() % {"n": number(starter.value)}


_STARTERS: Final = {starter.key: starter for starter in STARTERS}
_SENTENCES: Final[dict[Kind, Callable[[], str]]] = {
    Kind.USERS_NL: lambda: _("Netherlands: %(n)s million people of 15 and older use it."),
    Kind.MONTH_BE: lambda: _(
        "Belgium: %(n)s %% of people of 12 and older used it in the last thirty days."
    ),
    Kind.USERS_FLANDERS: lambda: _("Flanders: %(n)s %% of people use it."),
    Kind.YOUNG_FLANDERS: lambda: _("Flanders: %(n)s %% of people of 18 to 24 use it."),
    Kind.NEWS: lambda: _("In 48 countries %(n)s %% of people see news there every week."),
    Kind.NEWS_AT_MOST: lambda: _(
        "In 48 countries at most %(n)s %% of people see news there every week."
    ),
    Kind.ACCOUNTS: lambda: _("Worldwide: %(n)s million accounts."),
    Kind.DAILY: lambda: _("Worldwide: %(n)s million visitors a day."),
    Kind.GOVERNMENT_NL: lambda: _(
        "Netherlands: nearly %(n)s organisations of the government speak there, on a server of"
        " their own."
    ),
}
