"""Read dashboards: who may see which, and the figures that one shows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, Max, OuterRef, QuerySet

from klankbord.participate.insight.cross_table import Chosen
from klankbord.participate.insight.models import Dashboard, DashboardLetter, Rhythm
from klankbord.participate.insight.queries import Figures
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member, Role

READERS: Final = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
"""Who may see the overview at all; a dashboard opens it to nobody else."""
EDITORS: Final = (Role.MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Outcome:
    """What became of the letters of one day."""

    period_on: dt.date
    letters: list[DashboardLetter]

    @property
    def n_sent(self) -> int:
        """How many went."""
        return sum(letter.state == DashboardLetter.State.SENT for letter in self.letters)

    @property
    def others(self) -> list[DashboardLetter]:
        """Those that did not go, or not for certain."""
        return [each for each in self.letters if each.state != DashboardLetter.State.SENT]


def dashboards_for(member: Member) -> list[Dashboard]:
    """What a member may open: their own, what is shared with them, what is nobody's any more."""
    return [row for row in _rows() if _may_open(row, member)]


def dashboard_for(member: Member, pk: int) -> Dashboard | None:
    """One of them; None where it is not there for this member."""
    row = _rows().filter(pk=pk).first()
    return row if row is not None and _may_open(row, member) else None


def _rows() -> QuerySet[Dashboard]:
    makers = Member.objects.filter(pk=OuterRef("maker"), is_active=True)
    rows = Dashboard.objects.annotate(
        has_maker=Exists(makers.filter(role_grants__role__in=EDITORS))
    )
    return rows.select_related("maker").prefetch_related("readers__member__role_grants")


def may_read(dashboard: Dashboard, member: Member) -> bool:
    """Whether this member may see it now: by their own rights, never by those of its maker."""
    if not member.is_active or not member.has_role(*READERS):
        return False
    is_own = dashboard.maker_id == member.pk
    is_named = any(each.member_id == member.pk for each in dashboard.readers.all())
    return is_own or is_named or not member.roles.isdisjoint(dashboard.roles)


def may_change(dashboard: Dashboard, member: Member) -> bool:
    """Its maker may; when that is nobody any more, every editor: somebody must be able to stop it.

    Asked of a dashboard that was read here.
    """
    if not member.is_active or not member.has_role(*EDITORS):
        return False
    return dashboard.maker_id == member.pk or is_orphan(dashboard)


def is_orphan(dashboard: Dashboard) -> bool:
    """Whether nobody made it who may still change it; of one that was not read here we say no."""
    return not getattr(dashboard, "has_maker", True)


def _may_open(dashboard: Dashboard, member: Member) -> bool:
    return may_read(dashboard, member) or may_change(dashboard, member)


def team() -> list[Member]:
    """Whom a dashboard can be shared with."""
    rows = Member.objects.filter(is_active=True, role_grants__role__in=READERS)
    return list(rows.distinct().prefetch_related("role_grants").order_by("name", "pk"))


def addressed(dashboard: Dashboard) -> list[Member]:
    """Whom letters are meant for; who of them may not see it any more is asked apart."""
    named = [each.member for each in dashboard.readers.all()]
    able = [member for member in team() if may_read(dashboard, member)]
    stopped = set(dashboard.stops.values_list("member", flat=True))
    every = {member.pk: member for member in (*able, *named)}.values()
    return [each for each in every if each.pk not in stopped and not each.is_sample]


def wants_letters(dashboard: Dashboard, member: Member) -> bool | None:
    """Whether a member who gets the letters of a dashboard wants them; None where it has none."""
    if dashboard.rhythm == Rhythm.OFF or not may_read(dashboard, member):
        return None
    return not dashboard.stops.filter(member=member).exists()


def figures_of(dashboard: Dashboard, *, today: dt.date) -> Figures:
    """What it shows; raises `Topic.DoesNotExist` where its topic is not there any more."""
    return Figures.read(dashboard.choices, today=today)


def is_without_topic(dashboard: Dashboard) -> bool:
    """Whether the topic that it is about was deleted."""
    topic = Chosen.read(dashboard.choices).topic
    return topic is not None and not Topic.objects.filter(pk=topic).exists()


def untold(dashboard: Dashboard, period_on: dt.date) -> list[Member]:
    """Named readers whose letter of a day was kept back, while its maker does not know of it."""
    kept_back = dashboard.letters.filter(
        period_on=period_on, state=DashboardLetter.State.WITHHELD
    ).values("member")
    rows = dashboard.readers.filter(told_at=None, member__in=kept_back).select_related("member")
    return [each.member for each in rows.order_by("member__name", "pk")]


def last_outcomes(dashboards: Iterable[Dashboard]) -> dict[int, Outcome]:
    """Dashboard → what became of its newest letters."""
    ids = [each.pk for each in dashboards]
    rows = DashboardLetter.objects.filter(dashboard__in=ids).order_by()
    newest = dict(rows.values_list("dashboard").annotate(day=Max("period_on")))
    found: dict[int, Outcome] = {}
    days = rows.filter(period_on__in=set(newest.values())).select_related("member")
    for letter in days.order_by("member__name", "pk"):
        if newest[letter.dashboard_id] == letter.period_on:
            outcome = found.setdefault(letter.dashboard_id, Outcome(letter.period_on, []))
            outcome.letters.append(letter)
    return found
