"""What is here already under the key that it had elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from klankbord.ambassadors.community.imports.models import Origin
from klankbord.ambassadors.community.models import Comment, Group, Post

_AT_ONCE = 400
_LONGEST_ID = 18


@dataclass(frozen=True)
class Spot:
    """Where something stands: its group, and for words its post and the first comment above."""

    group: int
    post: int = 0
    comment: int | None = None
    is_pinned: bool = False


def house_name() -> str:
    """Name this house in keys; the same as long as its secret is, and in no other house."""
    return salted_hmac("klankbord.community.house", "house").hexdigest()[:16]


def own_key(thing: Group | Post | Comment) -> str:
    """Name something that was made here."""
    return f"urn:klankbord:{house_name()}:{type(thing).__name__.lower()}:{thing.pk}"


def spots_of(keys: Iterable[str]) -> dict[str, Spot]:
    """Find what of these keys is here: brought before, or made here and now come back."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, Spot] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = Origin.objects.filter(key__in=some).select_related("post", "comment__post")
        found |= {row.key: _spot(row.group_id, row.post, row.comment) for row in rows}
    return found | _made_here(wanted)


def _spot(group: int | None, post: Post | None, comment: Comment | None) -> Spot:
    if comment is not None:
        above = comment.post
        return Spot(above.group_id, above.pk, comment.parent_id or comment.pk, above.is_pinned)
    if post is not None:
        return Spot(post.group_id, post.pk, None, post.is_pinned)
    return Spot(group or 0)


def _made_here(keys: Iterable[str]) -> dict[str, Spot]:
    head = f"urn:klankbord:{house_name()}:"
    numbers: dict[str, dict[int, str]] = {"group": {}, "post": {}, "comment": {}}
    for key in keys:
        kind, _colon, number = key.removeprefix(head).partition(":")
        if key.startswith(head) and kind in numbers and _is_number(number):
            numbers[kind][int(number)] = key
    groups = Group.objects.in_bulk(numbers["group"])
    posts = Post.objects.in_bulk(numbers["post"])
    comments = Comment.objects.select_related("post").in_bulk(numbers["comment"])
    return (
        {numbers["group"][pk]: Spot(pk) for pk in groups}
        | {numbers["post"][pk]: _spot(None, row, None) for pk, row in posts.items()}
        | {numbers["comment"][pk]: _spot(None, None, row) for pk, row in comments.items()}
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID
