import datetime as dt

import pytest
from django.utils import timezone

from klankbord.participate.archive.models import Author, Mention
from klankbord.participate.archive.rights import outsider_found
from klankbord.participate.stakeholders.directory import read_directory, save_directory
from klankbord.participate.stakeholders.models import Entry, Kind, Placement, Rule
from klankbord.participate.stakeholders.rules import add_rule
from klankbord.trust.retention.contract import KEPT, TimeClass
from klankbord.trust.rights.contract import ERASERS, OWN_DATA

pytestmark = pytest.mark.django_db
NAMES = ("stakeholders.groups", "stakeholders.directory", "stakeholders.rules")


@pytest.fixture
def placed(hear, owner, now):
    table = b"group,platform,handle,website\njournalist,mastodon,pietschrijft,\npartner,,,a.example"
    save_directory(entries=read_directory(table, at=now).entries, by=owner, at=now)
    value = "pietschrijft OR journalist"
    add_rule(kind=Kind.PROFILE, group="journalist", value=value, by=owner, at=now)
    return hear("pietschrijft", url="https://a.example/piet")


def test_erasure_reaches_group_directory_and_rules(placed):
    outsider = outsider_found(platform="mastodon", handle="pietschrijft")
    assert [ERASERS[name].find(outsider) for name in NAMES] == [1, 1, 1]
    for name in NAMES:
        ERASERS[name].erase(outsider)
    assert [ERASERS[name].find(outsider) for name in NAMES] == [0, 0, 0]
    assert not Placement.objects.exists()
    assert not Rule.objects.exists()
    assert Entry.objects.get().site == "a.example"  # of an organisation, not of its writer


def test_a_group_goes_with_its_author(placed):
    Mention.objects.all().delete()
    Author.objects.all().delete()
    sweep = KEPT["stakeholders.groups"].sweep
    assert sweep.finish(timezone.now()) == 1
    assert not Placement.objects.exists()


def test_a_line_that_met_nobody_goes_after_its_time(placed, now):
    sweep = KEPT["stakeholders.directory"].sweep
    before = TimeClass.MENTION.before(now + dt.timedelta(days=300))
    assert sweep.finish(before) == 0
    before = TimeClass.MENTION.before(now + dt.timedelta(days=500))
    assert sweep.finish(before) == 1
    assert Entry.objects.get().handle == "pietschrijft"  # who is still heard


def test_own_data_names_what_a_member_said(placed, owner):
    rows = list(OWN_DATA["stakeholders.rules"].rows(owner.pk))
    assert [row["group"] for row in rows] == ["journalist"]
