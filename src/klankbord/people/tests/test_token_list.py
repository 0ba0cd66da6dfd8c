import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from klankbord.people.limits import counting
from klankbord.people.models import Member, Role
from klankbord.people.tokens import actions, bearer
from klankbord.people.tokens.models import ApiToken

pytestmark = pytest.mark.django_db
FEED = "/api/v1/community/feed"
LIST = reverse("people:token-list")


@pytest.fixture
def make_key():
    def make(member, *scopes, days=30):
        at = dt.datetime.now(dt.UTC)
        expires_on = at.date() + dt.timedelta(days=days)
        return actions.create_token(
            member=member, name="script", scopes=scopes, expires_on=expires_on, at=at
        )

    return make


def read(path, secret):
    return Client().get(path, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_key_reads_what_its_member_may_read(make_key, colleague):
    token, secret = make_key(colleague, "read")
    assert read(FEED, secret) == 200
    assert read("/api/v1/desk/cases", secret) in {403, 404}
    token.refresh_from_db()
    assert token.used_on == dt.datetime.now(dt.UTC).date()


def test_a_wrong_old_or_revoked_key_opens_nothing(make_key, colleague):
    token, secret = make_key(colleague, "read")
    _, old = make_key(colleague, "read", days=-1)
    assert read(FEED, old) == 401
    assert read(FEED, "kb_wrong") == 401
    actions.revoke_token(token=token, by=colleague, at=dt.datetime.now(dt.UTC))
    assert read(FEED, secret) == 401


def test_the_key_of_somebody_who_left_opens_nothing(make_key, colleague):
    _, secret = make_key(colleague, "read")
    Member.objects.filter(pk=colleague.pk).update(is_active=False)
    assert read(FEED, secret) == 401


def test_a_key_without_the_scope_is_refused(make_key, colleague):
    _, secret = make_key(colleague, "write:community")
    assert read(FEED, secret) == 403


def test_scopes_are_per_room(make_key, colleague):
    token, _ = make_key(colleague, "read", "write:community")
    assert bearer.may(token, method="GET", room="desk")
    assert bearer.may(token, method="POST", room="community")
    assert not bearer.may(token, method="POST", room="desk")


def test_only_an_administrator_lets_a_directory_in(make_key, colleague):
    with pytest.raises(actions.ScopeNotAllowed):
        make_key(colleague, "scim")


def test_a_key_is_shown_once_and_kept_as_a_hash(client_of, colleague):
    client = client_of(colleague)
    answer = client.post(LIST, {"name": "My script", "scopes": ["read"], "lasts": "30"})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in client.get(LIST).content.decode()
    assert secret not in str(vars(ApiToken.objects.get()))


def test_nobody_gives_a_key_more_than_they_have(client_of, colleague):
    form = {"name": "x", "scopes": ["scim"], "lasts": "30"}
    assert client_of(colleague).post(LIST, form).status_code == 200
    assert not ApiToken.objects.exists()


def test_somebody_elses_key_does_not_exist(make_key, client_of, colleague, stranger, owner):
    token, _ = make_key(colleague, "read")
    address = reverse("people:token-revoke", args=[token.pk])
    assert client_of(stranger).post(address).status_code == 404
    assert client_of(owner).post(address).status_code == 302
    assert not ApiToken.objects.exists()


def test_guessing_is_slowed_down(monkeypatch):
    monkeypatch.setattr(counting, "GUESSES", 3)
    answers = [read(FEED, f"kb_{number}") for number in range(4)]
    assert answers == [401, 401, 401, 429]


def test_a_page_of_the_overview_that_cannot_be_is_the_first(make_key, client_of, owner):
    make_key(owner, "read")
    address = reverse("people:token-overview")
    for wrong in ("9" * 5000, "9" * 19, "x", "-1"):
        page = client_of(owner).get(address, {"before": wrong})
        assert (page.status_code, len(page.context["keys"])) == (200, 1)


def test_the_overview_costs_the_same_for_many(
    make_key, client_of, owner, colleague, django_assert_max_num_queries
):
    for _ in range(20):
        make_key(colleague, "read")
    client = client_of(owner)
    with django_assert_max_num_queries(16):
        assert client.get(reverse("people:token-overview")).status_code == 200


def test_a_stranger_sees_no_keys_of_others(client_of, stranger):
    assert client_of(stranger).get(reverse("people:token-overview")).status_code == 403


def test_roles_are_asked_for_keys_as_well(make_key, member_with):
    _, secret = make_key(member_with(Role.EMPLOYEE), "read")
    assert read("/api/v1/topics/mentions", secret) in {403, 404}
