"""Keep and share dashboards, and put their letters in hand: each once a day of the rhythm."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from klankbord.jobs.queue import enqueue
from klankbord.participate.insight.dashboards.queries import (
    addressed,
    is_orphan,
    is_without_topic,
    may_read,
)
from klankbord.participate.insight.models import (
    Dashboard,
    DashboardLetter,
    DashboardReader,
    DashboardStop,
    Rhythm,
)
from klankbord.people.models import Member
from klankbord.trust import audit

State = DashboardLetter.State
_TIMES = ("rhythm", "weekday", "day_of_month", "time")


class DashboardNameTaken(Exception):  # noqa: N818  # named after the broken promise
    """The maker has a dashboard of this name."""


def save_dashboard(
    *,
    dashboard: Dashboard | None,
    values: Mapping[str, Any],
    readers: Collection[Member],
    by: Member,
    at: dt.datetime,
) -> Dashboard:
    """Make one, or change it; a new rhythm begins now. Raises `DashboardNameTaken`.

    Who changes one that is nobody's any more is its maker from then on.
    """
    row = dashboard or Dashboard(maker=by, created_at=at)
    if is_orphan(row):
        row.maker = by
    before = [getattr(row, name) for name in _TIMES]
    for name, value in values.items():
        setattr(row, name, value)
    is_new_rhythm = row.scheduled_at is None or before != [getattr(row, name) for name in _TIMES]
    if row.rhythm == Rhythm.OFF:
        row.scheduled_at = None
    elif is_new_rhythm:
        row.scheduled_at = at
    try:
        with transaction.atomic():
            row.save()
            _share(row, readers)
            _record(
                "insight.dashboard-saved", row, by=by, at=at, detail=_shared_words(row, readers)
            )
    except IntegrityError as error:
        raise DashboardNameTaken from error
    return row


def delete_dashboard(*, dashboard: Dashboard, by: Member, at: dt.datetime) -> None:
    """Forget it, with its letters."""
    with transaction.atomic():
        _record("insight.dashboard-deleted", dashboard, by=by, at=at)
        dashboard.delete()


def begin_letters(*, dashboard: Dashboard, period_on: dt.date, at: dt.datetime) -> int:
    """Put the letters of a day in hand, once, whoever asks; gives how many."""
    with transaction.atomic():
        rows = Dashboard.objects.filter(pk=dashboard.pk, rhythm=dashboard.rhythm)
        if not rows.exclude(sent_on__gte=period_on).update(sent_on=period_on):
            return 0
        letters = [
            DashboardLetter(dashboard=dashboard, member=member, period_on=period_on, created_at=at)
            for member in addressed(dashboard)
        ]
        DashboardLetter.objects.bulk_create(letters, ignore_conflicts=True)
        ask_to_send(dashboard_id=dashboard.pk, period_on=period_on, at=at)
    return len(letters)


def ask_to_send(*, dashboard_id: int, period_on: dt.date, at: dt.datetime) -> None:
    """Ask for the job that sends them; harmless if it is already there."""
    enqueue(
        "insight.dashboard_letters",
        payload={"dashboard_id": dashboard_id, "period_on": period_on.isoformat()},
        unique_key=f"insight-dashboard:{dashboard_id}:{period_on}",
        at=at,
    )


def stop_letters(*, dashboard: Dashboard, member: Member, at: dt.datetime) -> None:
    """No letters of this dashboard to this member any more; what waits for them does not go."""
    with transaction.atomic():
        _stop, is_new = DashboardStop.objects.get_or_create(dashboard=dashboard, member=member)
        dashboard.letters.filter(member=member, state=State.WAITING).delete()
        if is_new:
            _record("insight.dashboard-stopped", dashboard, by=member, at=at)


def resume_letters(*, dashboard: Dashboard, member: Member, at: dt.datetime) -> None:
    """Letters again, from the next day of the rhythm on."""
    with transaction.atomic():
        n_gone, _rows = dashboard.stops.filter(member=member).delete()
        if n_gone:
            _record("insight.dashboard-resumed", dashboard, by=member, at=at)


def settle_broken_off(*, letters: Collection[DashboardLetter], at: dt.datetime) -> None:
    """A letter that was in somebody's hand may have arrived: it is not sent again."""
    rows = DashboardLetter.objects.filter(pk__in=[each.pk for each in letters])
    rows.filter(state=State.CLAIMED).update(state=State.UNCERTAIN, ended_at=at)


def withhold_letters(*, dashboard: Dashboard, period_on: dt.date, at: dt.datetime) -> None:
    """Keep back what its reader may not see now."""
    is_gone = is_without_topic(dashboard)
    rows = dashboard.letters.filter(period_on=period_on, state=State.WAITING)
    ids = [
        letter.pk
        for letter in rows.select_related("member").prefetch_related("member__role_grants")
        if is_gone or not may_read(dashboard, letter.member)
    ]
    rows.filter(pk__in=ids).update(state=State.WITHHELD, ended_at=at)


def note_told(*, dashboard: Dashboard, members: Collection[Member], at: dt.datetime) -> None:
    """Its maker knows of these readers."""
    dashboard.readers.filter(member__in=members).update(told_at=at)


def claim_letter(*, letter: DashboardLetter, worker: str) -> bool:
    """Note that a letter is about to go; False if somebody else took it."""
    free = DashboardLetter.objects.filter(pk=letter.pk, state=State.WAITING)
    return bool(free.update(state=State.CLAIMED, claimed_by=worker))


def end_letter(
    *, letter: DashboardLetter, worker: str, state: str, answer: str = "", at: dt.datetime
) -> bool:
    """Note how it went; False if the letter was no longer ours."""
    mine = DashboardLetter.objects.filter(pk=letter.pk, state=State.CLAIMED, claimed_by=worker)
    is_over = state != State.WAITING
    return bool(mine.update(state=state, answer=answer[:300], ended_at=at if is_over else None))


def record_mailed(*, dashboard: Dashboard, period_on: dt.date, at: dt.datetime) -> None:
    """Write down how many letters of a day went."""
    n_sent = dashboard.letters.filter(period_on=period_on, state=State.SENT).count()
    audit.record(
        at=at,
        actor="system",
        act="insight.dashboard-mailed",
        object=f"dashboard:{dashboard.pk}",
        declaration="insight.dashboards",
        detail={"day": period_on.isoformat(), "n_letters": n_sent},
    )


def _share(dashboard: Dashboard, readers: Collection[Member]) -> None:
    """Who stays keeps what its maker was told of them."""
    dashboard.readers.exclude(member__in=readers).delete()
    DashboardReader.objects.bulk_create(
        [DashboardReader(dashboard=dashboard, member=member) for member in readers],
        ignore_conflicts=True,
    )


def _shared_words(dashboard: Dashboard, readers: Collection[Member]) -> dict[str, Any]:
    return {
        "rhythm": dashboard.rhythm,
        "roles": ", ".join(dashboard.roles),
        "members": sorted(member.pk for member in readers),
    }


def _record(
    act: str,
    dashboard: Dashboard,
    *,
    by: Member,
    at: dt.datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"dashboard:{dashboard.pk}",
        declaration="insight.dashboards",
        detail=detail,
    )
