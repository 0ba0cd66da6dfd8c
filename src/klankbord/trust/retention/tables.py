"""What is kept of trust itself, and in the tables of libraries."""

import datetime as dt

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.jobs.models import Job, State
from klankbord.trust.retention.contract import Kept, TimeClass, keep, rows_at_once, rows_before
from klankbord.trust.retention.models import LegalHold, PurgeReport
from klankbord.trust.rights.models import GlassOpening, OwnExport

FAILED_LONGER = dt.timedelta(days=76)
YEARS = dt.timedelta(days=640)  # beyond the class's 90 days: a report is kept two years


def _ended_jobs(before: dt.datetime) -> QuerySet[Job]:
    """Failed jobs stay for who must look at them."""
    done = Q(state__in=[State.FINISHED, State.CANCELLED], finished_at__lt=before)
    return Job.objects.filter(done | Q(state=State.FAILED, finished_at__lt=before - FAILED_LONGER))


keep(
    Kept(
        key="trust.audit",
        label=_("Audit log"),
        tables=("trust.AuditEntry", "trust.AuditHead"),
        time=TimeClass.AUDIT,
        why=_("The chain purges itself and stays verifiable"),
    ),
    Kept(
        key="trust.decisions",
        label=_("Decisions of the works council"),
        tables=("trust.Decision", "trust.NotedFunction"),
        time=TimeClass.SETTING,
        why=_("They say what this installation may do"),
    ),
    Kept(
        key="trust.purges",
        label=_("Reports of the purge"),
        tables=("trust.PurgeReport", "trust.PurgeLine"),
        time=TimeClass.NOTIFICATION,
        sweep=rows_at_once(
            lambda before: PurgeReport.objects.filter(started_at__lt=before - YEARS)
        ),
    ),
    Kept(
        key="trust.holds",
        label=_("Legal holds that ended"),
        tables=("trust.LegalHold",),
        time=TimeClass.NOTIFICATION,
        sweep=rows_at_once(lambda before: LegalHold.objects.filter(until_on__lt=before - YEARS)),
    ),
    Kept(
        key="trust.erasures",
        label=_("Proof of erasures, without the name"),
        tables=("trust.Erasure",),
        time=TimeClass.SETTING,
        why=_("It shows that somebody's right was kept, and holds no name"),
    ),
    Kept(
        key="trust.glass",
        label=_("Opened closed groups"),
        tables=("trust.GlassOpening",),
        time=TimeClass.NOTIFICATION,
        sweep=rows_at_once(lambda before: GlassOpening.objects.filter(asked_at__lt=before - YEARS)),
    ),
    Kept(
        key="trust.departures",
        label=_("Who left, and when"),
        tables=("trust.Departure",),
        time=TimeClass.ACKNOWLEDGEMENT,
        why=_("Needed to know when their agreements may go"),
    ),
    Kept(
        key="trust.own-exports",
        label=_("Files with a member's own data"),
        tables=("trust.OwnExport",),
        time=TimeClass.COPY,
        sweep=rows_before(lambda before: OwnExport.objects.filter(asked_at__lt=before)),
    ),
    Kept(
        key="trust.secrets",
        label=_("Sealed keys and passwords of connections"),
        tables=("trust.StoredSecret",),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="trust.ballots",
        label=_("Ballots and who fetched a token"),
        tables=("trust.Ballot", "trust.IssuedToken"),
        time=TimeClass.RAW,
        why=_("Who fetched a token goes at the close, the choice 30 days after"),
    ),
    Kept(
        key="trust.rounds",
        label=_("Questions put to colleagues, with their counts"),
        tables=("trust.BallotRound",),
        time=TimeClass.COUNT,
    ),
    Kept(
        key="trust.disclosure",
        label=_("What was told about groups, so that it cannot be subtracted"),
        tables=(
            "trust.DisclosureLimit",
            "trust.MeasuredAttribute",
            "trust.DisclosureRound",
            "trust.DisclosureAnswer",
            "trust.ToldGroup",
        ),
        time=TimeClass.COUNT,
    ),
    Kept(
        key="jobs.jobs",
        label=_("Jobs"),
        tables=("jobs.Job",),
        time=TimeClass.JOB,
        sweep=rows_at_once(_ended_jobs),
    ),
    Kept(
        key="jobs.clocks",
        label=_("Clocks of standing jobs"),
        tables=("jobs.Standing",),
        time=TimeClass.SETTING,
    ),
    Kept(
        key="django.tables",
        label=_("Tables of the framework"),
        tables=(
            "contenttypes.ContentType",
            "auth.Permission",
            "auth.Group",
            "auth.Group_permissions",
        ),
        time=TimeClass.SETTING,
        why=_("They describe the program and hold no persons"),
    ),
    Kept(
        key="django.sessions",
        label=_("Sign-in sessions of Django's own table"),
        tables=("sessions.Session",),
        time=TimeClass.SESSION,
        sweep=rows_at_once(lambda before: Session.objects.filter(expire_date__lt=before)),
    ),
)
