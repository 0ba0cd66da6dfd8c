"""Read what stays inside, ready for a check."""

import datetime as dt
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q, QuerySet

from klankbord.ambassadors.guidelines.inside.models import InsideDocument, InsideTerm, PhotoRefusal
from klankbord.ambassadors.guidelines.register_key import key_id, names_key, prints_key
from klankbord.core.guard.check import Inside
from klankbord.core.guard.consent import Refusals
from klankbord.core.guard.finding import Rule
from klankbord.core.guard.prints import Printer, PrintIndex, Prints
from klankbord.core.guard.terms import Term, Terms
from klankbord.people.queries import organisation


@dataclass(frozen=True)
class _Held:
    """What one process holds, and of which state of the tables it is."""

    stamp: tuple[Any, ...]
    inside: Inside


_LOCK = Lock()
_held: dict[str, _Held] = {}


def terms_listed() -> QuerySet[InsideTerm]:
    """Every word with its owner."""
    return InsideTerm.objects.select_related("owner")


def documents_listed() -> QuerySet[InsideDocument]:
    """Every document with its owner, without its fingerprints."""
    return InsideDocument.objects.select_related("owner").defer("prints")


def documents_titled(*, is_public: bool) -> dict[str, InsideDocument]:
    """Every document under its title; its prints are read when they are asked for."""
    found = InsideDocument.objects.filter(is_public=is_public).defer("prints")
    return {each.title: each for each in found.select_related("owner")}


def documents_of_another_key() -> int:
    """Count documents whose fingerprints were made with a secret that is no longer ours."""
    return InsideDocument.objects.exclude(key_id=key_id()).count()


def refusals_listed() -> QuerySet[PhotoRefusal]:
    """Everybody who wants no picture, by initials, with the owner."""
    return PhotoRefusal.objects.select_related("owner")


def inside(*, on: dt.date) -> Inside:
    """All that a check must know on a day; held by the process until something changes.

    Ten thousand documents of 4,000 characters take 100 MB, and are read again after a change.
    """
    stamp = (on, _stamp(InsideTerm), _stamp(InsideDocument), _stamp(PhotoRefusal), prints_key())
    with _LOCK:
        held = _held.get("inside")
        if held is None or held.stamp != stamp:
            held = _held["inside"] = _Held(stamp, _read(on))
    house = organisation()
    return Inside(
        names=(house.name,) if house else (),
        terms=held.inside.terms,
        printer=held.inside.printer,
        prints=held.inside.prints,
        titles=held.inside.titles,
        refusals=held.inside.refusals,
    )


def _stamp(table: type[InsideTerm | InsideDocument | PhotoRefusal]) -> tuple[Any, ...]:
    found = table.objects.aggregate(n=Count("pk"), last=Max("pk"), changed=Max("changed_at"))
    return (found["n"], found["last"], found["changed"])


def _read(on: dt.date) -> Inside:
    not_over = Q(until=None) | Q(until__gt=on)
    terms = [
        Term(each.words, Rule(each.kind), each.until)
        for each in InsideTerm.objects.filter(not_over)
    ]
    rows = InsideDocument.objects.filter(key_id=key_id())
    kept = rows.filter(not_over, is_public=False).values_list("pk", "title", "prints")
    titles: dict[int, str] = {}
    documents: list[tuple[int, Prints]] = []
    for pk, title, prints in kept.iterator(chunk_size=500):
        titles[pk] = title
        documents.append((pk, _unpacked(prints)))
    open_ones = rows.filter(Q(is_public=True) | ~Q(not_over)).values_list("prints", flat=True)
    public = [_unpacked(each) for each in open_ones.iterator(chunk_size=500)]
    printer = Printer(prints_key())
    refusing = PhotoRefusal.objects.filter(not_over, key_id=key_id())
    hashes = map(bytes, refusing.values_list("name_hash", flat=True))
    return Inside(
        terms=Terms(terms),
        printer=printer,
        prints=PrintIndex.of(documents, [*public, printer.background()]),
        titles=titles,
        refusals=Refusals.of(hashes, names_key()),
    )


def _unpacked(prints: bytes | memoryview) -> Prints:
    return np.frombuffer(bytes(prints), "<u8").astype(np.uint64)
