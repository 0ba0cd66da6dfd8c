"""Read the community. What a member may read is said in `audience`."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from klankbord.ambassadors.community.announcements.models import Announcement
from klankbord.ambassadors.community.announcements.queries import acknowledged_among
from klankbord.ambassadors.community.attachments.models import Attachment, AttachmentChange
from klankbord.ambassadors.community.attachments.queries import (
    along_posts,
    changes_of,
    listed,
)
from klankbord.ambassadors.community.audience import (
    comments_readable,
    groups_of,
    groups_readable,
    groups_visible,
    guests_readable,
    memberships_readable,
    memberships_standing,
    people_nameable,
    posts_for_everybody,
    posts_readable,
)
from klankbord.ambassadors.community.events.models import Event
from klankbord.ambassadors.community.events.queries import Answers, answers_among
from klankbord.ambassadors.community.models import Comment, Group, Membership, Post, Reaction
from klankbord.ambassadors.community.newest import newest_of_each
from klankbord.ambassadors.community.polls.queries import PollShown, polls_among
from klankbord.ambassadors.community.praise.queries import PraisedPeople, praised_among
from klankbord.ambassadors.community.previews.models import LinkPreview
from klankbord.ambassadors.community.previews.queries import preview_shown
from klankbord.ambassadors.community.reactions.queries import ReactionButton, reactions_among
from klankbord.ambassadors.community.search import posts_with
from klankbord.ambassadors.community.tags import parted, tags_of
from klankbord.core.text.differences import Piece, differences
from klankbord.people.models import Member

PAGE = 20
PEOPLE_PAGE = 60
GROUP_PAGE = 60
MOST_CHANGES = 20
MOST_NAMES = 8  # in the list under an @
MINE = ("asked_at", "invited_at", "joined_at")  # of a membership, beside its group
VOICES = ("origin__voice", "best_answer__origin__voice")  # of who has no account here
FEWEST_PEOPLE = 5  # a figure about fewer colleagues would be a figure about somebody


@dataclass(frozen=True)
class PostCard:
    """One post as this reader sees it."""

    post: Post
    n_comments: int
    reactions: Sequence[ReactionButton]
    may_write: bool
    is_mine: bool
    tags: Sequence[str]
    along: Sequence[Attachment]
    announcement: Announcement | None = None
    is_acknowledged: bool = False
    event: Event | None = None
    answers: Answers | None = None
    praised: PraisedPeople | None = None
    poll: PollShown | None = None
    why: Sequence[str] = ()  # it stands here, where the order is not that of time
    preview: LinkPreview | None = None


@dataclass(frozen=True)
class PostChange:
    """What one change took out of a post and put into it, with the pictures that came or went."""

    at: dt.datetime
    pieces: Sequence[Piece]
    along: Sequence[AttachmentChange]


@dataclass(frozen=True)
class PostPage:
    """A page of posts; `before` opens the next one, None at the end."""

    cards: Sequence[PostCard]
    before: int | None


@dataclass(frozen=True)
class PeoplePage:
    """A page of who is in a group; `after` opens the next one, None at the end."""

    memberships: Sequence[Membership]
    after: int | None


@dataclass(frozen=True)
class GroupPage:
    """A page of groups by name; `after` opens the next one, None at the end."""

    groups: Sequence[Group]
    after: int | None


@dataclass(frozen=True)
class CommunityFigures:
    """What the Plan shows; None where fewer than five colleagues stand behind a figure."""

    n_groups: int
    n_posts_28d: int | None
    n_people_28d: int | None


@dataclass(frozen=True)
class OpenPost:
    """A post that every member may read, with how many colleagues it moved."""

    post: Post
    n_people: int


def groups_listed(member: Member) -> QuerySet[Group]:
    """List the groups a member may know of, and what the member is to each.

    `n_members` counts the colleagues in it, no guests.
    """
    mine = Membership.objects.filter(group=OuterRef("pk"), member=member)
    inside = Membership.objects.filter(
        group=OuterRef("pk"), joined_at__isnull=False, guest_until=None
    )
    counted = inside.order_by().values("group").annotate(n=Count("pk")).values("n")
    return (
        groups_visible(member)
        .annotate(
            n_members=Coalesce(Subquery(counted, output_field=IntegerField()), Value(0)),
            **{name: Subquery(mine.values(name)[:1]) for name in MINE},
        )
        .order_by("name", "pk")
    )


def group_page(member: Member, *, words: str = "", after: int | None = None) -> GroupPage:
    """Find a page of the groups a member may know of, by words of their name and description."""
    groups = groups_listed(member)
    for word in words.split():
        groups = groups.filter(Q(name__icontains=word) | Q(description__icontains=word))
    last = groups_visible(member).filter(pk=after).first() if after else None
    if last is not None:
        groups = groups.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(groups[: GROUP_PAGE + 1])
    shown = found[:GROUP_PAGE]
    return GroupPage(shown, shown[-1].pk if len(found) > GROUP_PAGE else None)


def memberships_of(member: Member) -> QuerySet[Membership]:
    """Find what a member is to groups: in them, asked, or invited and not answered yet."""
    own = memberships_standing(member)
    return own.select_related("group", "invited_by").order_by("group__name", "pk")


def people_in(
    group: Group, member: Member, *, words: str = "", after: int | None = None
) -> PeoplePage:
    """Find a page of who is in a group, owners first, then by name."""
    people = memberships_readable(member).filter(group=group)
    if words:
        people = people.filter(member__name__icontains=words)
    last = people.filter(pk=after).select_related("member").first() if after else None
    if last is not None:
        name, is_same = last.member.name, Q(is_owner=last.is_owner)
        beyond = is_same & (Q(member__name__gt=name) | Q(member__name=name, pk__gt=last.pk))
        people = people.filter(beyond | Q(is_owner=False) if last.is_owner else beyond)
    ordered = people.select_related("member__department").order_by(
        "-is_owner", "member__name", "pk"
    )
    found = list(ordered[: PEOPLE_PAGE + 1])
    shown = found[:PEOPLE_PAGE]
    return PeoplePage(shown, shown[-1].pk if len(found) > PEOPLE_PAGE else None)


def guests_in(group: Group, member: Member) -> QuerySet[Membership]:
    """Find who reads along from outside, for who reads the same group."""
    guests = guests_readable(member).filter(group=group)
    return guests.select_related("member__guest_of").order_by("member__name", "pk")


def n_guests_in() -> int:
    """Count who from outside is in a group or asked to be."""
    stays = Membership.objects.filter(guest_until__isnull=False)
    return stays.values("member").distinct().count()


def guest_invited(number: int | None, *, at: dt.datetime) -> Membership | None:
    """Find the invitation of a guest that still waits; None if it was answered, ended, or never."""
    waiting = Membership.objects.filter(
        joined_at=None, invited_at__isnull=False, guest_until__gt=at, member__is_active=True
    )
    return waiting.select_related("group", "member", "invited_by").filter(pk=number or 0).first()


def names_beginning(words: str, group: Group, by: Member) -> list[dict[str, str]]:
    """Find a few people to name by the beginning of a part of their name, with who they are."""
    words = " ".join(words.split())
    if not words:
        return []
    named = Q(name__istartswith=words) | Q(name__icontains=f" {words}")
    found = people_nameable(group, by).filter(named).exclude(pk=by.pk)
    people = found.select_related("department", "guest_of").order_by("name", "pk")[:MOST_NAMES]
    return [{"name": each.name, "about": _about(each)} for each in people]


def group_membership(group: Group, member: Member) -> Membership | None:
    """Find what a member is to a group; None if nothing."""
    return Membership.objects.filter(group=group, member=member).first()


def requests_waiting(group: Group) -> QuerySet[Membership]:
    """Find who asked to come in and has no answer yet."""
    waiting = Membership.objects.filter(group=group, joined_at=None, invited_at=None)
    return waiting.select_related("member__department").order_by("asked_at")


def invited_into(group: Group) -> QuerySet[Membership]:
    """Find which colleagues are invited and have not answered."""
    waiting = Membership.objects.filter(
        group=group, joined_at=None, invited_at__isnull=False, guest_until=None
    )
    return waiting.select_related("member__department").order_by("invited_at")


def post_page(
    member: Member,
    *,
    group: Group | None = None,
    words: str = "",
    before: int | None = None,
    is_unanswered: bool = False,
    mine: Collection[int] | None = None,
) -> PostPage:
    """Find a page of posts: of one group, with these words, or of the reader's own groups.

    Who knows already which groups those are gives their numbers in `mine`.
    """
    readable: dict[int, bool] = {}
    if words or mine is None:
        readable = _groups_with_mine(member)
        mine = {pk for pk, is_mine in readable.items() if is_mine}
    such = _not_empty() & _older_than(before, member)
    if is_unanswered:
        such &= Q(is_question=True, best_answer=None, removed_at=None)
    posts = posts_readable(member).filter(such)
    if words:
        posts = posts.filter(removed_at=None)
        tags, others = parted(words)
        for tag in tags:
            posts = posts.filter(tags__tag=tag)
        if others.strip() or not tags:
            posts = posts_with(posts, others, groups=readable, n=PAGE + 1, before=before)
    elif group is not None:
        posts = posts.filter(group=group)
    else:
        posts = newest_of_each(posts, such, groups=mine, n=PAGE + 1)
    return _cut_page(posts, member, mine)


def pinned_cards(group: Group, member: Member, *, is_inside: bool) -> list[PostCard]:
    """Find what its owners keep on top of a group."""
    pinned = posts_readable(member).filter(group=group, is_pinned=True, removed_at=None)
    return _cards(list(_with_people(pinned)), member, {group.pk} if is_inside else ())


def post_card(post: Post, member: Member, *, is_inside: bool) -> PostCard:
    """Show one post as this reader sees it."""
    found = list(_with_people(posts_readable(member).filter(pk=post.pk)))
    return _cards(found, member, {post.group_id} if is_inside else ())[0]


def cards_of(ids: Sequence[int], member: Member, mine: Collection[int]) -> list[PostCard]:
    """Show these posts, in this order, as far as the reader may read them."""
    found = {post.pk: post for post in _with_people(posts_readable(member).filter(pk__in=ids))}
    return _cards([found[pk] for pk in ids if pk in found], member, mine)


def post_changes(post: Post) -> list[PostChange]:
    """Find what changed in a post each time, the last one first; of many only the last ones."""
    versions = list(post.versions.order_by("-replaced_at", "-pk")[:MOST_CHANGES])
    later = [post.text, *(version.text for version in versions)]
    along = changes_of(post)
    of_words = [
        PostChange(
            at=version.replaced_at,
            pieces=differences(version.text, text),
            along=along.pop(version.replaced_at, ()),
        )
        for version, text in zip(versions, later, strict=False)
    ]
    rest = [PostChange(at=at, pieces=(), along=found) for at, found in along.items()]
    return sorted([*of_words, *rest], key=attrgetter("at"), reverse=True)[:MOST_CHANGES]


def post_comments(post: Post, member: Member) -> Sequence[Comment]:
    """Find the comments at a post, each with its answers and what goes along."""
    said = comments_readable(member).select_related("author__guest_of", "origin__voice")
    has_along = Exists(Attachment.objects.filter(comment=OuterRef("pk")))
    said = said.order_by("created_at", "id").annotate(has_along=has_along)
    first = said.filter(post=post, parent=None)
    comments = list(first.prefetch_related(Prefetch("answers", queryset=said)))
    answers = [answer for comment in comments for answer in comment.answers.all()]
    with_more = [each for each in (*comments, *answers) if getattr(each, "has_along", False)]
    prefetch_related_objects(with_more, Prefetch("attachments", queryset=listed()))
    return comments


def open_posts(*, since: dt.datetime, until: dt.datetime) -> list[OpenPost]:
    """Find what every member may read, for newsletters: no closed group is ever in it."""
    posts = posts_for_everybody().filter(created_at__gt=since, created_at__lte=until)
    n_people = _people_moved(posts)
    with_names = posts.select_related("author", "group").order_by("-created_at", "-id")
    return [OpenPost(post, n_people[post.pk]) for post in with_names]


def community_figures(*, at: dt.datetime) -> CommunityFigures:
    """Count for the Plan; never about fewer than five colleagues, and no private group.

    Guests are no colleagues: their posts count, they do not.
    """
    fresh = {"created_at__gt": at - dt.timedelta(days=28), "created_at__lte": at}
    posts = Post.objects.filter(removed_at=None, origin=None, **fresh)
    comments = Comment.objects.filter(removed_at=None, origin=None, **fresh)
    writers = posts.filter(author__is_guest=False).values_list("author_id").order_by()
    others = comments.filter(author__is_guest=False).values_list("author_id").order_by()
    people = writers.union(others)
    n_people, n_writers = people.count(), writers.distinct().count()
    return CommunityFigures(
        n_groups=Group.objects.exclude(kind=Group.Kind.PRIVATE).count(),
        n_posts_28d=posts.count() if n_writers >= FEWEST_PEOPLE else None,
        n_people_28d=n_people if n_people >= FEWEST_PEOPLE else None,
    )


def _about(member: Member) -> str:
    """Where somebody belongs, so that two of one name are told apart."""
    if member.is_guest:
        return gettext("guest")
    return member.department.name if member.department else ""


def _not_empty() -> Q:
    """Leave out removed posts that nobody answered: nothing is lost by their silence."""
    return Q(removed_at=None) | Q(Exists(Comment.objects.filter(post=OuterRef("pk"))))


def _older_than(before: int | None, member: Member) -> Q:
    """Cut behind a post; one that the reader may not see must not tell its time by it."""
    last = posts_readable(member).filter(pk=before).only("created_at").first() if before else None
    if last is None:
        return Q()
    # Said as one bound and an exception: an "or" of two makes SQLite begin at the newest.
    bound = Q(created_at__lte=last.created_at)
    return bound & (Q(created_at__lt=last.created_at) | Q(pk__lt=last.pk))


def _with_people(posts: QuerySet[Post]) -> QuerySet[Post]:
    said = (
        Comment.objects.filter(post=OuterRef("pk"), removed_at=None)
        .order_by()
        .values("post")
        .annotate(n=Count("pk"))
        .values("n")
    )
    with_names = posts.select_related(
        "author__guest_of",
        "group",
        "best_answer__author__guest_of",
        "announcement",
        "event",
        "praise",
        "poll",
        "preview",
        *VOICES,
    )
    return with_names.annotate(
        has_along=Exists(Attachment.objects.filter(post=OuterRef("pk"))),
        n_comments=Coalesce(Subquery(said, output_field=IntegerField()), Value(0)),
    )


def _groups_with_mine(member: Member) -> dict[int, bool]:
    """Find the groups whose words a member may read, and whether they are in each."""
    inside = groups_of(member).filter(pk=OuterRef("pk"))
    readable = groups_readable(member).annotate(is_mine=Exists(inside))
    return dict(readable.values_list("pk", "is_mine"))


def _cut_page(posts: QuerySet[Post], member: Member, mine: Collection[int]) -> PostPage:
    found = list(_with_people(posts.order_by("-created_at", "-id"))[: PAGE + 1])
    shown = found[:PAGE]
    return PostPage(_cards(shown, member, mine), shown[-1].pk if len(found) > PAGE else None)


def _cards(posts: Sequence[Post], member: Member, mine: Collection[int]) -> list[PostCard]:
    reactions = reactions_among(posts, member)
    along = along_posts(post for post in posts if getattr(post, "has_along", False))
    acknowledged = acknowledged_among(posts, member)
    answers = answers_among(posts, member)
    praised = praised_among(posts, member)
    polls = polls_among(posts, member)
    return [
        PostCard(
            post=post,
            n_comments=getattr(post, "n_comments", 0),
            reactions=reactions[post.pk],
            may_write=post.group_id in mine,
            is_mine=post.author_id == member.pk,
            tags=tags_of(post.text),
            along=along.get(post.pk, ()),
            announcement=getattr(post, "announcement", None),
            is_acknowledged=post.pk in acknowledged,
            event=getattr(post, "event", None),
            answers=answers.get(post.pk),
            praised=praised.get(post.pk),
            poll=polls.get(post.pk),
            preview=preview_shown(post),
        )
        for post in posts
    ]


def _people_moved(posts: QuerySet[Post]) -> Counter[int]:
    """Count which colleagues reacted or commented, each once a post, and the author never."""
    ids = posts.order_by().values("pk")
    reacted = Reaction.objects.filter(post__in=ids, member__is_guest=False)
    reacted = reacted.exclude(member=F("post__author"))
    said = Comment.objects.filter(post__in=ids, removed_at=None, author__is_guest=False)
    said = said.exclude(author=F("post__author")).order_by()
    pairs = reacted.values_list("post_id", "member_id").union(
        said.values_list("post_id", "author_id")
    )
    return Counter(post_id for post_id, _member in pairs)
