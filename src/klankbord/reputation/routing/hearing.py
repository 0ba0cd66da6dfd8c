"""What rules may ask of mentions, read for a batch at once."""

import datetime as dt
from collections.abc import Collection, Sequence

from klankbord.connectors.plaintext import mentions_in
from klankbord.core.measure.clocks import Calendar, open_spans
from klankbord.core.post import Post
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import fold_handle, numbered_posts, story_facts
from klankbord.participate.archive.rows import whole_id
from klankbord.participate.listening.models import Account
from klankbord.participate.stories.queries import batched, belongings
from klankbord.participate.topics.models import Match
from klankbord.reputation.desk.clocks.running import office_calendar
from klankbord.reputation.desk.models import CaseMessage
from klankbord.reputation.routing.rules import Heard

_AT_ONCE = 500
_MOMENT = dt.timedelta(seconds=1)


def heard_in(mention_ids: Sequence[int], *, at: dt.datetime) -> list[Heard]:
    """What the rules see of these mentions, oldest first; our own messages are left out."""
    ours = our_handles()
    numbered = [
        (number, post)
        for number, post in numbered_posts(mention_ids)
        if (post.platform, fold_handle(post.author.handle)) not in ours
    ]
    ids = [number for number, _post in numbered]
    topics, copies, sources = _topics(ids), belongings(ids), _sources(ids)
    answering = _answering_us([post for _number, post in numbered])
    calendar = office_calendar(at)
    return [
        Heard(
            post=post,
            mention=number,
            topics=frozenset(topics.get(number, ())),
            source=sources.get(number, 0),
            is_asked=post.id in answering or speaks_to(post, ours),
            copies=copies[number].n_copies if number in copies else 1,
            is_office_open=is_open(calendar, post.published_at),
            facts=facts,
        )
        for (number, post), facts in zip(numbered, story_facts(ids), strict=True)
    ]


def our_handles() -> frozenset[tuple[str, str]]:
    """Platform and handle of our own accounts, with and without their server."""
    rows = Account.objects.values_list("connector", "handle")
    whole = {(platform, fold_handle(handle)) for platform, handle in rows}
    return frozenset(whole | {(platform, handle.partition("@")[0]) for platform, handle in whole})


def speaks_to(post: Post, handles: Collection[tuple[str, str]]) -> bool:
    """Whether a post names one of these accounts."""
    if not handles:
        return False
    named = (*post.mentions, *mentions_in(post.text))
    return any((post.platform, fold_handle(name)) in handles for name in named)


def is_open(calendar: Calendar, at: dt.datetime) -> bool:
    """Whether the desk is open at a moment."""
    return next(open_spans(calendar, at, at + _MOMENT), None) is not None


def _answering_us(posts: Sequence[Post]) -> set[str]:
    """Posts that answer a message of ours."""
    answered = {
        post.id: whole_id(post.in_reply_to, post.platform) for post in posts if post.in_reply_to
    }
    asked = sorted(set(answered.values()))
    ours: set[str] = set()
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        outgoing = CaseMessage.objects.filter(
            post_id__in=some, direction=CaseMessage.Direction.OUTGOING
        )
        ours.update(outgoing.values_list("post_id", flat=True))
    return {post_id for post_id, above in answered.items() if above in ours}


def _topics(ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for some in batched(ids):
        rows = Match.objects.filter(mention__in=some).values_list("mention", "topic")
        for mention, topic in rows:
            found.setdefault(mention, []).append(topic)
    return found


def _sources(ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in batched(ids):
        found.update(Mention.objects.filter(pk__in=some).values_list("pk", "source_id"))
    return found
