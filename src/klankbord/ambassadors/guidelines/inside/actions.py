"""Change what stays inside. The audit log gets numbers, never the words."""

import datetime as dt

import numpy as np
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from klankbord.ambassadors.guidelines.inside.models import InsideDocument, InsideTerm
from klankbord.ambassadors.guidelines.register_key import key_id, prints_key
from klankbord.core.guard.prints import FEWEST, Printer
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
    prints = np.unique(Printer(prints_key()).prints_of(text).prints)
    if len(prints) < FEWEST:
        raise DocumentTooShort
    document = InsideDocument.objects.create(
        title=title,
        until=until,
        owner=owner,
        is_public=is_public,
        prints=prints.astype("<u8").tobytes(),
        n_prints=len(prints),
        key_id=key_id(),
        changed_at=at,
    )
    _record(at, by, "guidelines.inside-document-registered", f"document:{document.pk}")
    return document


@transaction.atomic
def free_document(*, document: InsideDocument, by: Member, at: dt.datetime) -> None:
    """Forget a document: what it says may go out."""
    _record(at, by, "guidelines.inside-document-freed", f"document:{document.pk}")
    document.delete()


def _record(at: dt.datetime, by: Member, act: str, target: str) -> None:
    audit.record(at=at, actor=f"member:{by.pk}", act=act, object=target)
