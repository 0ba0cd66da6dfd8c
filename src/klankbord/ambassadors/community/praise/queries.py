"""Read whom posts praise."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from klankbord.ambassadors.community.models import Post
from klankbord.ambassadors.community.praise.models import Praised
from klankbord.people.models import Member


@dataclass(frozen=True)
class PraisedPeople:
    """Whom a post praises, by name, and whether the reader is one of them."""

    names: Sequence[str] = ()
    is_me: bool = False


def praised_among(posts: Iterable[Post], member: Member) -> dict[int, PraisedPeople]:
    """Find whom these posts praise; nothing is asked where none does."""
    praising = [post.pk for post in posts if getattr(post, "praise", None)]
    if not praising:
        return {}
    rows = Praised.objects.filter(praise__in=praising).order_by("member__name", "pk")
    names: dict[int, list[str]] = defaultdict(list)
    mine = set()
    for praise, pk, name in rows.values_list("praise", "member", "member__name"):
        names[praise].append(name)
        if pk == member.pk:
            mine.add(praise)
    return {praise: PraisedPeople(names[praise], praise in mine) for praise in praising}
