"""How long this room keeps its tables."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.participate.archive.models import Author
from klankbord.participate.stakeholders.models import Entry, Placement
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_at_once


def _of_nobody(_before: dt.datetime) -> QuerySet[Any]:
    """Of authors of whom nothing is kept any more."""
    return Placement.objects.filter(~Exists(Author.objects.filter(pk=OuterRef("pk"))))


def _unheard(before: dt.datetime) -> QuerySet[Any]:
    """Lines that were read long ago and met nobody who is still heard."""
    heard = Placement.objects.filter(
        Exists(Author.objects.filter(pk=OuterRef("pk"))), entry=OuterRef("pk")
    )
    return Entry.objects.filter(~Exists(heard), read_at__lt=before)


keep(
    Kept(
        key="stakeholders.groups",
        label=_("Groups of stakeholders that authors belong to"),
        tables=("stakeholders.Placement",),
        time=TimeClass.MENTION,
        sweep=rows_at_once(_of_nobody),
        why=_("They go with the last message of their author"),
    ),
    Kept(
        key="stakeholders.directory",
        label=_("Directory of stakeholders"),
        tables=("stakeholders.Entry",),
        time=TimeClass.MENTION,
        sweep=rows_at_once(_unheard),
        why=_("A line stays as long as it is read anew, or somebody it names is heard"),
    ),
    Kept(
        key="stakeholders.rules",
        label=_("Rules for groups of stakeholders"),
        tables=("stakeholders.Rule",),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="stakeholders.progress",
        label=_("Which authors were looked at"),
        tables=("stakeholders.PlacedArrival",),
        time=TimeClass.COPY,
        why=_("Numbers only; they go a week after they were matched"),
    ),
)
