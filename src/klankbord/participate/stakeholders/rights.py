"""What groups of stakeholders do for somebody's rights."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.participate.stakeholders.models import Entry, Placement, Rule
from klankbord.participate.stakeholders.profiles import host_of
from klankbord.trust.rights.contract import Eraser, Outsider, OwnData, offer
from klankbord.trust.rights.redaction import is_named_in


def _placements(outsider: Outsider) -> QuerySet[Placement]:
    return Placement.objects.filter(pk__in=outsider.authors)


def _entries(outsider: Outsider) -> QuerySet[Entry]:
    """A site is theirs only where the address that we know them by is the site itself."""
    own = (url for url in outsider.urls if not urlsplit(url).path.strip("/"))
    sites = {host_of(url) for url in own} - {""}
    theirs = Q(handle__in=outsider.handles)
    if outsider.platform:
        theirs &= Q(platform__iexact=outsider.platform)
    return Entry.objects.filter(theirs | Q(handle="", site__in=sites))


def _rules(outsider: Outsider) -> list[int]:
    return [rule.pk for rule in Rule.objects.all() if is_named_in(rule.value, outsider)]


def _own_placements(member: int) -> Iterator[Mapping[str, Any]]:
    rows = Placement.objects.filter(by=member).order_by("placed_at")
    yield from rows.values("author", "group", "placed_at").iterator(chunk_size=500)


def _own_rules(member: int) -> Iterator[Mapping[str, Any]]:
    yield from Rule.objects.filter(made_by=member).values("kind", "group", "value", "made_at")


offer(
    Eraser(
        key="stakeholders.groups",
        label=_("The group of stakeholders that they stand in"),
        find=lambda outsider: _placements(outsider).count(),
        erase=lambda outsider: _placements(outsider).delete()[0],
    ),
    Eraser(
        key="stakeholders.directory",
        label=_("Lines of the directory of stakeholders"),
        find=lambda outsider: _entries(outsider).count(),
        erase=lambda outsider: _entries(outsider).delete()[0],
    ),
    Eraser(
        key="stakeholders.rules",
        label=_("Rules for groups that name them"),
        find=lambda outsider: len(_rules(outsider)),
        erase=lambda outsider: Rule.objects.filter(pk__in=_rules(outsider)).delete()[0],
    ),
    OwnData(
        key="stakeholders.groups",
        label=_("Authors whose group you said"),
        rows=_own_placements,
    ),
    OwnData(key="stakeholders.rules", label=_("Rules for groups that you made"), rows=_own_rules),
)
