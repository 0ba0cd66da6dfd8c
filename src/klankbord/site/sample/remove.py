"""Take the sample organisation away, and nothing else."""

import datetime as dt

from django.db import transaction

from klankbord.ambassadors.answers.models import Point, Theme
from klankbord.ambassadors.community.models import Group, Post
from klankbord.ambassadors.community.polls.forgetting import forget_polls
from klankbord.ambassadors.guidelines.awareness.models import SituationTally
from klankbord.ambassadors.guidelines.inside.models import (
    InsideDocument,
    InsideTerm,
    PhotoRefusal,
)
from klankbord.ambassadors.guidelines.models import Guideline
from klankbord.ambassadors.newsletters.models import Edition
from klankbord.ambassadors.pulse.actions import remove_sample_rounds
from klankbord.ambassadors.pulse.models import LoadedInstrument
from klankbord.participate.archive.actions import erase_source
from klankbord.participate.archive.filing import forget_in_files
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.insight.models import Dashboard
from klankbord.participate.keyfigures.models import Look
from klankbord.participate.listening.accounts import disconnect_account
from klankbord.participate.listening.models import Account, Source
from klankbord.participate.platforms.models import DayPlatform, Research, Weights
from klankbord.participate.platforms.models import Fact as PlatformFact
from klankbord.participate.stakeholders.models import Entry, Placement, Rule
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Department, Invitation, Member, Organisation
from klankbord.people.providers.models import Provider
from klankbord.people.scim.models import DirectoryGroup
from klankbord.reputation.desk.actions import remove_sample_cases
from klankbord.reputation.desk.approvals.models import ApprovalRule
from klankbord.reputation.desk.clocks.models import OfficeHours, Target
from klankbord.reputation.desk.contacts.models import Contact
from klankbord.reputation.desk.models import Case, CaseCounter
from klankbord.reputation.drafting.actions import forget_endpoint
from klankbord.reputation.facts.models import Fact
from klankbord.reputation.flowcharts.models import Flow, FlowRun
from klankbord.reputation.replies.models import SavedReply
from klankbord.reputation.routing.models import Example, RuleVersion
from klankbord.trust import audit
from klankbord.trust.council.actions import note_register
from klankbord.trust.council.models import Decision
from klankbord.trust.retention.models import LegalHold
from klankbord.trust.vault.actions import forget_secret

MARKED = (
    Dashboard.objects,
    Research.objects,
    PlatformFact.objects,
    Rule.objects,
    Entry.objects,
    Contact.objects,
    Point.objects,
    Theme.objects,
    Edition.objects,
    Fact.objects,
    Flow.objects,
    Group.objects,
    Guideline.objects,
    SavedReply.objects,
    Topic.objects,
    Member.everybody,
    Department.objects,
    Organisation.objects,
)


def remove_sample(*, by: str, at: dt.datetime) -> None:
    """Delete all that is marked as sample and what hangs on it; a second call finds nothing.

    Everybody who came in while anybody could be its administrator goes too, with every way in
    that was opened meanwhile, and so do accounts on platforms, the model outside the house, what
    was decided in the name of the council, the clocks of the desk, its routing rules and what stays
    inside. The audit log stays: that there was a sample is a fact.
    """
    with transaction.atomic():
        if Organisation.objects.filter(is_sample=True).exists():
            for provider in Provider.objects.all():
                forget_secret(name=provider.secret_name, at=at, actor=by)
            for ways_in in (Invitation.objects, Provider.objects, DirectoryGroup.objects):
                ways_in.all().delete()
            for account in Account.objects.all():
                disconnect_account(account=account, at=at, actor=by)
            forget_endpoint(by=by, at=at)
            Decision.objects.all().delete()
            note_register(at=at)  # what they opened is locked again, and the log says so
            LegalHold.objects.all().delete()
            Target.objects.all().delete()
            RuleVersion.objects.all().delete()
            Example.objects.all().delete()
            InsideTerm.objects.all().delete()
            InsideDocument.objects.all().delete()
            PhotoRefusal.objects.all().delete()
            SituationTally.objects.all().delete()
            OfficeHours.objects.all().delete()
            ApprovalRule.objects.all().delete()
            LoadedInstrument.objects.all().delete()
            Placement.objects.all().delete()
            Look.objects.all().delete()
            Dashboard.objects.all().delete()
            DayPlatform.objects.all().delete()
            Weights.objects.all().delete()
            Member.everybody.all().delete()
        remove_sample_cases()
        forget_polls(posts=Post.objects.filter(group__is_sample=True))
        remove_sample_rounds()
        FlowRun.objects.filter(version__flow__is_sample=True).delete()
        for source in Source.objects.filter(is_sample=True):
            erase_source(source=source)
        for rows in MARKED:
            rows.filter(is_sample=True).delete()
        _begin_anew()
        audit.record(at=at, actor=by, act="sample.removed")
    forget_in_files(at=at)


def _begin_anew() -> None:
    """In a house without anything of its own the first case is number one again."""
    if not Case.objects.exists():
        CaseCounter.objects.all().delete()
    if not Mention.objects.exists():
        Arrival.objects.all().delete()


def sample_counts() -> dict[str, int]:
    """What would go, to show before the click."""
    return {
        "members": Member.objects.filter(is_sample=True).count(),
        "sources": Source.objects.filter(is_sample=True).count(),
        "topics": Topic.objects.filter(is_sample=True).count(),
        "groups": Group.objects.filter(is_sample=True).count(),
    }
