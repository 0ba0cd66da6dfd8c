"""What stands in the sample organisation, and what is left when it goes."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from klankbord.participate.archive.models import Mention
from klankbord.participate.insight.dashboards.queries import addressed, dashboards_for, figures_of
from klankbord.participate.insight.models import Rhythm
from klankbord.people.actions import InvitationNotValid, accept_invitation, invite_member
from klankbord.people.models import Member, Organisation, Role
from klankbord.people.providers.actions import save_provider
from klankbord.people.providers.models import Provider
from klankbord.plan.queries import next_best_step, plan_measured
from klankbord.reputation.desk.models import Case, State
from klankbord.reputation.drafting.actions import KEY, set_endpoint
from klankbord.reputation.drafting.models import Endpoint
from klankbord.site.sample import InstallationNotEmpty, load_sample, remove_sample
from klankbord.trust import audit
from klankbord.trust.council.actions import confirm_decision, record_decision
from klankbord.trust.council.locks import FunctionLocked, refuse_while_locked
from klankbord.trust.council.models import Decision
from klankbord.trust.models import AuditEntry
from klankbord.trust.register import DECLARATIONS
from klankbord.trust.vault.queries import has_secret

pytestmark = pytest.mark.django_db

UNTIL = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)
# What the program itself keeps, whoever uses it.
STAYS = {
    "NotedFunction",
    "AuditEntry",
    "AuditHead",
    "Standing",
    "Job",
    "Permission",
    "ContentType",
    "Session",
    "Group",
}


@pytest.fixture(scope="module", autouse=True)
def _town(django_db_setup, django_db_blocker):
    """The sample takes seconds to load: once, and each test undoes only what it did itself."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        load_sample(at=UNTIL)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


def test_the_sample_fills_every_room_and_goes_without_trace():
    assert Mention.objects.count() > 4000
    assert set(Case.objects.values_list("state", flat=True)) == set(State.values)
    assert Member.objects.filter(is_shown_in_listening=True).count() == 2
    with pytest.raises(InstallationNotEmpty):
        load_sample(at=UNTIL)
    remove_sample(by="test", at=UNTIL)
    left = {
        model.__name__: model.objects.count()
        for model in apps.get_models()
        if model.__name__ not in STAYS and model._default_manager.exists()
    }
    assert left == {}
    assert audit.verify().is_whole


def test_the_team_of_the_sample_has_dashboards_and_no_mail_of_them():
    reader = Member.objects.filter(role_grants__role=Role.RESPONDER).first()
    weekly, waste = sorted(dashboards_for(reader), key=lambda each: each.rhythm, reverse=True)
    assert (weekly.rhythm, waste.rhythm) == (Rhythm.WEEKLY, Rhythm.OFF)
    assert figures_of(weekly, today=UNTIL.date()).mentions.now > 1_000
    assert figures_of(waste, today=UNTIL.date()).topic.name == "Afval"
    assert addressed(weekly) == []


def test_start_with_an_own_organisation(client_of, client):
    karin = Member.objects.get(role_grants__role=Role.ADMINISTRATOR)
    client = client_of(karin)
    form = {
        "organisation": "Waterschap Proef",
        "words": 'Waterschap Proef, "WP"',
        "name": "Me",
        "email": "me@proef.example",
        "password": "het regent in de polder",
        "language": "nl",
    }
    assert client.post(reverse("site:start-own"), form).status_code == 200
    assert Organisation.objects.get().is_sample
    answer = client.post(reverse("site:start-own"), form | {"is_sure": "on"})
    assert answer.status_code == 302
    assert Organisation.objects.get().name == "Waterschap Proef"
    assert client.get(reverse("plan:plan")).status_code == 200
    assert client.get(reverse("site:start-own")).status_code == 403
    assert AuditEntry.objects.filter(act="sample.removed").count() == 1


def test_the_plan_of_the_sample_has_work_in_every_phase():
    phases = plan_measured(at=UNTIL)
    assert all(phase.n_stand for phase in phases)
    assert next_best_step(phases).step.key == "3a"


def test_who_was_invited_into_the_sample_does_not_come_into_the_own_house(client_of, client):
    karin = Member.objects.get(role_grants__role=Role.ADMINISTRATOR)
    now = dt.datetime.now(dt.UTC)
    _letter, secret = invite_member(
        email="guest@proef.example",
        name="Guest",
        department=None,
        roles=[Role.ADMINISTRATOR],
        language="en",
        by=karin,
        at=now,
    )
    _second, other = invite_member(
        email="other@proef.example",
        name="Other",
        department=None,
        roles=[Role.ADMINISTRATOR],
        language="en",
        by=karin,
        at=now,
    )
    accept_invitation(secret=secret, name="Guest", password="het regent weer", at=now)
    remove_sample(by="test", at=UNTIL)
    assert not Member.objects.exists()
    with pytest.raises(InvitationNotValid):
        accept_invitation(secret=other, name="Other", password="het regent weer", at=now)


def test_what_strangers_set_in_the_sample_is_not_in_force_in_the_own_house():
    karin = Member.objects.get(role_grants__role=Role.ADMINISTRATOR)
    declaration = next(iter(DECLARATIONS.values()))
    set_endpoint(
        by=karin, at=UNTIL, key="theirs", is_on=True, url="https://thief.example/v1", model="m",
        provider="Thief", country="Nowhere",
    )  # fmt: skip
    provider = save_provider(
        provider=Provider(kind=Provider.Kind.OIDC, name="Theirs", domains=["thief.example"]),
        by=karin, at=UNTIL, secret="theirs",
    )  # fmt: skip
    decision = record_decision(
        declaration=declaration,
        values={
            "kind": Decision.Kind.COUNCIL, "number": "1", "scope": "all",
            "decided_on": UNTIL.date(), "expires_on": UNTIL.date() + dt.timedelta(days=900),
        },
        by=f"member:{karin.pk}",
        at=UNTIL,
    )  # fmt: skip
    confirm_decision(decision=decision, by="member:0", at=UNTIL)
    remove_sample(by="test", at=UNTIL)
    assert not Endpoint.objects.exists()
    assert not has_secret(KEY)
    assert not has_secret(provider.secret_name)
    with pytest.raises(FunctionLocked):
        refuse_while_locked(
            key=declaration.key, fingerprint=declaration.fingerprint, on=UNTIL.date()
        )
