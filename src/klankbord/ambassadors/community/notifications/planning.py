"""Plan letters: a digest for everybody who wants one, and what concerns somebody at once.

It asks for what lacks, so it mends by itself what a killed machine left unplanned.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, QuerySet

from klankbord.ambassadors.community.models import Membership
from klankbord.ambassadors.community.notifications.hours import MailHours
from klankbord.ambassadors.community.notifications.models import Letter, MailChoice, Notification
from klankbord.ambassadors.community.notifications.queries import mail_hours
from klankbord.people.models import Member
from klankbord.people.queries import house_zone

# So that a slip is mended before it is mailed, and what comes together goes in one letter.
REST = dt.timedelta(minutes=2)
OLDEST = dt.timedelta(days=31)  # what a first digest looks back at most
AT_ONCE = 500  # members


def plan_letters(*, at: dt.datetime) -> int:
    """Plan every letter that lacks; count them."""
    return _plan_personal(at) + _plan_digests(at)


def mailed_members() -> QuerySet[Member]:
    """Find whom the community may mail at all: who can sign in, and is no one made up."""
    return Member.everybody.filter(is_active=True, is_sample=False)


def _plan_personal(at: dt.datetime) -> int:
    waits = Notification.objects.filter(member=OuterRef("pk"), is_to_mail=True)
    by_digest = MailChoice.objects.filter(
        member=OuterRef("pk"), personal=MailChoice.Personal.DIGEST
    )
    lacking = _without(Letter.Kind.PERSONAL).filter(Exists(waits), ~Exists(by_digest))
    return sum(
        _plan(
            Letter(
                member=each.member,
                kind=Letter.Kind.PERSONAL,
                due_at=each.hours.first_from(at + REST),
                since=at,
            )
            for each in some
        )
        for some in _readers(lacking)
    )


def _plan_digests(at: dt.datetime) -> int:
    inside = Membership.objects.filter(member=OuterRef("pk"), joined_at__isnull=False)
    never = MailChoice.objects.filter(member=OuterRef("pk"), digest=MailChoice.Digest.NEVER)
    # Who is in no group may still be named in an open one, and want to read so in a digest.
    waits = Notification.objects.filter(member=OuterRef("pk"), is_to_mail=True)
    by_digest = MailChoice.objects.filter(
        member=OuterRef("pk"), personal=MailChoice.Personal.DIGEST
    )
    concerned = Exists(inside) | (Exists(waits) & Exists(by_digest))
    lacking = _without(Letter.Kind.DIGEST).filter(concerned, ~Exists(never))
    return sum(_plan_digests_of(some, at) for some in _readers(lacking))


def _plan_digests_of(some: list["_Reader"], at: dt.datetime) -> int:
    letters = Letter.objects.filter(
        member__in=[each.member for each in some], kind=Letter.Kind.DIGEST
    )
    told = dict(letters.values_list("member").annotate(last=Max("until")).order_by())
    return _plan(
        Letter(
            member=each.member,
            kind=Letter.Kind.DIGEST,
            due_at=each.hours.next_digest(each.choice.digest, after=at),
            since=_digest_since(each, told.get(each.member.pk), at),
        )
        for each in some
    )


def _without(kind: Letter.Kind) -> QuerySet[Member]:
    """Find who has no open letter of a kind: one follows the other."""
    is_open = [Letter.State.PLANNED, Letter.State.FIXED]
    letters = Letter.objects.filter(member=OuterRef("pk"), kind=kind, state__in=is_open)
    return mailed_members().filter(~Exists(letters)).order_by("pk")


@dataclass(frozen=True)
class _Reader:
    """A member who lacks a letter, what they chose, and when mail may come to them."""

    member: Member
    choice: MailChoice
    hours: MailHours


def _readers(members: QuerySet[Member]) -> Iterator[list[_Reader]]:
    """So many at once: on the first day of a large house everybody lacks a digest."""
    zone, last = house_zone(), 0
    while found := list(members.filter(pk__gt=last)[:AT_ONCE]):
        choices = {each.member_id: each for each in MailChoice.objects.filter(member__in=found)}
        yield [_reader(member, choices.get(member.pk), zone) for member in found]
        last = found[-1].pk


def _reader(member: Member, chosen: MailChoice | None, zone: zoneinfo.ZoneInfo) -> _Reader:
    choice = chosen or MailChoice(member=member)
    return _Reader(member, choice, mail_hours(member, choice, house=zone))


def _digest_since(reader: _Reader, last: dt.datetime | None, at: dt.datetime) -> dt.datetime:
    """A digest begins where the last one ended, or where the member said they want one."""
    begins = [last or max(reader.member.joined_at, at - OLDEST)]
    if reader.choice.digest_from:
        begins.append(reader.choice.digest_from)
    return max(begins)


def _plan(letters: Iterator[Letter]) -> int:
    return len(Letter.objects.bulk_create(letters, ignore_conflicts=True))
