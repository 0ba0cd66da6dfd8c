"""Break the glass: two people open one closed group to one reader, for hours, and it is told."""

import datetime as dt

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from klankbord.ambassadors.community.models import Group, Post
from klankbord.people.models import Member
from klankbord.people.queries import organisation
from klankbord.trust import audit
from klankbord.trust.rights.models import GlassOpening

WAITS = dt.timedelta(days=3)  # for the second person
MOST_HOURS = 4
SPACE = "community-group:"


class GlassHolds(Exception):  # noqa: N818  # named after the broken promise
    """It stays closed: no reason, no second person, too late, or not a closed group."""


def ask_glass(
    *, group: Group, reason: str, n_hours: int, by: Member, at: dt.datetime
) -> GlassOpening:
    """Ask to read a closed group; nothing opens yet. Raises `GlassHolds`."""
    if group.is_open or not reason.strip() or not 1 <= n_hours <= MOST_HOURS:
        raise GlassHolds
    with transaction.atomic():
        opening = GlassOpening.objects.create(
            space=f"{SPACE}{group.pk}",
            reason=reason.strip(),
            n_hours=n_hours,
            asked_by=by.pk,
            asked_at=at,
        )
        _record("rights.glass-asked", opening, by, at, reason=opening.reason)
    return opening


def confirm_glass(*, opening: GlassOpening, by: Member, at: dt.datetime) -> None:
    """Open it, as another person than who asked; raises `GlassHolds`."""
    waiting = GlassOpening.objects.filter(
        pk=opening.pk, confirmed_at=None, refused_at=None, asked_at__gt=at - WAITS
    ).exclude(asked_by=by.pk)
    until_at = at + dt.timedelta(hours=opening.n_hours)
    with transaction.atomic():
        if not waiting.update(confirmed_by=by.pk, confirmed_at=at, until_at=until_at):
            raise GlassHolds
        _record("rights.glass-opened", opening, by, at, until=until_at.isoformat())


def refuse_glass(*, opening: GlassOpening, by: Member, at: dt.datetime) -> None:
    """Say no; raises `GlassHolds` if it was answered already."""
    waiting = GlassOpening.objects.filter(pk=opening.pk, confirmed_at=None, refused_at=None)
    with transaction.atomic():
        if not waiting.update(refused_at=at):
            raise GlassHolds
        _record("rights.glass-refused", opening, by, at)


def close_glass(*, opening: GlassOpening, by: Member, at: dt.datetime) -> None:
    """End it early; the members hear of it at once."""
    open_now = GlassOpening.objects.filter(pk=opening.pk, until_at__gt=at)
    with transaction.atomic():
        if open_now.update(until_at=at):
            _record("rights.glass-closed", opening, by, at)


def glass_open_to(member: Member, *, pk: int, at: dt.datetime) -> GlassOpening | None:
    """Find an opening that this member may read through now."""
    found = GlassOpening.objects.filter(pk=pk, asked_by=member.pk, until_at__gt=at)
    return found.exclude(confirmed_by=None).first()


def record_look(*, opening: GlassOpening, by: Member, at: dt.datetime, page: str) -> None:
    """Every page that is shown is in the log before it is shown."""
    _record("rights.glass-read", opening, by, at, page=page)


def group_of(opening: GlassOpening) -> Group | None:
    """Find the group that was opened; None if it is gone."""
    return Group.objects.filter(pk=int(opening.space.removeprefix(SPACE))).first()


def glass_to_tell(*, at: dt.datetime) -> QuerySet[GlassOpening]:
    """Openings that ended and that the members have not heard of."""
    ended = Q(until_at__lte=at, told_at=None) & ~Q(confirmed_by=None)
    return GlassOpening.objects.filter(ended)


def tell_group(*, opening: GlassOpening, at: dt.datetime) -> int:
    """Put a notice into the group, and mail everybody in it; gives how many letters went."""
    group = group_of(opening)
    with transaction.atomic():
        if not GlassOpening.objects.filter(pk=opening.pk, told_at=None).update(told_at=at):
            return 0
        members = _members(group) if group else []
        if group is not None:
            # Nobody is its author, so that nobody can take it back.
            text = f"**Klankbord** · {_notice(opening, group, _house_language())}"
            Post.objects.create(group=group, author=None, text=text, created_at=at)
        audit.record(
            at=at,
            actor="system",
            act="rights.glass-told",
            object=f"glass:{opening.pk}",
            declaration="rights.glass",
            detail={"members": len(members)},
        )
    return _mail(opening, group, members) if group else 0


def _mail(opening: GlassOpening, group: Group, members: list[Member]) -> int:
    """The notice in the group stands already: a mail server that is away loses nothing else."""
    letters = []
    for member in members:
        language = member.language or _house_language()
        with translation.override(language):
            subject = _("Your group %(group)s was opened") % {"group": group.name}
        letters.append(EmailMessage(subject, _notice(opening, group, language), to=[member.email]))
    return sum(_send(letter) for letter in letters)


def _send(letter: EmailMessage) -> int:
    """One address that the server refuses must not keep the letters of the others."""
    try:
        return letter.send()
    except OSError:
        return 0


def _notice(opening: GlassOpening, group: Group, language: str) -> str:
    names = Member.objects.in_bulk([opening.asked_by, opening.confirmed_by or 0])
    with translation.override(language):
        return _(
            "The closed group %(group)s was opened to be read by %(reader)s, confirmed by "
            "%(second)s, from %(since)s until %(until)s. The reason they gave: %(reason)s"
        ) % {
            "group": group.name,
            "reader": _name(names.get(opening.asked_by)),
            "second": _name(names.get(opening.confirmed_by or 0)),
            "since": _time(opening.confirmed_at),
            "until": _time(opening.until_at),
            "reason": opening.reason,
        }


def _name(member: Member | None) -> str:
    return member.name if member else _("Former colleague")


def _time(moment: dt.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


def _members(group: Group) -> list[Member]:
    return list(Member.everybody.filter(
        memberships__group=group, memberships__joined_at__isnull=False, is_active=True
    ))  # fmt: skip


def _house_language() -> str:
    here = organisation()
    return here.language if here else "en"


def _record(act: str, opening: GlassOpening, by: Member, at: dt.datetime, **detail: str) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"glass:{opening.pk}",
        declaration="rights.glass",
        detail={"space": opening.space, **detail},
    )
