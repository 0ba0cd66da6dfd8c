"""What this room does for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.reputation.lines.models import LineLetter, LineVersion
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    for version in LineVersion.objects.filter(written_by=member):
        yield {"line": version.title, "say": version.say_nl, "at": version.written_at}


def _own_letters(member: int) -> Iterator[Mapping[str, Any]]:
    for letter in LineLetter.objects.filter(member=member).select_related("version"):
        yield {"line": letter.version.title}


def _forget_letters(member: int) -> int:
    return LineLetter.objects.filter(member=member).delete()[0]


def _count(member: int) -> int:
    return LineVersion.objects.filter(written_by=member).count()


def _keep(_member: int) -> int:
    return 0


def _remove(member: int) -> int:
    LineVersion.objects.filter(published_by=member).update(published_by=None)
    return LineVersion.objects.filter(written_by=member).update(written_by=None)


offer(
    OwnData(key="lines.written", label=_("Lines to take that you wrote"), rows=_own),
    OwnData(
        key="lines.letters",
        label=_("Letters about a line to take that wait for you"),
        rows=_own_letters,
    ),
    Leaver(
        key="lines.letters",
        label=_("Letters about a line to take that still wait (they do not go)"),
        count=lambda member: LineLetter.objects.filter(member=member).count(),
        remove=_forget_letters,
        keep=_forget_letters,
    ),
    Leaver(
        key="lines.written",
        label=_("Lines to take (they stay, for “remove” without the name)"),
        count=_count,
        remove=_remove,
        keep=_keep,
    ),
)
