"""Give mentions their story, and take stories of one apart."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Count, QuerySet

from klankbord.core.text.similar import THRESHOLD, Likeness
from klankbord.participate.archive.actions import collector_resting
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.archive.queries import Saying, ids_in, mention, sayings_of
from klankbord.participate.archive.rows import post_key, whole_id
from klankbord.participate.archive.store import store
from klankbord.participate.archive.stories import name_stories
from klankbord.participate.stories.models import Copy, FiledArrival, Story
from klankbord.participate.stories.queries import batched, likenesses, stories_by_mention
from klankbord.participate.stories.window import Held, held

_ATTEMPTS = 5  # to find a copy that was not erased meanwhile
_AT_ONCE = 500


def file_arrival(*, arrival: Arrival, at: dt.datetime) -> int:
    """Give what arrived its story, and write down that it is done; gives how many stories changed.

    Mentions may come again, edited: they then join another story, or none. Twice changes nothing.
    """
    texts = held()
    with collector_resting(), transaction.atomic():
        _filed, is_ours = FiledArrival.objects.get_or_create(
            arrival=arrival, defaults={"filed_at": at}
        )
        if not is_ours:
            return 0
        # In pieces: each text takes forty kilobytes while it is compared.
        n_changed = sum(_file(sayings_of(some), texts, at) for some in batched(ids_in(arrival)))
    texts.note(arrival.pk)
    return n_changed


def _file(sayings: Sequence[Saying], texts: Held, at: dt.datetime) -> int:
    targets = _targets(sayings, texts)
    standing = stories_by_mention({*targets, *targets.values(), *(each.id for each in sayings)})
    chosen = _join(targets, standing, at)
    leaving = [
        each.id
        for each in sayings
        if each.id in standing and each.id not in targets and not _belongs(each.id)
    ]
    _write(chosen, leaving)
    changes: dict[int, int | None] = {**chosen, **dict.fromkeys(leaving)}
    if changes:
        name_stories(stories=changes, at=at)
    return len(changes)


def _targets(sayings: Sequence[Saying], texts: Held) -> dict[int, int]:
    """Mention → the earlier mention that it copies, of those that still stand."""
    found = _likely(sayings, texts)
    for _attempt in range(_ATTEMPTS):
        gone = set(found.values()) - _standing(found.values())
        if not gone:
            break
        for number in gone:
            texts.forget(number)
        again = [each for each in sayings if found.get(each.id) in gone]
        found = {number: of for number, of in found.items() if of not in gone}
        found |= _likely(again, texts)
    return found | _reposted(sayings)


def _likely(sayings: Sequence[Saying], texts: Held) -> dict[int, int]:
    likes: Sequence[Likeness[int] | None] = texts.place(sayings)
    pairs = zip(sayings, likes, strict=True)
    return {each.id: like.of for each, like in pairs if like is not None}


def _standing(ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in batched(sorted(set(ids))):
        found.update(Mention.objects.filter(pk__in=some).values_list("pk", flat=True))
    return found


def _reposted(sayings: Sequence[Saying]) -> dict[int, int]:
    """Mention → the mention of which it says itself that it repeats it."""
    tokens = {
        each.id: post_key(whole_id(each.repost_of, each.platform))
        for each in sayings
        if each.repost_of
    }
    ids = store().ids_by_key(sorted(set(tokens.values()))) if tokens else {}
    return {
        number: ids[token][0]
        for number, token in tokens.items()
        if token in ids and ids[token][0] != number
    }


def _join(
    targets: Mapping[int, int], standing: Mapping[int, int], at: dt.datetime
) -> dict[int, int]:
    """Mention → story, where that is new; a target that stood alone begins a story."""
    roots: dict[int, int] = {}
    for number, of in targets.items():
        roots[number] = roots.get(of, of)
    beginners = sorted({root for root in roots.values() if root not in standing})
    made = Story.objects.bulk_create(Story(began_at=at) for _ in beginners)
    known = {**standing, **{root: story.pk for root, story in zip(beginners, made, strict=True)}}
    wanted = {number: known[root] for number, root in roots.items()}
    wanted |= {root: known[root] for root in beginners}
    return {number: story for number, story in wanted.items() if standing.get(number) != story}


def _belongs(number: int) -> bool:
    """Whether a mention that is like nothing at hand is still like others of its story."""
    row = mention(number)
    copy = Copy.objects.filter(pk=number).first()
    if row is None or copy is None:
        return False
    others = likenesses(row, copy.story_id)
    own_key = f"{row.platform}:{row.external_id}"
    return any(
        each.similarity >= THRESHOLD
        or whole_id(each.mention.repost_of, each.mention.platform) == own_key
        for each in others
    )


def _write(chosen: Mapping[int, int], leaving: Sequence[int]) -> None:
    Copy.objects.filter(pk__in=leaving).delete()
    reposts: set[int] = set()
    for some in batched(sorted(chosen)):
        rows = Mention.objects.filter(pk__in=some).exclude(repost_of="")
        reposts.update(rows.values_list("pk", flat=True))
    Copy.objects.bulk_create(
        [
            Copy(mention_id=number, story_id=story, is_repost=number in reposts)
            for number, story in sorted(chosen.items())
        ],
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["mention"],
        update_fields=["story", "is_repost"],
    )


def take_apart(*, at: dt.datetime) -> int:
    """Drop stories with fewer than two mentions: the others were erased, or their time is over.

    They are looked for before the lock is taken, which so is short; one that grew meanwhile stays.
    """
    few = list(_stories_of_few().values_list("pk", flat=True)[:_AT_ONCE])
    if not few:
        return 0
    with transaction.atomic():
        store().wait_for_other_writers()
        stories = list(_stories_of_few().filter(pk__in=few).values_list("pk", flat=True))
        alone = list(Copy.objects.filter(story__in=stories).values_list("pk", flat=True))
        if alone:
            name_stories(stories=dict.fromkeys(alone), at=at)
        Story.objects.filter(pk__in=stories).delete()
    return len(stories)


def _stories_of_few() -> QuerySet[Story]:
    return Story.objects.annotate(n=Count("copies")).filter(n__lt=2).order_by("pk")
