"""Objects of the log by name, as far as the reader may know; a query per kind, none per line."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from klankbord.trust.council.locks import FunctionLocked, refuse_while_locked
from klankbord.trust.register import Words, declarations_of
from klankbord.trust.wording import Kind, kind_of_object

View = Callable[..., Any]
LetsIn = Callable[[View], bool]
"""Whether the reader's roles open a view."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """An object in words: its kind, its title or else its key, and where the reader may see it."""

    kind: Words = ""
    title: Words = ""
    key: str = ""
    url: str = ""
    is_gone: bool = False

    @property
    def words(self) -> Words:
        """The title, or else the kind with its number; of what is gone that it is so."""
        if self.title:
            return self.title
        said = f"{self.kind} {self.key}".strip()
        return _("%(thing)s (gone)") % {"thing": said} if self.is_gone else said


def lets_nobody_in(_view: View) -> bool:
    """Where no way to a page is shown: names are only those that every reader may know."""
    return False


def objects_named(targets: Iterable[str], *, lets_in: LetsIn = lets_nobody_in) -> dict[str, Named]:
    """Name every object, such as `case:12`; what no room knows keeps its code."""
    parted = {target: kind_of_object(target) for target in targets}
    keys: dict[Kind, set[str]] = defaultdict(set)
    for kind, key in parted.values():
        if kind is not None:
            keys[kind].add(key)
    found = {kind: _named(kind, wanted, lets_in) for kind, wanted in keys.items()}
    return {
        target: found[kind][key] if kind else Named(title=target)
        for target, (kind, key) in parted.items()
    }


def values_named(kind: Kind, values: Iterable[str]) -> dict[str, Named]:
    """Name values of one kind, without a way to a page."""
    return _named(kind, set(values), lets_nobody_in)


def _named(kind: Kind, keys: set[str], lets_in: LetsIn) -> dict[str, Named]:
    if kind.rows is None:
        return {key: _named_key(kind, key, lets_in) for key in keys}
    rows = _rows(kind, kind.rows(), keys)
    return {key: _named_row(kind, key, rows.get(key), lets_in) for key in keys}


def _named_key(kind: Kind, key: str, lets_in: LetsIn) -> Named:
    title = kind.words(key) if kind.words else ""
    if kind.words and not title:
        return Named(kind=kind.label, key=key, is_gone=True)
    return Named(kind=kind.label, title=title or "", key=key, url=_url(kind, key, lets_in))


def _rows(kind: Kind, rows: QuerySet[Any], keys: set[str]) -> dict[str, Any]:
    known = [key for key in keys if not kind.is_numbered or _is_number(key)]
    found = rows.filter(**{f"{kind.key}__in": known})
    return {str(getattr(row, kind.key)): row for row in found}


def _is_number(key: str) -> bool:
    return key.isdecimal() and len(key) < 19  # noqa: PLR2004  # what the database counts to


def _named_row(kind: Kind, key: str, row: Any, lets_in: LetsIn) -> Named:
    if row is None:
        return Named(kind=kind.label, key=key, is_gone=True)
    url = _url(kind, row, lets_in)
    is_named = url or kind.is_named_to_all
    return Named(kind=kind.label, title=kind.title(row) if is_named else "", key=key, url=url)


def _url(kind: Kind, row: Any, lets_in: LetsIn) -> str:
    if kind.page is None:
        return ""
    url = kind.page(row)
    view = resolve(url).func
    return url if lets_in(view) and not _is_locked(view) else ""


def _is_locked(view: View) -> bool:
    """A page that could observe people shows nothing, also no title, until a decision opens it."""
    try:
        for each in declarations_of(view) or ():
            if each.is_suitable_for_observing:
                today = timezone.localdate()
                refuse_while_locked(key=each.key, fingerprint=each.fingerprint, on=today)
    except FunctionLocked:
        return True
    return False
