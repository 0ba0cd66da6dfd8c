"""Change the community."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from klankbord.ambassadors.community.models import (
    Comment,
    Contribution,
    Group,
    Membership,
    Post,
    Reaction,
)
from klankbord.core.text.words import words_of
from klankbord.people.models import Member
from klankbord.trust import audit


class NotInGroup(Exception):  # noqa: N818  # named after the broken promise
    """Only members of a group may do this in it."""


class NotTheAuthor(Exception):  # noqa: N818  # named after the broken promise
    """Words are changed by who wrote them, while they stand."""


class StaysClosed(Exception):  # noqa: N818  # named after the broken promise
    """What was said behind a closed door is not opened to everybody afterwards."""


class LastOwnerStays(Exception):  # noqa: N818  # named after the broken promise
    """A group without an owner would let nobody in any more."""


@transaction.atomic
def create_group(
    *,
    name: str,
    description: str,
    kind: str,
    by: Member,
    at: dt.datetime,
    is_sample: bool = False,
) -> Group:
    """Open a group; whoever does so owns it."""
    group = Group.objects.create(
        name=name, description=description, kind=kind, created_at=at, is_sample=is_sample
    )
    Membership.objects.create(group=group, member=by, is_owner=True, asked_at=at, joined_at=at)
    _record(at, by, "community.group-added", group)
    return group


@transaction.atomic
def edit_group(
    *, group: Group, name: str, description: str, kind: str, by: Member, at: dt.datetime
) -> Group:
    """Change what a group is called and what it is for; an open group may also close."""
    if kind != group.kind and not group.is_open:
        raise StaysClosed
    before = {"name": group.name, "kind": group.kind}
    group.name, group.description, group.kind = name, description, kind
    group.save(update_fields=["name", "description", "kind"])
    detail = {"before": before, "after": {"name": name, "kind": kind}}
    _record(at, by, "community.group-edited", group, detail)
    return group


@transaction.atomic
def join_group(*, group: Group, by: Member, at: dt.datetime) -> Membership:
    """Come into an open group, or ask to come into a closed one."""
    membership, _created = Membership.objects.get_or_create(
        group=group,
        member=by,
        defaults={"asked_at": at, "joined_at": at if group.is_open else None},
    )
    if group.is_open and membership.joined_at is None:
        membership.joined_at = at
        membership.save(update_fields=["joined_at"])
    return membership


@transaction.atomic
def accept_request(*, membership: Membership, by: Member, at: dt.datetime) -> bool:
    """Let somebody in who asked; False if somebody else answered first."""
    waiting = Membership.objects.filter(pk=membership.pk, joined_at=None)
    if not waiting.update(joined_at=at):
        return False
    detail = {"member": membership.member_id}
    _record(at, by, "community.request-accepted", membership.group, detail)
    return True


@transaction.atomic
def decline_request(*, membership: Membership, by: Member, at: dt.datetime) -> bool:
    """Do not let somebody in who asked; False if somebody else answered first."""
    n_deleted, _rows = Membership.objects.filter(pk=membership.pk, joined_at=None).delete()
    if not n_deleted:
        return False
    detail = {"member": membership.member_id}
    _record(at, by, "community.request-declined", membership.group, detail)
    return True


@transaction.atomic
def leave_group(*, group: Group, by: Member) -> None:
    """Go out of a group; what was said stays."""
    others_own = Membership.objects.filter(group=group, is_owner=True).exclude(member=by)
    own = Membership.objects.filter(group=group, member=by)
    if own.filter(is_owner=True).exists() and not others_own.exists():
        raise LastOwnerStays
    own.delete()


@transaction.atomic
def write_post(*, group: Group, text: str, by: Member, at: dt.datetime) -> Post:
    """Say something in a group."""
    _check_in_group(group.pk, by)
    return Post.objects.create(
        group=group, author=by, text=text, search_text=_search_text(text), created_at=at
    )


def edit_post(*, post: Post, text: str, by: Member, at: dt.datetime) -> None:
    """Say it otherwise."""
    _change_own(post, by, text=text, search_text=_search_text(text), edited_at=at)


def remove_post(*, post: Post, by: Member, at: dt.datetime) -> None:
    """Take the words back: they are gone, comments of others stay."""
    _change_own(post, by, text="", search_text="", removed_at=at, is_pinned=False)


@transaction.atomic
def pin_post(*, post: Post, is_pinned: bool, by: Member, at: dt.datetime) -> None:
    """Keep a post on top of its group, or let it go."""
    Post.objects.filter(pk=post.pk, removed_at=None).update(is_pinned=is_pinned)
    act = "community.post-pinned" if is_pinned else "community.post-unpinned"
    _record(at, by, act, post.group, {"post": post.pk})


@transaction.atomic
def write_comment(
    *, post: Post, text: str, by: Member, at: dt.datetime, parent: Comment | None = None
) -> Comment:
    """Answer a post or a comment; an answer to an answer stands beside it."""
    _check_in_group(post.group_id, by)
    if parent is not None and parent.parent_id:
        parent = parent.parent
    return Comment.objects.create(post=post, parent=parent, text=text, author=by, created_at=at)


def edit_comment(*, comment: Comment, text: str, by: Member, at: dt.datetime) -> None:
    """Say it otherwise."""
    _change_own(comment, by, text=text, edited_at=at)


def remove_comment(*, comment: Comment, by: Member, at: dt.datetime) -> None:
    """Take the words back: they are gone, answers of others stay."""
    _change_own(comment, by, text="", removed_at=at)


@transaction.atomic
def toggle_reaction(*, post: Post, kind: str, by: Member, at: dt.datetime) -> bool:
    """Give a reaction, or take it back; True if it stands now."""
    _check_in_group(post.group_id, by)
    n_deleted, _rows = Reaction.objects.filter(post=post, member=by, kind=kind).delete()
    if n_deleted:
        return False
    reaction = Reaction(post=post, member=by, kind=kind, reacted_at=at)
    # Two presses at once end as one reaction.
    Reaction.objects.bulk_create([reaction], ignore_conflicts=True)
    return True


def _change_own(words: Contribution, by: Member, **changes: object) -> None:
    """One conditional UPDATE, so that removed words never come back by a late edit."""
    own = Q(pk=words.pk, author=by, removed_at=None)
    if not type(words)._default_manager.filter(own).update(**changes):  # noqa: SLF001  # public in Django
        raise NotTheAuthor


def _search_text(text: str) -> str:
    return " ".join(words_of(text))


def _check_in_group(group_id: int, member: Member) -> None:
    inside = Membership.objects.filter(group=group_id, member=member, joined_at__isnull=False)
    if not inside.exists():
        raise NotInGroup


def _record(
    at: dt.datetime, by: Member, act: str, group: Group, detail: dict[str, Any] | None = None
) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"community-group:{group.pk}",
        declaration="community.groups",
        detail=detail,
    )
