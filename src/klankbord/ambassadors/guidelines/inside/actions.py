"""Change what stays inside. The audit log gets numbers, never the words."""

import datetime as dt
from typing import Any

import numpy as np
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from klankbord.ambassadors.guidelines.inside.models import InsideDocument, InsideTerm, PhotoRefusal
from klankbord.ambassadors.guidelines.register_key import key_id, names_key, prints_key
from klankbord.core.guard.consent import name_hash
from klankbord.core.guard.prints import FEWEST, Printer, Prints
from klankbord.people.models import Member
from klankbord.trust import audit


class DocumentTooShort(Exception):  # noqa: N818  # named after the broken promise
    """A text of so few letters cannot be told from others."""


@transaction.atomic
def keep_term(
    *,
    words: str,
    kind: str,
    until: dt.date | None,
    owner: Member | None,
    by: Member,
    at: dt.datetime,
) -> InsideTerm:
    """Keep a word inside; one that is there already gets the new kind, day and owner."""
    values = {"kind": kind, "until": until, "owner": owner, "changed_at": at}
    term, _ = InsideTerm.objects.update_or_create(words=words.strip(), defaults=values)
    _record(at, by, "guidelines.inside-term-kept", f"term:{term.pk}")
    return term


@transaction.atomic
def free_term(*, term: InsideTerm, by: Member, at: dt.datetime) -> None:
    """Forget a word: it may go out."""
    _record(at, by, "guidelines.inside-term-freed", f"term:{term.pk}")
    term.delete()


@sensitive_variables("text")
@transaction.atomic
def register_document(
    *,
    title: str,
    text: str,
    by: Member,
    at: dt.datetime,
    until: dt.date | None = None,
    owner: Member | None = None,
    is_public: bool = False,
) -> InsideDocument:
    """Keep the fingerprints of a text under a title, and let the text go.

    Raises `DocumentTooShort`.
    """
    prints = Printer(prints_key()).prints_of(text).prints
    values = {"title": title, "until": until, "owner": owner, "is_public": is_public}
    document = InsideDocument(**values, **_packed(prints), changed_at=at)
    document.save(force_insert=True)
    _record(at, by, "guidelines.inside-document-registered", f"document:{document.pk}")
    return document


@transaction.atomic
def enter_document(
    *,
    known: InsideDocument | None,
    title: str,
    prints: Prints,
    until: dt.date | None,
    owner: Member | None,
    is_public: bool,
    actor: str,
    at: dt.datetime,
) -> bool:
    """Register a document of a folder by its prints; False if it stands there just so already.

    `known` is the document under this title, without its prints. Raises `DocumentTooShort`.
    """
    values = {"until": until, "owner": owner, **_packed(prints)}
    document = known or InsideDocument(title=title, is_public=is_public)
    if known and all(getattr(known, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(document, name, value)
    document.changed_at = at
    document.save()
    act = "guidelines.inside-document-registered"
    audit.record(at=at, actor=actor, act=act, object=f"document:{document.pk}")
    return True


def _packed(prints: Prints) -> dict[str, Any]:
    """The columns that prints fill, each print once; raises `DocumentTooShort`."""
    each_once = np.unique(prints)
    if len(each_once) < FEWEST:
        raise DocumentTooShort
    packed = each_once.astype("<u8").tobytes()
    return {"prints": packed, "n_prints": len(each_once), "key_id": key_id()}


@transaction.atomic
def free_document(*, document: InsideDocument, by: Member, at: dt.datetime) -> None:
    """Forget a document: what it says may go out."""
    _record(at, by, "guidelines.inside-document-freed", f"document:{document.pk}")
    document.delete()


@sensitive_variables("name")
@transaction.atomic
def note_refusal(
    *, name: str, until: dt.date | None, owner: Member | None, by: Member, at: dt.datetime
) -> PhotoRefusal:
    """Note that somebody wants to be in no picture; of the name a keyed hash and initials stay.

    Raises ValueError for one word alone.
    """
    values = {
        "initials": " ".join(f"{word[0]}." for word in name.split())[:20],
        "until": until,
        "owner": owner,
        "key_id": key_id(),
        "changed_at": at,
    }
    refusal, _ = PhotoRefusal.objects.update_or_create(
        name_hash=name_hash(name, names_key()), defaults=values
    )
    _record(at, by, "guidelines.photo-refusal-noted", f"refusal:{refusal.pk}")
    return refusal


@transaction.atomic
def drop_refusal(*, refusal: PhotoRefusal, by: Member, at: dt.datetime) -> None:
    """Forget that somebody wanted no picture."""
    _record(at, by, "guidelines.photo-refusal-dropped", f"refusal:{refusal.pk}")
    refusal.delete()


def _record(at: dt.datetime, by: Member, act: str, target: str) -> None:
    audit.record(at=at, actor=f"member:{by.pk}", act=act, object=target)
