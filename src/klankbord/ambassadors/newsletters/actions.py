"""Change editions, and who gets them."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction

from klankbord.ambassadors.community.excerpt import excerpt_of, headline_of
from klankbord.ambassadors.community.queries import open_posts
from klankbord.ambassadors.newsletters.choice import Candidate, propose_edition
from klankbord.ambassadors.newsletters.models import Delivery, Edition, Item, Subscription
from klankbord.ambassadors.newsletters.queries import items_shown, period_start, recipients
from klankbord.jobs.queue import enqueue
from klankbord.people.models import Member
from klankbord.trust import audit


class EditionAlreadySent(Exception):  # noqa: N818  # named after the broken promise
    """What went out is not changed any more."""


class EditionEmpty(Exception):  # noqa: N818  # named after the broken promise
    """An edition in which nothing stands is not sent."""


@transaction.atomic
def create_edition(
    *,
    title: str,
    language: str,
    by: Member,
    at: dt.datetime,
    intro: str = "",
    since: dt.datetime | None = None,
    is_sample: bool = False,
) -> Edition:
    """Propose an edition from what colleagues wrote in open groups."""
    edition = Edition.objects.create(
        title=title,
        intro=intro,
        language=language,
        period_from=since or period_start(at=at),
        period_until=at,
        created_at=at,
        created_by=by,
        is_sample=is_sample,
    )
    _propose_items(edition)
    _record(at, by, "newsletters.edition-proposed", edition)
    return edition


@transaction.atomic
def edit_edition(*, edition: Edition, title: str, intro: str, language: str) -> None:
    """Change title, introduction and language of a draft."""
    _change_draft(edition, title=title, intro=intro, language=language)


@transaction.atomic
def delete_edition(*, edition: Edition, by: Member, at: dt.datetime) -> None:
    """Throw a draft away."""
    _check_draft(edition)
    _record(at, by, "newsletters.edition-deleted", edition)
    edition.delete()


@transaction.atomic
def edit_item(*, item: Item, headline: str, text: str) -> None:
    """Say it in the editor's words."""
    _check_draft(item.edition)
    Item.objects.filter(pk=item.pk).update(headline=headline, text=text)


@transaction.atomic
def include_item(*, item: Item, is_included: bool) -> None:
    """Take an item in or leave it out."""
    _check_draft(item.edition)
    Item.objects.filter(pk=item.pk).update(is_included=is_included)


@transaction.atomic
def move_item(*, item: Item, to: int) -> None:
    """Put an item at another place, the others close up."""
    _check_draft(item.edition)
    others = list(item.edition.items.exclude(pk=item.pk))
    others.insert(max(to, 1) - 1, item)
    for position, each in enumerate(others, start=1):
        each.position = position
    Item.objects.bulk_update(others, ["position"])


@transaction.atomic
def send_edition(*, edition: Edition, by: Member, at: dt.datetime) -> int:
    """Begin to send a draft to everybody who wants it; count the letters."""
    if not items_shown(edition):
        raise EditionEmpty
    _change_draft(edition, state=Edition.State.SENDING, sending_at=at)
    members = recipients().order_by("pk").values_list("pk", flat=True)
    deliveries = [Delivery(edition=edition, member_id=pk) for pk in members]
    Delivery.objects.bulk_create(deliveries, batch_size=1000)
    _record(at, by, "newsletters.sending-started", edition, {"n_letters": len(deliveries)})
    keep_sending(edition=edition, at=at)
    return len(deliveries)


def keep_sending(*, edition: Edition, at: dt.datetime) -> None:
    """Ask for the sending job; harmless if it is already there."""
    enqueue(
        "newsletters.send_edition",
        payload={"edition_id": edition.pk},
        unique_key=f"newsletters.send_edition:{edition.pk}",
        at=at,
    )


@transaction.atomic
def publish_edition(*, edition: Edition, by: Member, at: dt.datetime) -> None:
    """Put a draft in the archive without sending mail."""
    if not items_shown(edition):
        raise EditionEmpty
    _change_draft(edition, state=Edition.State.SENT, sent_at=at)
    _record(at, by, "newsletters.published-without-mail", edition)


@transaction.atomic
def begin_delivering(*, edition: Edition, at: dt.datetime) -> None:
    """Free what a dead worker had in hand; drop letters that are no longer wanted."""
    deliveries = Delivery.objects.filter(edition=edition)
    deliveries.filter(state=Delivery.State.CLAIMED).update(
        state=Delivery.State.WAITING, claimed_by=""
    )
    unwanted = deliveries.filter(state=Delivery.State.WAITING)
    unwanted = unwanted.exclude(member__in=recipients().values("pk"))
    unwanted.update(state=Delivery.State.SKIPPED, ended_at=at)


def claim_delivery(*, delivery: Delivery, worker: str) -> bool:
    """Note that a letter is about to go; False if somebody else took it."""
    free = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING)
    return bool(free.update(state=Delivery.State.CLAIMED, claimed_by=worker))


def end_delivery(
    *, delivery: Delivery, worker: str, state: str, answer: str = "", at: dt.datetime
) -> bool:
    """Note how it went; False if the letter was no longer ours."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.CLAIMED, claimed_by=worker)
    is_over = state != Delivery.State.WAITING
    return bool(mine.update(state=state, answer=answer[:300], ended_at=at if is_over else None))


@transaction.atomic
def finish_sending(*, edition: Edition, at: dt.datetime) -> bool:
    """Close an edition when every letter has its outcome; False while some have not."""
    left = [Delivery.State.WAITING, Delivery.State.CLAIMED]
    if Delivery.objects.filter(edition=edition, state__in=left).exists():
        return False
    sending = Edition.objects.filter(pk=edition.pk, state=Edition.State.SENDING)
    if sending.update(state=Edition.State.SENT, sent_at=at):
        audit.record(
            at=at, actor="newsletters", act="newsletters.sent", object=f"edition:{edition.pk}"
        )
    return True


def change_subscription(*, member_id: int, is_on: bool, at: dt.datetime) -> None:
    """Note whether a member wants the newsletter by mail."""
    Subscription.objects.update_or_create(
        member_id=member_id, defaults={"is_on": is_on, "changed_at": at}
    )


def _propose_items(edition: Edition) -> None:
    found = open_posts(since=edition.period_from, until=edition.period_until)
    posts = {each.post.pk: each.post for each in found}
    candidates = [
        Candidate(
            post=each.post.pk,
            author=each.post.author_id,
            written_at=each.post.created_at,
            n_people=each.n_people,
        )
        for each in found
        if each.post.author_id
    ]
    choices = propose_edition(candidates, at=edition.period_until)
    Item.objects.bulk_create(
        Item(
            edition=edition,
            post=posts[choice.post],
            position=position,
            headline=headline_of(posts[choice.post].text),
            text=excerpt_of(posts[choice.post].text),
            reasons=[asdict(reason) for reason in choice.reasons],
        )
        for position, choice in enumerate(choices, start=1)
    )


def _change_draft(edition: Edition, **changes: Any) -> None:
    draft = Edition.objects.filter(pk=edition.pk, state=Edition.State.DRAFT)
    if not draft.update(**changes):
        raise EditionAlreadySent
    edition.refresh_from_db()


def _check_draft(edition: Edition) -> None:
    """Ask the database, not the object in hand: it may have gone out meanwhile."""
    if not Edition.objects.filter(pk=edition.pk, state=Edition.State.DRAFT).exists():
        raise EditionAlreadySent


def _record(
    at: dt.datetime, by: Member, act: str, edition: Edition, detail: dict[str, Any] | None = None
) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"edition:{edition.pk}",
        declaration="newsletters.delivery",
        detail=detail,
    )
