"""Read stories: which mentions are copies, of what, and how many."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Max, QuerySet

from klankbord.core.text.similar import Kind, said_words, traces
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.archive.queries import Saying, mentions_shown, sayings_of
from klankbord.participate.stories.models import Copy, FiledArrival

MOST_SHOWN = 50
_PIECE = 900
OVERTAKEN = 1_000  # numbers; batches that are written at the same time stay far within it


@dataclass(frozen=True)
class Belonging:
    """The story of one mention: how many say the same, and which one stands for them all."""

    story: int
    n_copies: int
    lead: int


@dataclass(frozen=True)
class Likeness:
    """A copy beside the mention that somebody looks at."""

    mention: Mention
    kind: Kind
    similarity: float


class CopyFacts(NamedTuple):
    """What a count needs to know of a copy."""

    mention: int
    story: int
    platform: str
    language: str


def arrivals_to_file() -> QuerySet[Arrival]:
    """Arrivals that were not looked at for copies, oldest first; the look costs always the same."""
    newest = FiledArrival.objects.aggregate(newest=Max("pk"))["newest"] or 0
    done = FiledArrival.objects.filter(pk__gt=newest - OVERTAKEN).values("pk")
    return Arrival.objects.filter(pk__gt=newest - OVERTAKEN).exclude(pk__in=done).order_by("pk")


def batched(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Pieces that every SQLite takes as placeholders."""
    for start in range(0, len(ids), _PIECE):
        yield ids[start : start + _PIECE]


def stories_by_mention(mention_ids: Iterable[int]) -> dict[int, int]:
    """Mention → story, of those that belong to one."""
    found: dict[int, int] = {}
    for some in batched(sorted(mention_ids)):
        found.update(Copy.objects.filter(pk__in=some).values_list("pk", "story"))
    return found


def leads_of(stories: Collection[int]) -> dict[int, int]:
    """The mention that stands for each story: the earliest that is no repost, else the earliest.

    An id begins with its second, so the lowest is the earliest.
    """
    leads: dict[int, int] = {}
    for some in batched(sorted(stories)):
        rows = Copy.objects.filter(story__in=some).order_by("story", "is_repost", "mention")
        for story, mention in rows.values_list("story", "mention"):
            leads.setdefault(story, mention)
    return leads


def belongings(mention_ids: Sequence[int]) -> dict[int, Belonging]:
    """The story of each mention that has copies; three SQL queries."""
    mine = stories_by_mention(mention_ids)
    stories = set(mine.values())
    if not stories:
        return {}
    rows = Copy.objects.filter(story__in=stories).order_by().values_list("story")
    counts = dict(rows.annotate(n=Count("pk")))
    leads = leads_of(stories)
    return {
        mention: Belonging(story, counts[story], leads[story])
        for mention, story in mine.items()
        if counts.get(story, 0) > 1
    }


def folded_away(
    mention_ids: Sequence[int], *, within: Callable[[Collection[int]], set[int]]
) -> set[int]:
    """Copies that a list leaves out, because `within` says that it shows what stands for them."""
    copies = {
        mention: each.lead
        for mention, each in belongings(mention_ids).items()
        if each.lead != mention
    }
    shown = within(set(copies.values())) if copies else set()
    return {mention for mention, lead in copies.items() if lead in shown}


def largest_stories(first: int, last: int, *, n: int) -> list[tuple[int, int]]:
    """Stories with most mentions among these ids (both ends count), each with how many."""
    rows = Copy.objects.filter(mention__gte=first, mention__lte=last).order_by()
    counts = rows.values_list("story").annotate(n=Count("pk")).filter(n__gt=1)
    return list(counts.order_by("-n", "story")[:n])


def likenesses(mention: Mention, story: int) -> list[Likeness]:
    """Other copies, oldest first, and how far their words are those of this mention."""
    ids = Copy.objects.filter(story=story).exclude(pk=mention.pk).order_by("mention")
    others = mentions_shown(list(ids.values_list("pk", flat=True)[:MOST_SHOWN]))
    said = {row.id: row for row in sayings_of([mention.pk, *(row.pk for row in others)])}
    if mention.pk not in said:
        return []
    own = said[mention.pk]
    return [_likeness(row, said[row.pk], own) for row in reversed(others) if row.pk in said]


def _likeness(row: Mention, saying: Saying, own: Saying) -> Likeness:
    words, own_words = (said_words(each.title, each.text) for each in (saying, own))
    mark, own_mark = traces([words, own_words])
    if words == own_words:
        kind, share = Kind.SAME, 1.0
    else:
        kind, share = Kind.NEAR, own_mark.similarity(mark) if own_mark and mark else 0.0
    return Likeness(row, Kind.REPOST if saying.repost_of else kind, share)


def copies_between(first: int, last: int) -> list[CopyFacts]:
    """Copies that do not stand for their story, by mention id; both ends count.

    Two SQL queries; the price is that of the copies in the period, not of its mentions.
    """
    rows = Copy.objects.filter(mention__gte=first, mention__lte=last).order_by()
    found = [
        CopyFacts(*row)
        for row in rows.values_list("mention", "story", "mention__platform", "mention__language")
    ]
    leads = set(leads_of({row.story for row in found}).values())
    return [row for row in found if row.mention not in leads]
