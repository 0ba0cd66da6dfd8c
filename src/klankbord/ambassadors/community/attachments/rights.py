"""What happens with a member's pictures and files, for their rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.attachments.models import Attachment, AttachmentChange
from klankbord.ambassadors.community.attachments.queries import file_name, listed
from klankbord.trust.rights.contract import Leaver, OwnData, OwnFile, offer


def _own(member: int) -> Iterator[Mapping[str, Any]]:
    """Where one stands is told by number: the words are among one's posts and comments."""
    for row in listed().filter(author=member).iterator(chunk_size=500):
        yield {
            "file": _place(row),
            "shows": row.alt,
            "post": row.post_id,
            "comment": row.comment_id,
            "attached_at": row.attached_at,
        }


def _files(member: int) -> Iterator[OwnFile]:
    """One by one: all together may be half a gigabyte."""
    rows = Attachment.objects.filter(author=member).defer("small").order_by("pk")
    for row in rows.iterator(chunk_size=1):
        yield OwnFile(name=_place(row), content=bytes(row.content))


def _place(row: Attachment) -> str:
    return f"community/{row.pk}/{file_name(row)}"


def _drop(member: int) -> int:
    AttachmentChange.objects.filter(post__author=member).delete()
    return Attachment.objects.filter(author=member).delete()[0]


offer(
    OwnData(key="community.attachments", label=_("Pictures and files"), rows=_own, files=_files),
    Leaver(
        key="community.attachments",
        label=_("Pictures and files in the community"),
        count=lambda member: Attachment.objects.filter(author=member).count(),
        remove=_drop,
    ),
)
