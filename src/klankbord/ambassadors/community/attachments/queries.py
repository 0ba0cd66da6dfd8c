"""Read what goes along with words; who may see it is said in `audience`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Sum

from klankbord.ambassadors.community.attachments.models import Attachment, AttachmentChange
from klankbord.ambassadors.community.models import Post
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.core.guard.shared_file import KINDS
from klankbord.people.models import Member

_IS_FILE = ExpressionWrapper(Q(width=None), output_field=BooleanField())
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


def file_name(row: Attachment) -> str:
    """What it is called when somebody saves it."""
    return row.name or f"picture-{row.pk}.{ENDINGS[row.kind]}"


def place_of(row: Attachment) -> str:
    """A name by its content, that tells nothing and is the same in every house."""
    return f"{row.digest[:32]}.{KINDS.get(row.kind) or ENDINGS.get(row.kind, 'bin')}"


def listed() -> QuerySet[Attachment]:
    """All of them without their bytes, pictures first."""
    return Attachment.objects.defer("content", "small").order_by(_IS_FILE.asc(), "pk")


def along_posts(posts: Iterable[Post]) -> Mapping[int, Sequence[Attachment]]:
    """What goes along with posts that stand, by the number of the post."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    standing = [post.pk for post in posts if not post.is_removed]
    for row in listed().filter(post__in=standing) if standing else ():
        found[row.post_id or 0].append(row)
    return found


def along_review(review: Review) -> Sequence[Attachment]:
    """What somebody who decides sees beside the words: new ones, or those where the words stood."""
    if review.is_new:
        return list(listed().filter(review=review))
    if review.comment_id:
        return list(listed().filter(comment=review.comment_id))
    return list(listed().filter(post=review.post_id)) if review.post_id else []


def changes_of(post: Post) -> dict[dt.datetime, Sequence[AttachmentChange]]:
    """What came and went since it was written, by the moment."""
    found: dict[dt.datetime, list[AttachmentChange]] = defaultdict(list)
    for change in AttachmentChange.objects.filter(post=post):
        found[change.changed_at].append(change)
    return {**found}


def bytes_kept(member: Member | None = None) -> int:
    """How much room all pictures and files take, or those of one member."""
    rows = Attachment.objects.all() if member is None else Attachment.objects.filter(author=member)
    return rows.aggregate(n=Sum("n_bytes"))["n"] or 0
