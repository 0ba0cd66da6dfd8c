"""What this room does for a member's rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.reputation.replies.models import SavedReply
from klankbord.trust.rights.contract import Leaver, OwnData, offer


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    for reply in SavedReply.objects.filter(owner=member):
        yield {"title": reply.title, "text_nl": reply.text_nl, "text_en": reply.text_en}


def _count(member: int) -> int:
    return SavedReply.objects.filter(owner=member).count()


def _give_back(member: int) -> int:
    return SavedReply.objects.filter(owner=member).update(owner=None)


offer(
    OwnData(key="replies.kept", label=_("Saved replies that you keep true"), rows=_own),
    Leaver(
        key="replies.kept",
        label=_("Saved replies to keep true (they stay, without a keeper)"),
        count=_count,
        remove=_give_back,
        keep=_give_back,
    ),
)
