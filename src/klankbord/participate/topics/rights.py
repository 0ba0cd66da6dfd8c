"""What topics do for somebody's rights: saved views that name them go."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from klankbord.participate.topics.models import Example, QueryVersion, SavedView, Topic
from klankbord.trust.rights.contract import Eraser, Leaver, Outsider, OwnData, offer
from klankbord.trust.rights.redaction import is_named_in


def topics_naming(outsider: Outsider) -> list[Topic]:
    """Topics whose query names an author: a person must change what we listen for."""
    return [topic for topic in Topic.objects.all() if _is_asked_for(topic.query, outsider)]


def _is_asked_for(query: str, outsider: Outsider) -> bool:
    folded = query.casefold()
    return any(
        f"author:{handle}" in folded or f"@{handle}" in folded for handle in outsider.handles
    )


def _views(outsider: Outsider) -> list[int]:
    rows = SavedView.objects.all()
    return [
        view.pk
        for view in rows
        if _is_asked_for(json.dumps(view.filters, ensure_ascii=False), outsider)
        or is_named_in(view.name, outsider)
    ]


def _erase(outsider: Outsider) -> int:
    ids = _views(outsider)
    SavedView.objects.filter(pk__in=ids).delete()
    return len(ids)


def _examples(outsider: Outsider) -> list[int]:
    """Words of somebody's own that name them; an example that is a mention goes with it."""
    rows = Example.objects.filter(mention=None)
    return [row.pk for row in rows if is_named_in(f"{row.title} {row.text}", outsider)]


def _erase_examples(outsider: Outsider) -> int:
    return Example.objects.filter(pk__in=_examples(outsider)).delete()[0]


def _old_versions(outsider: Outsider) -> list[int]:
    """Wordings beside the one in force that ask for them; of that one a person is told."""
    rows = QueryVersion.objects.filter(topic__query_version__gt=0)
    rows = rows.exclude(number=F("topic__query_version"))
    return [row.pk for row in rows if _is_asked_for(row.query, outsider)]


def _erase_old_versions(outsider: Outsider) -> int:
    return QueryVersion.objects.filter(pk__in=_old_versions(outsider)).delete()[0]


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    for view in SavedView.objects.filter(member=member):
        yield {"name": view.name, "filters": view.filters, "shared": view.is_shared}


def _count(member: int) -> int:
    return SavedView.objects.filter(member=member).count()


def _forget(member: int) -> int:
    return SavedView.objects.filter(member=member).delete()[0]


def _forget_unshared(member: int) -> int:
    return SavedView.objects.filter(member=member, is_shared=False).delete()[0]


offer(
    Eraser(
        key="topics.views",
        label=_("Saved views that name them"),
        find=lambda outsider: len(_views(outsider)),
        erase=_erase,
    ),
    Eraser(
        key="topics.examples",
        label=_("Examples of a query that name them"),
        find=lambda outsider: len(_examples(outsider)),
        erase=_erase_examples,
    ),
    Eraser(
        key="topics.versions",
        label=_("Earlier wordings of a query that ask for them"),
        find=lambda outsider: len(_old_versions(outsider)),
        erase=_erase_old_versions,
    ),
    OwnData(key="topics.views", label=_("Saved views"), rows=_own),
    Leaver(
        key="topics.views",
        label=_("Saved views"),
        count=_count,
        remove=_forget,
        keep=_forget_unshared,
    ),
)
