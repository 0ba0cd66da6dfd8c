"""The list under an @: who may read in the group, by the beginning of a name, and nobody else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.community import actions, views
from klankbord.people.models import Member


def names(client, group, words):
    answer = client.get(reverse("community:name-find"), {"group": group.pk, "q": words})
    return answer.status_code, [each["name"] for each in answer.json()["names"]]


@pytest.fixture
def anna(make_member):
    return make_member("Anna de Vries", department="Groen")


def test_the_beginning_of_any_part_of_a_name_finds(open_group, owner, anna, client_of):
    client = client_of(owner)
    for words in ("an", "Anna de", "vr", "ANNA DE VRIES"):
        assert names(client, open_group, words) == (200, ["Anna de Vries"]), words
    for words in ("", " ", "nna", "ries", "Own", "%", "_"):
        assert names(client, open_group, words) == (200, []), words


def test_two_of_one_name_are_told_apart(open_group, owner, anna, make_member, client_of):
    twin = make_member("Twin", department="Water")
    Member.objects.filter(pk=twin.pk).update(name="Anna de Vries")
    find = reverse("community:name-find")
    found = client_of(owner).get(find, {"group": open_group.pk, "q": "anna"}).json()["names"]
    assert {each["about"] for each in found} == {"Groen", "Water"}


def test_of_a_closed_group_only_who_is_in_it(closed_group, owner, anna, colleague, client_of):
    client = client_of(owner)
    assert names(client, closed_group, "anna") == (200, [])
    at = timezone.now()
    actions.invite_member(group=closed_group, member=anna, by=owner, at=at)
    assert names(client, closed_group, "anna") == (200, [])
    actions.join_group(group=closed_group, by=anna, at=at)
    assert names(client, closed_group, "anna") == (200, ["Anna de Vries"])
    Member.objects.filter(pk=anna.pk).update(is_active=False)
    assert names(client, closed_group, "anna") == (200, [])
    outside = client_of(colleague)
    find = reverse("community:name-find")
    for group in (closed_group.pk, 0, 10**17, "x", ""):
        assert outside.get(find, {"group": group, "q": "a"}).status_code == 404


def test_nobody_reads_the_whole_house_by_it(open_group, owner, anna, client_of, monkeypatch):
    monkeypatch.setattr(views, "MOST_LOOKS", 2)
    client = client_of(owner)
    told = [names(client, open_group, letter) for letter in "aaa"]
    assert told == [(200, ["Anna de Vries"]), (200, ["Anna de Vries"]), (429, [])]
