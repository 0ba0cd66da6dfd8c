"""Change which pictures and files go along with words."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from klankbord.ambassadors.community.attachments.models import Attachment, AttachmentChange
from klankbord.ambassadors.community.models import Comment, Post
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.core.guard.bare_picture import BarePicture, bare_picture
from klankbord.core.guard.shared_file import SharedFile
from klankbord.people.models import Member

SMALL_SIDE = 800  # pixels: half a screen of a phone, sharp
SMALL_BYTES = 150_000
MOST_KEPT = 1_500_000
"""Bytes of a picture that we keep, however many came in."""

Words = Post | Comment | Review


@dataclass(frozen=True, kw_only=True)
class AttachmentEdit:
    """What comes along, what goes (by number), and what pictures show in other words (idem)."""

    new: Iterable[Attachment] = ()
    dropped: Collection[int] = ()
    alts: Mapping[int, str] = field(default_factory=dict)


UNCHANGED = AttachmentEdit()


def picture(bare: BarePicture, *, alt: str) -> Attachment:
    """A picture that is not kept yet, with a small one for lists."""
    small = None
    if max(bare.width, bare.height) > SMALL_SIDE:
        made = bare_picture(bare.content, most_bytes=SMALL_BYTES, longest_side=SMALL_SIDE)
        small = made.content
    return Attachment(
        kind=bare.kind,
        alt=alt,
        width=bare.width,
        height=bare.height,
        small=small,
        content=bare.content,
        n_bytes=len(bare.content) + len(small or b""),
        digest=hashlib.sha256(bare.content).hexdigest(),
    )


def a_file(shared: SharedFile, content: bytes) -> Attachment:
    """A file that is not kept yet; nothing in it is changed."""
    return Attachment(
        kind=shared.kind,
        name=shared.name,
        content=content,
        n_bytes=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )


def attach(new: Iterable[Attachment], *, words: Words, by: Member | None, at: dt.datetime) -> None:
    """Let these go along, new or from where they waited, in the transaction of the words."""
    for each in new:
        each.author, each.attached_at = by, at
        each.post = each.comment = each.review = None
        for name, thing in _place(words).items():
            setattr(each, name, thing)
        each.save()


def edit_attachments(edit: AttachmentEdit, *, words: Words, by: Member, at: dt.datetime) -> None:
    """Change what goes along with words that stand; who asks is the caller's to check."""
    here = Attachment.objects.filter(**_place(words))
    for pk, alt in edit.alts.items():
        here.filter(pk=pk).update(alt=alt)
    gone = here.filter(pk__in=edit.dropped)
    n_gone = Counter(width is not None for width in gone.values_list("width", flat=True))
    gone.delete()
    new = list(edit.new)
    attach(new, words=words, by=by, at=at)
    if isinstance(words, Post):
        note_change(words, n_gone, is_added=False, at=at)
        note_change(words, Counter(each.is_picture for each in new), is_added=True, at=at)


def note_change(post: Post, counts: Mapping[bool, int], *, is_added: bool, at: dt.datetime) -> None:
    """Keep how many pictures (True) and files (False) came or went, for who reads the history."""
    AttachmentChange.objects.bulk_create(
        AttachmentChange(post=post, is_picture=is_picture, is_added=is_added, n=n, changed_at=at)
        for is_picture, n in counts.items()
    )


def drop_attachments(words: Words) -> None:
    """Take all that went along away for good, with what is known of earlier ones."""
    Attachment.objects.filter(**_place(words)).delete()
    if isinstance(words, Post):
        AttachmentChange.objects.filter(post=words).delete()


def forget_attachments(*, posts: QuerySet[Post], comments: QuerySet[Comment]) -> None:
    """Take what went along with many words away for good."""
    Attachment.objects.filter(Q(post__in=posts) | Q(comment__in=comments)).delete()
    AttachmentChange.objects.filter(post__in=posts).delete()


def words_along(post: Post) -> list[str]:
    """What its pictures show and its files are called, to be found by it."""
    rows = Attachment.objects.filter(post=post).values_list("alt", "name")
    return [text for both in rows for text in both if text]


def _place(words: Words) -> dict[str, Words]:
    match words:
        case Post():
            return {"post": words}
        case Comment():
            return {"comment": words}
        case Review():
            return {"review": words}
