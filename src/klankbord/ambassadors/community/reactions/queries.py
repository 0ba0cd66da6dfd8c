"""Read which reactions there are, and what was given at posts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import translation

from klankbord.ambassadors.community.models import Post, Reaction
from klankbord.ambassadors.community.reactions.models import ReactionKind
from klankbord.people.models import Member

MOST_NAMES = 30  # of one kind at one post; who came after is counted
_FIRST = {
    Reaction.Kind.THANKS: "🙏",
    Reaction.Kind.AGREE: "👍",
    Reaction.Kind.IDEA: "💡",
    Reaction.Kind.WELL_DONE: "👏",
}


@dataclass(frozen=True)
class ReactionButton:
    """One kind of reaction at one post, as this reader sees it."""

    kind: ReactionKind
    n_given: int
    is_mine: bool

    @property
    def is_open(self) -> bool:
        """Whether the reader can press it: to give it, or to take their own back."""
        return self.kind.is_on_offer or self.is_mine


@dataclass(frozen=True)
class Givers:
    """Who gave one kind of reaction at one post, the first ones by name."""

    kind: ReactionKind
    names: Sequence[str]
    n_more: int


def first_kinds() -> list[ReactionKind]:
    """What a house begins with."""
    return [ReactionKind(place=place, **says) for place, says in enumerate(_first_says())]


def kinds_kept() -> dict[str, ReactionKind]:
    """Find every kind that is or was: those on offer first, in their order, by key."""
    kept = list(ReactionKind.objects.order_by(F("place").asc(nulls_last=True), "key"))
    return {kind.key: kind for kind in kept or first_kinds()}


def kinds_on_offer() -> list[ReactionKind]:
    """Find what a member can give now."""
    return [kind for kind in kinds_kept().values() if kind.is_on_offer]


def is_on_offer(key: str) -> bool:
    """Whether a member can give this now."""
    return any(kind.key == key for kind in kinds_on_offer())


def reactions_among(posts: Iterable[Post], member: Member) -> dict[int, list[ReactionButton]]:
    """Find what was given at each post, and what this reader can give."""
    ids = [post.pk for post in posts]
    kinds = kinds_kept() if ids else {}
    counted = (
        Reaction.objects.filter(post__in=ids)
        .values("post_id", "kind")
        .annotate(n=Count("pk"), n_mine=Count("pk", filter=Q(member=member)))
    )
    given: dict[int, dict[str, tuple[int, bool]]] = defaultdict(dict)
    for row in counted:
        given[row["post_id"]][row["kind"]] = (row["n"], bool(row["n_mine"]))
    return {pk: _buttons(kinds, given[pk]) for pk in ids}


def givers_of(post: Post) -> list[Givers]:
    """Find who gave what at a post, for who reads it; in the order in which they did."""
    order = Window(
        RowNumber(), partition_by=[F("kind")], order_by=[F("reacted_at").asc(), F("pk").asc()]
    )
    total = Window(Count("pk"), partition_by=[F("kind")])
    rows = Reaction.objects.filter(post=post).annotate(number=order, n=total)
    named = rows.filter(number__lte=MOST_NAMES).order_by("number")
    names: dict[str, list[str]] = defaultdict(list)
    counts: dict[str, int] = {}
    for kind, name, n in named.values_list("kind", "member__name", "n"):
        names[kind].append(name)
        counts[kind] = n
    return [
        Givers(kind, names[key], counts[key] - len(names[key]))
        for key, kind in kinds_kept().items()
        if key in counts
    ]


def _buttons(
    kinds: Mapping[str, ReactionKind], given: Mapping[str, tuple[int, bool]]
) -> list[ReactionButton]:
    return [
        ReactionButton(kind, *given.get(key, (0, False)))
        for key, kind in kinds.items()
        if kind.is_on_offer or key in given
    ]


@cache
def _first_says() -> list[dict[str, str]]:
    """Kept by the process: a feed asks for them at each reading."""
    says = []
    for kind in Reaction.Kind:
        names = {}
        for language in ("en", "nl"):
            with translation.override(language):
                names[f"name_{language}"] = str(kind.label)
        says.append({"key": kind.value, "emoji": _FIRST[kind], **names})
    return says
