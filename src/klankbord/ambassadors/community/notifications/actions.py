"""Tell members what concerns them, and change what they chose about it."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from klankbord.ambassadors.community.audience import (
    owners_of,
    readers_of,
)
from klankbord.ambassadors.community.mentions import named_in
from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.ambassadors.community.notifications.models import Letter, MailChoice, Notification
from klankbord.ambassadors.community.notifications.queries import mail_choice, mail_hours
from klankbord.people.models import Member

Kind = Notification.Kind
AT_ONCE = 500  # rows in one statement


def tell_of_post(*, post: Post, by: Member, at: dt.datetime) -> None:
    """Tell whom a post names, each once, however often it is changed."""
    named = named_in(post.text, post.group, by=by).members
    _tell(dict.fromkeys(named, Kind.NAMED), group=post.group, post=post, by=by, at=at)


def tell_of_comment(*, comment: Comment, by: Member, at: dt.datetime) -> None:
    """Tell whom a comment names, whom it answers and whose post it stands under, each once."""
    post = comment.post
    whom = {post.author_id: Kind.COMMENTED}
    if comment.parent is not None:
        whom[comment.parent.author_id] = Kind.ANSWERED
    whom |= dict.fromkeys(named_in(comment.text, post.group, by=by).members, Kind.NAMED)
    told = Notification.objects.filter(comment=comment).exclude(kind=Kind.BEST)
    for pk in told.values_list("member_id", flat=True):
        whom.pop(pk, None)
    _tell(whom, group=post.group, post=post, comment=comment, by=by, at=at)


def tell_of_best(*, comment: Comment, by: Member, at: dt.datetime) -> None:
    """Tell who gave the best answer."""
    post = comment.post
    whom = {comment.author_id: Kind.BEST}
    _tell(whom, group=post.group, post=post, comment=comment, by=by, at=at)


def tell_of_group(
    *, kind: Notification.Kind, group: Group, member_id: int, by: Member, at: dt.datetime
) -> None:
    """Tell a member that they are invited, or let in."""
    active = Member.everybody.filter(pk=member_id, is_active=True)
    _create(dict.fromkeys(active.values_list("pk", flat=True), kind), group=group, by=by, at=at)


def tell_owners(*, group: Group, by: Member, at: dt.datetime) -> None:
    """Tell the owners of a group who asks to come in."""
    owners = owners_of(group).values_list("pk", flat=True)
    _create(dict.fromkeys(owners, Kind.ASKED), group=group, by=by, at=at)


def tell_of_review(
    *,
    kind: Notification.Kind,
    review: Review,
    members: QuerySet[Member],
    by: Member,
    at: dt.datetime,
) -> None:
    """Tell moderators what waits, an author what was decided, a reporter that it was."""
    found = members.filter(is_active=True).exclude(pk=by.pk).values_list("pk", flat=True)
    whom = dict.fromkeys(found, kind)
    _create(whom, group=review.group, review=review, by=by, at=at)


def tell_all(
    *,
    kind: Notification.Kind,
    post: Post,
    members: QuerySet[Member],
    by: Member,
    at: dt.datetime,
) -> None:
    """Tell everybody whom a post is for, in the house only: a digest carries it further."""
    others = members.exclude(pk=by.pk).values_list("pk", flat=True)
    Notification.objects.bulk_create(
        (
            Notification(
                member_id=pk, kind=kind, group=post.group, post=post, actor=by, created_at=at
            )
            for pk in others.iterator()
        ),
        ignore_conflicts=True,
        batch_size=AT_ONCE,
    )


def tell_about(
    *,
    kind: Notification.Kind,
    post: Post,
    members: Iterable[int],
    by: Member | None,
    at: dt.datetime,
) -> None:
    """Tell whom it concerns; what was told before of the same kind is old news, and goes."""
    Notification.objects.filter(post=post, comment=None, kind=kind, member__in=members).delete()
    whom: dict[int | None, Notification.Kind] = dict.fromkeys(members, kind)
    _tell(whom, group=post.group, post=post, by=by, at=at)


def see_notifications(*, member: Member, at: dt.datetime, post: Post | None = None) -> None:
    """Note that a member has seen what they were told, of one post or of all."""
    unseen = Notification.objects.filter(member=member, seen_at=None)
    if post is not None:
        unseen = unseen.filter(post=post)
    unseen.update(seen_at=at)


@transaction.atomic
def change_mail_choice(*, member: Member, at: dt.datetime, **changes: object) -> MailChoice:
    """Keep what a member chose, and plan the letters that wait anew by it."""
    before = mail_choice(member)
    choice, _is_new = MailChoice.objects.update_or_create(member=member, defaults=changes)
    if before.digest == MailChoice.Digest.NEVER != choice.digest:
        choice.digest_from = at
        choice.save(update_fields=["digest_from"])
    if not choice.mails_personal:
        Notification.objects.filter(member=member, is_to_mail=True).update(is_to_mail=False)
    planned = Letter.objects.filter(member=member, state=Letter.State.PLANNED)
    if choice.personal != MailChoice.Personal.AT_ONCE:
        planned.filter(kind=Letter.Kind.PERSONAL).delete()
    if choice.digest == MailChoice.Digest.NEVER:
        planned.filter(kind=Letter.Kind.DIGEST).delete()
    else:
        due_at = mail_hours(member, choice).next_digest(choice.digest, after=at)
        planned.filter(kind=Letter.Kind.DIGEST).update(due_at=due_at)
    return choice


def stop_mail(*, member: Member, kind: str, at: dt.datetime) -> None:
    """One press ends one kind of letters."""
    field = "digest" if kind == Letter.Kind.DIGEST else "personal"
    change_mail_choice(member=member, at=at, **{field: "never"})


def _tell(
    whom: dict[int | None, Notification.Kind],
    *,
    group: Group,
    post: Post,
    by: Member | None,
    at: dt.datetime,
    comment: Comment | None = None,
) -> None:
    """Tell who may read it, and nobody of their own words."""
    others = {pk for pk in whom if pk is not None and (by is None or pk != by.pk)}
    if others:
        readers = readers_of(group).filter(pk__in=others).values_list("pk", flat=True)
        told = {pk: whom[pk] for pk in readers}
        _create(told, group=group, post=post, comment=comment, by=by, at=at)


def _create(
    whom: dict[int, Notification.Kind],
    *,
    group: Group,
    by: Member | None,
    at: dt.datetime,
    post: Post | None = None,
    comment: Comment | None = None,
    review: Review | None = None,
) -> None:
    by_web_only = _without_mail(whom)
    Notification.objects.bulk_create(
        (
            Notification(
                member_id=pk,
                kind=kind,
                group=group,
                post=post,
                comment=comment,
                review=review,
                actor=by,
                created_at=at,
                is_to_mail=pk not in by_web_only,
            )
            for pk, kind in whom.items()
        ),
        ignore_conflicts=True,  # told already
    )


def _without_mail(members: Iterable[int]) -> set[int]:
    """Who wants nothing of this by mail."""
    choices = MailChoice.objects.filter(member__in=list(members))
    return {choice.member_id for choice in choices if not choice.mails_personal}
