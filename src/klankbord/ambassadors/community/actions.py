"""Change the community."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from klankbord.ambassadors.community.attachments.actions import (
    UNCHANGED,
    AttachmentEdit,
    attach,
    drop_attachments,
    edit_attachments,
    words_along,
)
from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.audience import groups_of
from klankbord.ambassadors.community.events.models import Event
from klankbord.ambassadors.community.models import (
    Comment,
    Contribution,
    Group,
    Membership,
    Post,
    PostTag,
    PostVersion,
)
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.ambassadors.community.notifications.actions import (
    tell_of_best,
    tell_of_comment,
    tell_of_group,
    tell_of_post,
    tell_owners,
)
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.polls.forgetting import forget_polls
from klankbord.ambassadors.community.polls.words import check_not_answered, words_of_choices
from klankbord.ambassadors.community.praise.models import Praise
from klankbord.ambassadors.community.previews.actions import forget_previews, note_link
from klankbord.ambassadors.community.tags import tags_of
from klankbord.core.text.words import words_of
from klankbord.people.models import Member
from klankbord.trust import audit


class NotInGroup(Exception):  # noqa: N818  # named after the broken promise
    """Only members of a group may do this in it."""


class NotTheAuthor(Exception):  # noqa: N818  # named after the broken promise
    """Words are changed by who wrote them, while they stand."""


class StaysClosed(Exception):  # noqa: N818  # named after the broken promise
    """What was said behind a closed door is not opened any wider afterwards."""


class LastOwnerStays(Exception):  # noqa: N818  # named after the broken promise
    """A group without an owner would let nobody in any more."""


INVITED, ACCEPTED = Notification.Kind.INVITED, Notification.Kind.ACCEPTED
_CAN_KEEP = Q(member__is_active=True, joined_at__isnull=False, guest_until=None)
_WIDE_TO_NARROW = tuple(Group.Kind.values)


@transaction.atomic
def create_group(
    *,
    name: str,
    description: str,
    kind: str,
    by: Member,
    at: dt.datetime,
    is_moderated: bool = False,
    is_sample: bool = False,
) -> Group:
    """Open a group; whoever does so owns it."""
    group = Group.objects.create(
        name=name,
        description=description,
        kind=kind,
        is_moderated=is_moderated,
        created_at=at,
        is_sample=is_sample,
    )
    Membership.objects.create(group=group, member=by, is_owner=True, asked_at=at, joined_at=at)
    record_group(at, by, "community.group-added", group)
    return group


@transaction.atomic
def edit_group(
    *,
    group: Group,
    name: str,
    description: str,
    kind: str,
    by: Member,
    at: dt.datetime,
    is_moderated: bool = False,
) -> Group:
    """Change what a group is called and what it is for; it may only become narrower.

    One conditional UPDATE: a group that became narrower since it was read stays so.
    """
    if _WIDE_TO_NARROW.index(kind) < _WIDE_TO_NARROW.index(group.kind):
        raise StaysClosed
    as_read = Group.objects.filter(pk=group.pk, kind=group.kind)
    if not as_read.update(name=name, description=description, kind=kind, is_moderated=is_moderated):
        raise StaysClosed
    before = _as_detail(group)
    group.name, group.description, group.kind = name, description, kind
    group.is_moderated = is_moderated
    detail = {"before": before, "after": _as_detail(group)}
    record_group(at, by, "community.group-edited", group, detail)
    return group


@transaction.atomic
def join_group(*, group: Group, by: Member, at: dt.datetime) -> Membership:
    """Come into an open group, or where one is invited; else ask to come in.

    What counts is what the group is now: one that was just closed lets nobody in by itself.
    """
    is_open = _lock(group.pk).is_open
    membership, is_new = Membership.objects.get_or_create(
        group=group,
        member=by,
        defaults={"asked_at": at, "joined_at": at if is_open else None},
    )
    if membership.joined_at is None and (is_open or membership.invited_at):
        membership.joined_at = at
        membership.save(update_fields=["joined_at"])
    elif is_new and membership.joined_at is None:
        tell_owners(group=group, by=by, at=at)
    return membership


@transaction.atomic
def invite_member(*, group: Group, member: Member, by: Member, at: dt.datetime) -> bool:
    """Ask somebody in; who asked already is let in. False if nothing was left to do."""
    membership, is_new = Membership.objects.get_or_create(
        group=group, member=member, defaults={"invited_at": at, "invited_by": by}
    )
    if not is_new:
        return membership.invited_at is None and accept_request(membership=membership, by=by, at=at)
    record_group(at, by, "community.member-invited", group, {"member": member.pk})
    tell_of_group(kind=INVITED, group=group, member_id=member.pk, by=by, at=at)
    return True


@transaction.atomic
def accept_request(*, membership: Membership, by: Member, at: dt.datetime) -> bool:
    """Let somebody in who asked; False if somebody else answered first."""
    waiting = Membership.objects.filter(pk=membership.pk, joined_at=None, asked_at__isnull=False)
    if not waiting.update(joined_at=at):
        return False
    detail = {"member": membership.member_id}
    record_group(at, by, "community.request-accepted", membership.group, detail)
    tell_of_group(
        kind=ACCEPTED, group=membership.group, member_id=membership.member_id, by=by, at=at
    )
    return True


@transaction.atomic
def decline_request(*, membership: Membership, by: Member, at: dt.datetime) -> bool:
    """Do not let somebody in who asked; False if somebody else answered first."""
    n_deleted, _rows = Membership.objects.filter(pk=membership.pk, joined_at=None).delete()
    if not n_deleted:
        return False
    is_asked = membership.invited_at is None
    act = "community.request-declined" if is_asked else "community.invitation-withdrawn"
    record_group(at, by, act, membership.group, {"member": membership.member_id})
    return True


@transaction.atomic
def change_owner(*, membership: Membership, is_owner: bool, by: Member, at: dt.datetime) -> None:
    """Let somebody keep the group too, or no longer."""
    if not is_owner:
        _check_another_owner(membership)
    inside = Membership.objects.filter(pk=membership.pk, joined_at__isnull=False, guest_until=None)
    if inside.exclude(is_owner=is_owner).update(is_owner=is_owner):
        act = "community.owner-added" if is_owner else "community.owner-removed"
        record_group(at, by, act, membership.group, {"member": membership.member_id})


@transaction.atomic
def end_membership(*, membership: Membership, by: Member, at: dt.datetime) -> None:
    """Take somebody out of the group; what they said stays."""
    _check_another_owner(membership)
    n_deleted, _rows = Membership.objects.filter(pk=membership.pk).delete()
    if n_deleted:
        record_group(
            at, by, "community.member-removed", membership.group, {"member": membership.member_id}
        )


@transaction.atomic
def leave_group(*, group: Group, by: Member) -> None:
    """Go out of a group, or decline an invitation; what was said stays."""
    own = Membership.objects.filter(group=group, member=by).first()
    if own is not None:
        _check_another_owner(own)
        own.delete()


@transaction.atomic
def hand_on_groups(*, member_id: int) -> None:
    """Before somebody goes out of all: who is in longest keeps the groups that lose their owner.

    Only who can still sign in can keep a group.
    """
    active = Membership.objects.filter(_CAN_KEEP)
    for own in Membership.objects.filter(member=member_id, is_owner=True).order_by("group"):
        _lock(own.group_id)
        others = active.filter(group=own.group_id).exclude(member=member_id)
        if not others.filter(is_owner=True).exists():
            eldest = others.order_by("joined_at", "pk").first()
            if eldest is not None:
                Membership.objects.filter(pk=eldest.pk).update(is_owner=True)


def check_in_group(group_id: int, member: Member) -> None:
    """Raise `NotInGroup` for who is not in it, or was its guest."""
    if not groups_of(member).filter(pk=group_id).exists():
        raise NotInGroup


@transaction.atomic
def hand_on_orphans(*, at: dt.datetime) -> int:
    """Give groups whose owners can no longer sign in to who is in longest; count them."""
    keeps = Membership.objects.filter(group=OuterRef("pk"), is_owner=True, member__is_active=True)
    n_given = 0
    for group in Group.objects.exclude(Exists(keeps)).order_by("pk"):
        _lock(group.pk)
        active = Membership.objects.filter(_CAN_KEEP, group=group)
        eldest = active.order_by("joined_at", "pk").first()
        if eldest is not None and not active.filter(is_owner=True).exists():
            Membership.objects.filter(pk=eldest.pk).update(is_owner=True)
            record_group(at, None, "community.owner-found", group, {"member": eldest.member_id})
            n_given += 1
    return n_given


@transaction.atomic
def write_post(
    *,
    group: Group,
    text: str,
    by: Member,
    at: dt.datetime,
    is_question: bool = False,
    attachments: Iterable[Attachment] = (),
    beside: Iterable[str] = (),
) -> Post:
    """Say or ask something in a group; `beside` is what else a search finds it by."""
    check_in_group(group.pk, by)
    along = list(attachments)
    post = Post.objects.create(
        group=group,
        author=by,
        text=text,
        search_text=search_text_of(
            text, *(said for each in along for said in (each.alt, each.name)), *beside
        ),
        is_question=is_question,
        created_at=at,
    )
    attach(along, words=post, by=by, at=at)
    _tag(post.pk, text)
    note_link(post=post, text=text, at=at)
    tell_of_post(post=post, by=by, at=at)
    return post


@transaction.atomic
def edit_post(
    *,
    post: Post,
    text: str,
    by: Member,
    at: dt.datetime,
    is_question: bool = False,
    along: AttachmentEdit = UNCHANGED,
) -> None:
    """Say it otherwise; what is no question any more has no best answer either.

    What it said before stays to be read by who reads the post.
    """
    changes = {} if is_question else {"best_answer": None}
    before = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    if text != before.text:
        check_not_answered(post)
    edit_attachments(along, words=post, by=by, at=at)
    search_text = _search_text(post, text)
    said = {"text": text, "search_text": search_text, "is_question": is_question}
    _change_own(post, by, edited_at=at, **said, **changes)
    _keep_version(before, text, at)
    _tag(post.pk, text)
    note_link(post=post, text=text, at=at)
    post.text = text
    tell_of_post(post=post, by=by, at=at)


@transaction.atomic
def leave_out(*, post: Post, dropped: Collection[int], by: Member, at: dt.datetime) -> None:
    """Take pictures or files from a post, and leave its words as they are."""
    edit_attachments(AttachmentEdit(dropped=dropped), words=post, by=by, at=at)
    _change_own(post, by, search_text=_search_text(post, post.text))


@transaction.atomic
def remove_post(*, post: Post, by: Member, at: dt.datetime) -> None:
    """Take the words back: they are gone, comments of others stay."""
    _change_own(post, by, text="", search_text="", removed_at=at, is_pinned=False)
    post.versions.all().delete()
    drop_attachments(post)
    forget_details(posts=Post.objects.filter(pk=post.pk))
    post.reviews.filter(is_new=True, state=Review.State.WAITING).delete()  # changes that wait
    _tag(post.pk, "")


def forget_details(*, posts: QuerySet[Post]) -> None:
    """Drop what stands beside words that are gone for good."""
    Event.objects.filter(post__in=posts).delete()
    Praise.objects.filter(post__in=posts).delete()
    forget_polls(posts=posts)
    forget_previews(posts=posts)


def take_post_down(*, post: Post, at: dt.datetime) -> None:
    """Take words out of every place where somebody reads or finds them; the caller keeps them."""
    gone = {"text": "", "search_text": "", "removed_at": at, "is_pinned": False}
    Post.objects.filter(pk=post.pk, removed_at=None).update(**gone, is_taken_down=True)
    _tag(post.pk, "")


def restore_post(*, post: Post, text: str) -> None:
    """Put words back that were taken down, and that their author did not take back since."""
    search_text = _search_text(post, text)
    back = {"text": text, "search_text": search_text, "removed_at": None}
    taken = Post.objects.filter(pk=post.pk, is_taken_down=True)
    if taken.update(**back, is_taken_down=False):
        _tag(post.pk, text)


@transaction.atomic
def choose_answer(*, comment: Comment, is_best: bool, by: Member, at: dt.datetime) -> None:
    """Say which comment answers the question best; who asked does so, or an owner of the group."""
    owned = Membership.objects.filter(group=OuterRef("group"), member=by, is_owner=True)
    asked = Post.objects.filter(pk=comment.post_id, is_question=True, removed_at=None)
    mine = asked.filter(Q(author=by) | Exists(owned))
    if not is_best:
        changed = mine.filter(best_answer=comment).update(best_answer=None)
    else:
        said = Comment.objects.filter(pk=comment.pk, removed_at=None)
        changed = said.exists() and mine.update(best_answer=comment)
    if not changed:
        raise NotTheAuthor
    if is_best:
        tell_of_best(comment=comment, by=by, at=at)


@transaction.atomic
def pin_post(*, post: Post, is_pinned: bool, by: Member, at: dt.datetime) -> None:
    """Keep a post on top of its group, or let it go."""
    Post.objects.filter(pk=post.pk, removed_at=None).update(is_pinned=is_pinned)
    act = "community.post-pinned" if is_pinned else "community.post-unpinned"
    record_group(at, by, act, post.group, {"post": post.pk})


@transaction.atomic
def write_comment(
    *,
    post: Post,
    text: str,
    by: Member,
    at: dt.datetime,
    parent: Comment | None = None,
    attachments: Iterable[Attachment] = (),
) -> Comment:
    """Answer a post or a comment; an answer to an answer stands beside it."""
    check_in_group(post.group_id, by)
    if parent is not None and parent.parent_id:
        parent = parent.parent
    comment = Comment.objects.create(post=post, parent=parent, text=text, author=by, created_at=at)
    attach(attachments, words=comment, by=by, at=at)
    tell_of_comment(comment=comment, by=by, at=at)
    return comment


@transaction.atomic
def edit_comment(
    *,
    comment: Comment,
    text: str,
    by: Member,
    at: dt.datetime,
    along: AttachmentEdit = UNCHANGED,
) -> None:
    """Say it otherwise; who is named for the first time is told."""
    _change_own(comment, by, text=text, edited_at=at)
    edit_attachments(along, words=comment, by=by, at=at)
    comment.text = text
    tell_of_comment(comment=comment, by=by, at=at)


@transaction.atomic
def remove_comment(*, comment: Comment, by: Member, at: dt.datetime) -> None:
    """Take the words back: they are gone, answers of others stay."""
    _change_own(comment, by, text="", removed_at=at)
    drop_attachments(comment)
    Post.objects.filter(best_answer=comment).update(best_answer=None)


def _change_own(words: Contribution, by: Member, **changes: object) -> None:
    """One conditional UPDATE, so that removed words never come back by a late edit."""
    own = Q(pk=words.pk, author=by, removed_at=None)
    if not type(words)._default_manager.filter(own).update(**changes):  # noqa: SLF001  # public in Django
        raise NotTheAuthor


def _keep_version(before: Post, text: str, at: dt.datetime) -> None:
    if before.text != text:
        PostVersion.objects.create(
            post=before,
            text=before.text,
            written_at=before.edited_at or before.created_at,
            replaced_at=at,
        )


def _tag(post: int, text: str) -> None:
    """Note what the words name, and forget what they no longer do."""
    named = tags_of(text)
    PostTag.objects.filter(post=post).exclude(tag__in=named).delete()
    new = [PostTag(post_id=post, tag=tag) for tag in named]
    PostTag.objects.bulk_create(new, ignore_conflicts=True)


def _search_text(post: Post, text: str) -> str:
    return search_text_of(text, *words_along(post), *words_of_choices(post))


def search_text_of(*texts: str) -> str:
    """The words of a post, and of what goes along, as the search finds them."""
    return " ".join(words_of("\n".join(texts)))


def _as_detail(group: Group) -> dict[str, str]:
    """The log outlives a group and has other readers: the name of a private one is not in it."""
    return {"kind": group.kind} if group.is_private else {"name": group.name, "kind": group.kind}


def _check_another_owner(membership: Membership) -> None:
    """Who can no longer sign in lets nobody in, and does not count as an owner."""
    _lock(membership.group_id)
    owners = Membership.objects.filter(group=membership.group_id, is_owner=True)
    can_keep = dict(owners.values_list("pk", "member__is_active"))
    if can_keep.pop(membership.pk, None) is not None and not any(can_keep.values()):
        raise LastOwnerStays


def _lock(group_id: int) -> Group:
    """Find a group as it is now; of two who change it at once, one waits here."""
    return Group.objects.select_for_update(no_key=True).get(pk=group_id)


def record_group(
    at: dt.datetime,
    by: Member | None,
    act: str,
    group: Group,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write down what was done to a group."""
    audit.record(
        at=at,
        actor=f"member:{by.pk}" if by else "community",
        act=act,
        object=f"community-group:{group.pk}",
        declaration="community.groups",
        detail=detail,
    )
