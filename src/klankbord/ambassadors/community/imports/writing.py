"""Write what came from elsewhere: no notification, no letter, and under its own date."""

from collections.abc import Iterator, Mapping, Sequence

from klankbord.ambassadors.community.actions import search_text_of
from klankbord.ambassadors.community.imports import counting
from klankbord.ambassadors.community.imports.along import write_along
from klankbord.ambassadors.community.imports.beside import write_beside
from klankbord.ambassadors.community.imports.crossing import Crossing
from klankbord.ambassadors.community.imports.models import Origin
from klankbord.ambassadors.community.imports.origins import Spot
from klankbord.ambassadors.community.imports.polling import choices_of, write_polls
from klankbord.ambassadors.community.models import (
    Comment,
    Contribution,
    Post,
    PostTag,
    PostVersion,
    Reaction,
)
from klankbord.ambassadors.community.tags import tags_of
from klankbord.connectors.intranet.workspace import Said
from klankbord.connectors.intranet.workspace.shape import clean, named, people_named


def people_in(said: Said) -> Iterator[str]:
    """Find who a message concerns: its author, and whom it names."""
    yield said.author
    yield from people_named(said.text)


def write_posts(crossing: Crossing, tops: Sequence[Said]) -> dict[str, Spot]:
    """Write messages that answer nothing; key → where each stands."""
    posts = [
        Post(
            group_id=crossing.groups[each.place],
            is_question=each.is_question,
            **_words(crossing, each),
        )
        for each in tops
    ]
    for post, each in zip(posts, tops, strict=True):
        post.search_text = "" if post.is_removed else search_text_of(post.text, *choices_of(each))
        post.is_pinned = each.is_pinned and not post.is_removed
    Post.objects.bulk_create(posts)
    pairs = list(zip(posts, tops, strict=True))
    PostTag.objects.bulk_create(
        PostTag(post=post, tag=tag) for post in posts for tag in tags_of(post.text)
    )
    PostVersion.objects.bulk_create(
        PostVersion(
            post=post,
            text=_text(crossing, version.text),
            written_at=version.written_at,
            replaced_at=version.replaced_at,
        )
        for post, each in pairs
        if not post.is_removed
        for version in each.versions
    )
    _write_reactions(crossing, pairs)
    write_polls(crossing, pairs)
    write_beside(crossing, pairs)
    write_along(crossing, pairs)
    Origin.objects.bulk_create(_origin(crossing, each, post=post) for post, each in pairs)
    crossing.counts[counting.POSTS] += sum(not post.is_removed for post in posts)
    return {each.key: Spot(post.group_id, post.pk, None, post.is_pinned) for post, each in pairs}


def keep_places(crossing: Crossing, answers: Sequence[Said]) -> dict[str, Spot]:
    """Keep an empty place for each message above that does not come, so that its answers can."""
    posts = [
        Post(group_id=crossing.groups[each.place], created_at=each.at, removed_at=each.at)
        for each in answers
    ]
    Post.objects.bulk_create(posts)
    Origin.objects.bulk_create(
        Origin(
            key=each.above,
            platform=crossing.workspace.platform,
            brought_by=crossing.brought,
            post=post,
        )
        for post, each in zip(posts, answers, strict=True)
    )
    return {
        each.above: Spot(post.group_id, post.pk) for post, each in zip(posts, answers, strict=True)
    }


def write_comments(
    crossing: Crossing, answers: Sequence[Said], spots: Mapping[str, Spot]
) -> dict[str, Spot]:
    """Write answers below what they answer; an answer to an answer stands beside it."""
    comments = [
        Comment(
            post_id=spots[each.above].post,
            parent_id=spots[each.above].comment,
            **_words(crossing, each),
        )
        for each in answers
    ]
    Comment.objects.bulk_create(comments)
    pairs = list(zip(comments, answers, strict=True))
    Origin.objects.bulk_create(_origin(crossing, each, comment=comment) for comment, each in pairs)
    write_along(crossing, pairs)
    for comment, each in pairs:
        if each.is_best:
            Post.objects.filter(pk=comment.post_id, is_question=True).update(best_answer=comment)
    crossing.counts[counting.COMMENTS] += sum(not comment.is_removed for comment in comments)
    return {
        each.key: Spot(
            spots[each.above].group,
            comment.post_id,
            comment.parent_id or comment.pk,
            spots[each.above].is_pinned,
        )
        for comment, each in pairs
    }


def _words(crossing: Crossing, said: Said) -> dict[str, object]:
    """Who said what when; of somebody without an account only the place, if so was chosen."""
    member = crossing.members.get(said.author)
    is_out = member is None and not crossing.brought.has_voices and said.removed_at is None
    crossing.counts[counting.VOICES_OUT] += is_out
    removed_at = said.at if is_out else said.removed_at
    return {
        "author_id": member.pk if member else None,
        "text": "" if removed_at else _text(crossing, said.text),
        "created_at": said.at,
        "edited_at": said.edited_at,
        "removed_at": removed_at,
        "is_taken_down": said.is_taken_down,
    }


def _text(crossing: Crossing, text: str) -> str:
    return clean(named(text, crossing.name_of))


def _origin(
    crossing: Crossing, said: Said, post: Post | None = None, comment: Comment | None = None
) -> Origin:
    words: Contribution | None = post or comment
    is_voiced = words is not None and words.author_id is None and not words.is_removed
    return Origin(
        key=said.key,
        platform=said.platform or crossing.workspace.platform,
        brought_by=crossing.brought,
        voice=crossing.voices.get(said.author) if is_voiced else None,
        post=post,
        comment=comment,
    )


def _write_reactions(crossing: Crossing, pairs: Sequence[tuple[Post, Said]]) -> None:
    rows = {
        (post.pk, crossing.members[key].pk, crossing.kinds[sign.name]): at
        for post, said in pairs
        for sign in said.signs
        if sign.name in crossing.kinds
        for key, at in zip(sign.people, sign.at or [said.at] * len(sign.people), strict=False)
        if key in crossing.members
    }
    Reaction.objects.bulk_create(
        Reaction(post_id=post, member_id=member, kind=kind, reacted_at=at)
        for (post, member, kind), at in rows.items()
    )
    crossing.counts[counting.REACTIONS] += len(rows)
