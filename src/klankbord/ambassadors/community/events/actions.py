"""Set an event, change it, call it off; answer; and give a calendar its address."""

import datetime as dt
import secrets
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.events.models import CalendarAddress, Event, EventAnswer
from klankbord.ambassadors.community.events.queries import answers_to_remind, hash_of
from klankbord.ambassadors.community.models import Group, Post
from klankbord.ambassadors.community.moderation.actions import check_shows_at_once
from klankbord.ambassadors.community.notifications.actions import tell_about
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.notifications.queries import mail_choice, mail_hours
from klankbord.people.models import Member
from klankbord.trust import audit

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MOST_BACK = 120  # hours: over a long weekend, to the last hour in which mail may come
Kind, Says = Notification.Kind, EventAnswer.Says


class EventOver(Exception):  # noqa: N818  # named after the broken promise
    """Nobody comes to what is called off, and nothing more is changed about it."""


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """When and where: moments with their zone, a place or a link or neither."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    place: str = ""
    link: str = ""


@transaction.atomic
def write_event(
    *, group: Group, text: str, occasion: Occasion, by: Member, at: dt.datetime
) -> Post:
    """Tell of something with a day and a time."""
    check_shows_at_once(group, by)
    post = actions.write_post(group=group, text=text, by=by, at=at)
    Event.objects.create(post=post, changed_at=at, **asdict(occasion))
    return post


@transaction.atomic
def edit_event(*, event: Event, text: str, occasion: Occasion, by: Member, at: dt.datetime) -> None:
    """Change the words, the time or the place; who comes hears of time and place."""
    check_shows_at_once(event.post.group, by)
    actions.edit_post(post=event.post, text=text, by=by, at=at)
    before = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    changes = asdict(occasion)
    is_moved = any(getattr(before, name) != value for name, value in changes.items())
    standing = Event.objects.filter(pk=event.pk, is_cancelled=False)
    if not standing.update(**changes, sequence=F("sequence") + 1, changed_at=at):
        raise EventOver
    if is_moved:
        _tell_who_comes(event, Kind.MOVED, by=by, at=at)


@transaction.atomic
def cancel_event(*, event: Event, by: Member, at: dt.datetime) -> None:
    """Call it off: the post stays, calendars and who comes are told."""
    own = Event.objects.filter(pk=event.pk, post__author=by, post__removed_at=None)
    if not own.exists():
        raise actions.NotTheAuthor
    standing = Event.objects.filter(pk=event.pk, is_cancelled=False)
    if standing.update(is_cancelled=True, sequence=F("sequence") + 1, changed_at=at):
        _tell_who_comes(event, Kind.CALLED_OFF, by=by, at=at)


@transaction.atomic
def answer_event(*, event: Event, says: str, by: Member, at: dt.datetime) -> None:
    """Say whether one comes; the same once more takes it back."""
    if event.is_cancelled or event.ends_at <= at:
        raise EventOver
    if EventAnswer.objects.filter(event=event, member=by, says=says).delete()[0]:
        return
    said = {"says": says, "answered_at": at}
    EventAnswer.objects.update_or_create(event=event, member=by, defaults=said)


def remind_of_events(*, at: dt.datetime) -> int:
    """Remind who comes of what begins in a day, or sooner for quiet hours; count them."""
    n_told = 0
    for answer in list(answers_to_remind(at=at)):
        due_at = remind_at(answer.member, answer.event.starts_at)
        if at >= due_at:
            n_told += _remind(answer, is_told=answer.answered_at < due_at, at=at)
    return n_told


def remind_at(member: Member, starts_at: dt.datetime) -> dt.datetime:
    """Find when to remind: a day before, or as much earlier as it takes to disturb nobody."""
    hours = mail_hours(member, mail_choice(member))
    moments = (starts_at - DAY - n * HOUR for n in range(MOST_BACK))
    return next((each for each in moments if not hours.is_quiet(each)), starts_at - DAY)


@transaction.atomic
def make_address(*, by: Member, at: dt.datetime) -> str:
    """Give a calendar an address, told once; one from before opens nothing any more."""
    token = secrets.token_urlsafe(32)
    CalendarAddress.objects.update_or_create(
        member=by, defaults={"token_hash": hash_of(token), "made_at": at}
    )
    _record(at, by, "community.calendar-opened")
    return token


@transaction.atomic
def stop_address(*, by: Member, at: dt.datetime) -> None:
    """Close the way of a calendar into this house."""
    if CalendarAddress.objects.filter(member=by).delete()[0]:
        _record(at, by, "community.calendar-closed")


@transaction.atomic
def _remind(answer: EventAnswer, *, is_told: bool, at: dt.datetime) -> bool:
    """Claim it by one UPDATE, so that nobody hears twice; who answered just now knows it."""
    event = answer.event
    waiting = EventAnswer.objects.filter(pk=answer.pk, reminded_of=answer.reminded_of)
    if not waiting.update(reminded_of=event.starts_at) or not is_told:
        return False
    tell_about(kind=Kind.SOON, post=event.post, members=[answer.member_id], by=None, at=at)
    return True


def _tell_who_comes(event: Event, kind: Notification.Kind, *, by: Member, at: dt.datetime) -> None:
    coming = event.answers.exclude(says=Says.NOT).values_list("member", flat=True)
    tell_about(kind=kind, post=event.post, members=list(coming), by=by, at=at)


def _record(at: dt.datetime, by: Member, act: str) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"member:{by.pk}",
        declaration="community.calendar",
    )
