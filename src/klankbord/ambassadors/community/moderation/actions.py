"""Report words, decide about them, and appeal to somebody else."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.attachments.actions import (
    UNCHANGED,
    AttachmentEdit,
    attach,
    drop_attachments,
)
from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.audience import reviews_to_decide, reviews_to_open
from klankbord.ambassadors.community.models import (
    Comment,
    Group,
    Membership,
    Post,
    PostVersion,
)
from klankbord.ambassadors.community.moderation.models import Report, Review
from klankbord.ambassadors.community.moderation.queries import moderators_of
from klankbord.ambassadors.community.notifications.actions import tell_of_review
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.people.models import Member
from klankbord.trust import audit

State, Kind = Review.State, Notification.Kind
OPEN_FOR = dt.timedelta(hours=4)  # as long as a whole group may be opened, at most


class NotYours(Exception):  # noqa: N818  # named after the broken promise
    """Somebody else decides about this, or it is decided already."""


class WaitsForOwner(Exception):  # noqa: N818  # named after the broken promise
    """Where an owner looks at each post first, only words wait; other kinds are the owners'."""


def is_to_wait(group: Group, by: Member) -> bool:
    """Whether a post of this member waits for an owner before it shows."""
    owns = Membership.objects.filter(group=group, member=by, is_owner=True)
    return group.is_moderated and not owns.exists()


def check_shows_at_once(group: Group, by: Member) -> None:
    """Raise `WaitsForOwner` where a post of this member would wait for an owner."""
    if is_to_wait(group, by):
        raise WaitsForOwner


@transaction.atomic
def offer_post(
    *,
    group: Group,
    text: str,
    by: Member,
    at: dt.datetime,
    is_question: bool = False,
    post: Post | None = None,
    attachments: Iterable[Attachment] = (),
    along: AttachmentEdit = UNCHANGED,
) -> Review:
    """Ask the owners of a group to show a post, or its new words; until then nobody reads it.

    What the author leaves out of a post that stands is gone at once: that needs nobody's leave.
    """
    actions.check_in_group(group.pk, by)
    review = Review.objects.create(
        group=group,
        post=post,
        author=by,
        is_new=True,
        is_question=is_question,
        text=text,
        opened_at=at,
    )
    attach([*attachments, *along.new], words=review, by=by, at=at)
    if post is not None:
        actions.leave_out(post=post, dropped=along.dropped, by=by, at=at)
    _tell_moderators(review, by=by, at=at)
    return review


@transaction.atomic
def report_words(
    *, words: Post | Comment, reason: str, more: str, by: Member, at: dt.datetime
) -> Review:
    """Ask a moderator to look at words; who does so twice is heard once."""
    comment = words if isinstance(words, Comment) else None
    post = words.post if isinstance(words, Comment) else words
    review, is_first = Review.objects.get_or_create(
        post=post,
        comment=comment,
        is_new=False,
        state=State.WAITING,
        defaults={"group": post.group, "author": words.author, "opened_at": at},
    )
    report = {"reason": reason, "words": more, "reported_at": at}
    Report.objects.get_or_create(review=review, reporter=by, defaults=report)
    if is_first:
        _record(at, by, "community.reported", review, {"reason": reason})
        _tell_moderators(review, by=by, at=at)
    return review


@transaction.atomic
def open_review(*, review: Review, by: Member, at: dt.datetime) -> None:
    """Show reported words of a closed group to one moderator from outside, to decide about them.

    It stands in the log before anything is shown, and who wrote and who reported them hear it.
    Raises `NotYours` where somebody in the group can decide, or another has it open.
    """
    free = reviews_to_open(by).filter(pk=review.pk)
    if not free.update(lent_to=by, lent_until=at + OPEN_FOR):
        raise NotYours
    _record(at, by, "community.words-opened", review)
    is_reporter = Q(pk__in=review.reports.values("reporter"))
    told = Member.everybody.filter(is_reporter | Q(pk=review.author_id or 0))
    tell_of_review(kind=Kind.OPENED, review=review, members=told, by=by, at=at)


@transaction.atomic
def decide_review(
    *, review: Review, is_shown: bool, reason: str, by: Member, at: dt.datetime
) -> Review:
    """Let words stand or show them, or not; the author hears why, who reported that it is done."""
    review = _claim(review, by)
    is_appeal = review.state == State.APPEALED
    if is_shown:
        _show(review, at)
    elif review.state == State.WAITING and not review.is_new:
        _take_down(review, at)
    review.state = State.KEPT if is_shown else State.TAKEN_DOWN
    if is_appeal:
        review.text = ""  # nobody is asked any more: there is nothing left to put back
        if not is_shown:
            drop_attachments(_kept_words(review))
        if not is_shown and review.comment_id is None:
            _forget_rest(Post.objects.filter(pk=review.post_id or 0))
        review.appeal_decided_by, review.appeal_decided_at = by, at
        review.appeal_reason = reason
    else:
        review.decided_by, review.decided_at, review.reason = by, at, reason
    review.save()
    act = "community.words-shown" if is_shown else "community.words-taken-down"
    _record(at, by, act, review, {"appeal": is_appeal})
    _tell_decision(review, by=by, at=at, is_shown=is_shown, is_appeal=is_appeal)
    return review


@transaction.atomic
def appeal_decision(*, review: Review, words: str, by: Member, at: dt.datetime) -> None:
    """Ask somebody else to look again, once."""
    mine = Review.objects.filter(pk=review.pk, author=by, state=State.TAKEN_DOWN, appealed_at=None)
    if not mine.update(state=State.APPEALED, appealed_at=at, appeal=words):
        raise NotYours
    review.refresh_from_db()
    _record(at, by, "community.appealed", review)
    _tell_moderators(review, by=by, at=at)


@transaction.atomic
def forget_words(*, review: Review, by: Member) -> None:
    """The author takes words that are not shown back for good."""
    mine = Review.objects.filter(pk=review.pk, author=by)
    if not mine.exclude(state=State.KEPT).update(text="", state=State.TAKEN_DOWN):
        raise NotYours
    if review.is_new and review.decided_at is None:
        mine.delete()
        return
    drop_attachments(_kept_words(review))
    taken = Q(author=by, is_taken_down=True)
    if review.comment_id:
        Comment.objects.filter(taken, pk=review.comment_id).update(is_taken_down=False)
    elif review.post_id and not review.is_new:  # of a post that stands, its history stays too
        Post.objects.filter(taken, pk=review.post_id).update(is_taken_down=False)
        _forget_rest(Post.objects.filter(pk=review.post_id, author=by))


def _claim(review: Review, by: Member) -> Review:
    """Of two who decide at once, one waits here and finds it decided."""
    Group.objects.select_for_update(no_key=True).filter(pk=review.group_id).first()
    mine = reviews_to_decide(by).filter(pk=review.pk).select_related("group", "post", "comment")
    found = mine.first()
    if found is None:
        raise NotYours
    return found


def _show(review: Review, at: dt.datetime) -> None:
    """Words that stand nowhere come (back) to their place; those that stand stay."""
    author = review.author
    if review.is_new and author is not None:
        _show_new(review, author, at)
    elif review.text and review.comment is not None:
        back = {"text": review.text, "removed_at": None, "is_taken_down": False}
        Comment.objects.filter(pk=review.comment.pk, is_taken_down=True).update(**back)
    elif review.text and review.post is not None:
        actions.restore_post(post=review.post, text=review.text)
    review.text = ""


def _kept_words(review: Review) -> Post | Comment | Review:
    """Where the words stood, or where new ones wait: there is what goes along with them."""
    standing = review.comment or review.post
    return review if review.is_new or standing is None else standing


def _show_new(review: Review, author: Member, at: dt.datetime) -> None:
    along = list(review.attachments.all())
    if review.post is None:
        review.post = actions.write_post(
            group=review.group,
            text=review.text,
            is_question=review.is_question,
            by=author,
            at=at,
            attachments=along,
        )
    else:
        actions.edit_post(
            post=review.post,
            text=review.text,
            is_question=review.is_question,
            by=author,
            at=at,
            along=AttachmentEdit(new=along),
        )


def _take_down(review: Review, at: dt.datetime) -> None:
    """The words leave every place where somebody reads or finds them, and wait here."""
    words: Post | Comment | None = review.comment or review.post
    if words is None or words.is_removed:
        return
    review.text = words.text
    if isinstance(words, Comment):
        Comment.objects.filter(pk=words.pk).update(text="", removed_at=at, is_taken_down=True)
        Post.objects.filter(best_answer=words).update(best_answer=None)
    else:
        actions.take_post_down(post=words, at=at)


def _forget_rest(posts: QuerySet[Post]) -> None:
    """What the words said before, and what stood beside them, goes when they do for good."""
    PostVersion.objects.filter(post__in=posts).delete()
    actions.forget_details(posts=posts)


def _tell_moderators(review: Review, *, by: Member, at: dt.datetime) -> None:
    tell_of_review(kind=Kind.TO_DECIDE, review=review, members=moderators_of(review), by=by, at=at)


def _tell_decision(
    review: Review, *, by: Member, at: dt.datetime, is_shown: bool, is_appeal: bool
) -> None:
    """Who let nothing happen to words tells their author nothing: they need not know."""
    if not is_shown or is_appeal or review.is_new:
        authors = Member.everybody.filter(pk=review.author_id or 0)
        tell_of_review(kind=Kind.DECIDED, review=review, members=authors, by=by, at=at)
    if not is_appeal:
        reporters = Member.everybody.filter(pk__in=review.reports.values("reporter"))
        tell_of_review(kind=Kind.LOOKED_AT, review=review, members=reporters, by=by, at=at)


def _record(
    at: dt.datetime, by: Member, act: str, review: Review, detail: dict[str, Any] | None = None
) -> None:
    about = {"post": review.post_id} if review.post_id else {}
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"community-group:{review.group_id}",
        declaration="community.moderation",
        detail=about | (detail or {}),
    )
