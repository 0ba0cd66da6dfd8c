"""What topics do for somebody's rights: saved views that name them go."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.participate.topics.models import SavedView, Topic
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
    OwnData(key="topics.views", label=_("Saved views"), rows=_own),
    Leaver(
        key="topics.views",
        label=_("Saved views"),
        count=_count,
        remove=_forget,
        keep=_forget_unshared,
    ),
)
