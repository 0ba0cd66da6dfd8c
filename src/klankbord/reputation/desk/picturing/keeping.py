"""Read and change the pictures of an answer."""

from collections.abc import Sequence

from django.db.models import QuerySet

from klankbord.connectors.contract import Picture
from klankbord.reputation.desk.models import Reply
from klankbord.reputation.desk.picturing.models import ReplyPicture


def pictures_listed(reply: Reply) -> QuerySet[ReplyPicture]:
    """The pictures of an answer in their order, without their bytes."""
    return ReplyPicture.objects.filter(reply=reply).defer("content")


def pictures_of(reply: Reply) -> tuple[Picture, ...]:
    """The pictures of an answer as a connector takes them along."""
    return tuple(picture_of(row) for row in ReplyPicture.objects.filter(reply=reply))


def picture_of(row: ReplyPicture) -> Picture:
    """One of them."""
    return Picture(
        kind=row.kind,
        content=bytes(row.content),
        alt=row.alt,
        width=row.width,
        height=row.height,
    )


def named(reply: Reply) -> list[list[str]]:
    """What an approval is given for: each file by its hash, with its description."""
    return [[row.digest, row.alt] for row in pictures_listed(reply)]


def set_pictures(reply: Reply, pictures: Sequence[Picture]) -> bool:
    """Let these go along, in this order; whether that is another answer than before.

    Call it inside a transaction, once the row of the answer is taken.
    """
    if named(reply) == [[each.digest, each.alt] for each in pictures]:
        return False
    ReplyPicture.objects.filter(reply=reply).delete()
    for each in pictures:
        ReplyPicture.objects.create(
            reply=reply,
            kind=each.kind,
            content=each.content,
            digest=each.digest,
            n_bytes=len(each.content),
            alt=each.alt,
            width=each.width,
            height=each.height,
        )
    return True
