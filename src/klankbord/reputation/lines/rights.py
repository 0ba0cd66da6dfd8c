"""What this room does for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.reputation.lines.models import LineVersion
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    for version in LineVersion.objects.filter(written_by=member):
        yield {"line": version.title, "say": version.say_nl, "at": version.written_at}


def _count(member: int) -> int:
    return LineVersion.objects.filter(written_by=member).count()


def _keep(_member: int) -> int:
    return 0


def _remove(member: int) -> int:
    LineVersion.objects.filter(published_by=member).update(published_by=None)
    return LineVersion.objects.filter(written_by=member).update(written_by=None)


offer(
    OwnData(key="lines.written", label=_("Lines to take that you wrote"), rows=_own),
    Leaver(
        key="lines.written",
        label=_("Lines to take (they stay, for “remove” without the name)"),
        count=_count,
        remove=_remove,
        keep=_keep,
    ),
)
