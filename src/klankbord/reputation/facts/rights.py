"""What the fact base does for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.reputation.facts.models import Fact, FactVersion
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    rows = FactVersion.objects.filter(by=member).select_related("fact").order_by("at")
    for version in rows.iterator(chunk_size=500):
        yield {"fact": version.fact.title, "version": version.number, "at": version.at}


def _count(member: int) -> int:
    return FactVersion.objects.filter(by=member).count()


def _let_go(member: int) -> int:
    """A fact of somebody who is not here has no owner: it asks for a new one in the list."""
    return Fact.objects.filter(owner=member).update(owner=None)


def _remove(member: int) -> int:
    _let_go(member)
    return FactVersion.objects.filter(by=member).update(by=None)


offer(
    OwnData(key="facts.versions", label=_("Facts that you stated or changed"), rows=_own),
    Leaver(
        key="facts.versions",
        label=_("Versions of facts (they stay, for “remove” without the name)"),
        count=_count,
        remove=_remove,
        keep=_let_go,
    ),
)
