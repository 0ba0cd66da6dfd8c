"""What newsletters do for somebody's rights: what was quoted from outside goes out of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.newsletters.models import Delivery, Edition, Item, Subscription
from klankbord.trust.rights.contract import Eraser, Leaver, Outsider, OwnData, offer
from klankbord.trust.rights.redaction import is_named_in, redact


def _quoting(outsider: Outsider) -> list[tuple[Edition | Item, dict[str, str]]]:
    """Rows that name or quote them, each with its texts made clean."""
    found: list[tuple[Edition | Item, dict[str, str]]] = []
    for model, names in ((Edition, ("title", "intro")), (Item, ("headline", "text"))):
        for row in model._default_manager.iterator(chunk_size=200):  # noqa: SLF001  # public in Django
            texts = {name: getattr(row, name) for name in names}
            if any(is_named_in(text, outsider) for text in texts.values()):
                found.append((row, {name: redact(text, outsider) for name, text in texts.items()}))
    return found


def _erase(outsider: Outsider) -> int:
    quoting = _quoting(outsider)
    with transaction.atomic():
        for row, texts in quoting:
            type(row)._default_manager.filter(pk=row.pk).update(**texts)  # noqa: SLF001  # public in Django
    return len(quoting)


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    for row in Subscription.objects.filter(member=member):
        yield {"wanted": row.is_on, "since": row.changed_at}


def _own_deliveries(member: int) -> Iterator[Mapping[str, Any]]:
    for row in Delivery.objects.filter(member=member).select_related("edition"):
        yield {"edition": row.edition.title, "state": row.state, "at": row.ended_at}


def _forget(member: int) -> int:
    n_deliveries, _rows = Delivery.objects.filter(member=member).delete()
    n_choices, _rows = Subscription.objects.filter(member=member).delete()
    return n_deliveries + n_choices


offer(
    Eraser(
        key="newsletters.quotes",
        label=_("Newsletters that quote them"),
        find=lambda outsider: len(_quoting(outsider)),
        erase=_erase,
    ),
    OwnData(key="newsletters.choice", label=_("Newsletter"), rows=_own),
    OwnData(key="newsletters.deliveries", label=_("Editions sent to you"), rows=_own_deliveries),
    Leaver(
        key="newsletters.deliveries",
        label=_("Newsletters sent to them, and their choice"),
        count=lambda member: Delivery.objects.filter(member=member).count(),
        remove=_forget,
        keep=_forget,
    ),
)
