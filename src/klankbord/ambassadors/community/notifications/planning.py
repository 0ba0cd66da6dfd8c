"""Plan letters: a digest for everybody who wants one, and what concerns somebody at once.

It asks for what lacks, so it mends by itself what a killed machine left unplanned.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Exists, Max, OuterRef, QuerySet

from klankbord.ambassadors.community.models import Membership
from klankbord.ambassadors.community.notifications.models import Letter, MailChoice, Notification
from klankbord.ambassadors.community.notifications.queries import mail_hours
from klankbord.people.models import Member

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
    return _plan(
        Letter(
            member=member,
            kind=Letter.Kind.PERSONAL,
            due_at=mail_hours(member, choice).first_from(at + REST),
            since=at,
        )
        for member, choice in _with_choices(lacking)
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
    return _plan(
        Letter(
            member=member,
            kind=Letter.Kind.DIGEST,
            due_at=mail_hours(member, choice).next_digest(choice.digest, after=at),
            since=_digest_since(member, choice, at),
        )
        for member, choice in _with_choices(lacking)
    )


def _without(kind: Letter.Kind) -> QuerySet[Member]:
    """Find who has no open letter of a kind: one follows the other."""
    is_open = [Letter.State.PLANNED, Letter.State.FIXED]
    letters = Letter.objects.filter(member=OuterRef("pk"), kind=kind, state__in=is_open)
    return mailed_members().filter(~Exists(letters)).order_by("pk")


def _with_choices(members: QuerySet[Member]) -> Iterator[tuple[Member, MailChoice]]:
    last = 0
    while found := list(members.filter(pk__gt=last)[:AT_ONCE]):
        choices = {each.member_id: each for each in MailChoice.objects.filter(member__in=found)}
        for member in found:
            yield member, choices.get(member.pk) or MailChoice(member=member)
        last = found[-1].pk


def _digest_since(member: Member, choice: MailChoice, at: dt.datetime) -> dt.datetime:
    """A digest begins where the last one ended, or where the member said they want one."""
    told = Letter.objects.filter(member=member, kind=Letter.Kind.DIGEST)
    last = told.aggregate(last=Max("until"))["last"]
    begins = [last or max(member.joined_at, at - OLDEST)]
    if choice.digest_from:
        begins.append(choice.digest_from)
    return max(begins)


def _plan(letters: Iterable[Letter]) -> int:
    planned = list(letters)
    Letter.objects.bulk_create(planned, ignore_conflicts=True, batch_size=AT_ONCE)
    return len(planned)
