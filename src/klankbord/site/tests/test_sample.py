import datetime as dt
from collections import Counter

import pytest
from django.apps import apps
from django.urls import reverse

from klankbord.participate.archive.models import Mention
from klankbord.people.actions import InvitationNotValid, accept_invitation, invite_member
from klankbord.people.models import Member, Organisation, Role
from klankbord.plan.queries import next_best_step, plan_measured
from klankbord.reputation.desk.models import Case, State
from klankbord.site.sample import InstallationNotEmpty, load_sample, remove_sample
from klankbord.site.sample.posts import DAYS, OUTAGE_DAY, Town
from klankbord.site.start import start_path
from klankbord.trust import audit
from klankbord.trust.models import AuditEntry

UNTIL = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)
# What the program itself keeps, whoever uses it.
STAYS = {
    "AuditEntry",
    "AuditHead",
    "Standing",
    "Job",
    "Permission",
    "ContentType",
    "Session",
    "Group",
}


def test_one_seed_gives_one_town():
    assert Town(until=UNTIL).posts() == Town(until=UNTIL).posts()


def test_the_town_lives():
    posts = Town(until=UNTIL).posts()
    assert len(posts) > 4000
    assert {post.lang for post in posts} == {"nl", "en"}
    assert len({post.platform for post in posts}) >= 6
    hours = Counter(post.published_at.hour for post in posts)
    assert hours[18] > 5 * hours[2]
    days = sorted(Counter(post.published_at.date() for post in posts).items())
    usual = sorted(n for _, n in days)[len(days) // 2]
    assert max(n for _, n in days) > 2.5 * usual
    outage = (UNTIL - dt.timedelta(days=DAYS - OUTAGE_DAY)).date()
    assert dict(days)[outage] > 2.5 * usual
    assert len({post.id for post in posts}) == len(posts)
    known = {post.id for post in posts}
    answers = [post for post in posts if post.in_reply_to]
    assert len(answers) > 300
    assert all(post.in_reply_to in known for post in answers)


@pytest.mark.django_db
def test_the_sample_fills_every_room_and_goes_without_trace():
    load_sample(at=UNTIL)
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


@pytest.mark.django_db
def test_what_was_added_by_oneself_stays(make_member):
    own = make_member("Own", Role.ADMINISTRATOR)
    Organisation.objects.all().delete()
    Member.objects.filter(pk=own.pk).update(department=None)
    remove_sample(by="test", at=UNTIL)
    assert Member.objects.get() == own


@pytest.mark.django_db
def test_start_with_an_own_organisation(client_of, client):
    load_sample(at=UNTIL)
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


@pytest.mark.django_db
def test_an_empty_house_begins_with_the_printed_key(client):
    form = {
        "organisation": "Waterschap Proef",
        "words": "",
        "name": "Me",
        "email": "me@proef.example",
        "password": "het regent in de polder",
        "language": "nl",
    }
    assert client.get(reverse("site:start-own")).status_code == 403
    assert client.get(reverse("site:start-own") + "?key=guess").status_code == 403
    address = start_path()
    assert client.get(address).status_code == 200
    assert client.post(address, form).status_code == 302
    assert Member.objects.get().has_role(Role.ADMINISTRATOR)
    assert client.post(address, form).status_code == 403


@pytest.mark.django_db
def test_the_plan_of_the_sample_has_work_in_every_phase():
    load_sample(at=UNTIL)
    phases = plan_measured(at=UNTIL)
    assert all(phase.n_stand for phase in phases)
    assert next_best_step(phases).step.key == "3a"


@pytest.mark.django_db
def test_who_was_invited_into_the_sample_does_not_come_into_the_own_house(client_of, client):
    load_sample(at=UNTIL)
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
