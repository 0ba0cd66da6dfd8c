"""Read lines: what holds now, and what is being written."""

import datetime as dt

from django.db.models import OuterRef, QuerySet, Subquery

from klankbord.people.models import Member
from klankbord.reputation.lines.models import Line, LineVersion


def lines_in_force(*, on: dt.date) -> QuerySet[LineVersion]:
    """The newest published version of each line, if it still holds; newest first."""
    newest = LineVersion.objects.filter(line=OuterRef("line")).exclude(published_at=None)
    found = LineVersion.objects.filter(pk=Subquery(newest.order_by("-number").values("pk")[:1]))
    return found.filter(ends_on__gte=on).select_related("line").order_by("-published_at")


def draft_of(line: Line) -> LineVersion | None:
    """The version that nobody approved yet."""
    return line.versions.filter(published_at=None).select_related("written_by").first()


def drafts() -> QuerySet[LineVersion]:
    """What waits for somebody else's eyes."""
    return LineVersion.objects.filter(published_at=None).select_related("line", "written_by")


def told_of(version: LineVersion, *, by: Member) -> QuerySet[Member]:
    """Who gets a letter: all colleagues but its two authors, and whoever wants none."""
    wanting = Member.objects.filter(is_active=True, is_mailed_lines=True, is_sample=False)
    return wanting.exclude(pk__in=(version.written_by_id or 0, by.pk))


def is_out(line: Line, *, on: dt.date) -> bool:
    """Whether colleagues have had it."""
    return lines_in_force(on=on).filter(line=line).exists()
