import datetime as dt
import json

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from klankbord.people.models import Department, Member, Role
from klankbord.people.scim.models import DirectoryGroup
from klankbord.people.tokens import actions as tokens
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
MEDIA = "application/scim+json"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
FOUND = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE, Status.SKIPPED}


@pytest.fixture
def secret(owner):
    now = dt.datetime.now(dt.UTC)
    _, secret = tokens.create_token(
        member=owner, name="directory", scopes=["scim"], expires_on=now.date(), at=now
    )
    return secret


@pytest.fixture
def scim(client, secret):
    def call(method, path, body=None):
        answer = client.generic(
            method,
            f"/scim/v2/{path}",
            json.dumps(body) if body is not None else "",
            content_type=MEDIA,
            headers={"Authorization": f"Bearer {secret}"},
        )
        return answer.status_code, json.loads(answer.content or b"null")

    return call


@pytest.fixture
def make_user(scim):
    def make(name="nieuw@proefdam.example", **more):
        status, user = scim("POST", "Users", {"schemas": [USER], "userName": name, **more})
        assert status == 201, user
        return user

    return make


def patch(operation, path, value=None):
    change = {"op": operation, "path": path, "value": value}
    return {"schemas": [PATCH], "Operations": [change]}


@pytest.fixture
def open_connection():
    """The server part of a WSGI call closes connections; the test's own must stay open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_tester_finds_nothing_wrong(secret, open_connection):
    client = WSGISCIMClient(
        get_wsgi_application(),
        base_url="http://localhost/scim/v2",
        environ={"HTTP_AUTHORIZATION": f"Bearer {secret}"},
    )
    results = check_server(client)
    wrong = [
        (each.title, each.resource_type, each.reason)
        for each in results
        if each.status not in FOUND
    ]
    assert wrong == []
    assert sum(each.status is Status.SUCCESS for each in results) > 40


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer kb_wrong"}])
def test_nobody_comes_in_without_a_key(client, db, header):
    answer = client.get("/scim/v2/Users", headers=header)
    assert answer.status_code == 401
    assert json.loads(answer.content)["status"] == "401"


def test_a_key_of_another_scope_does_not_open(client, owner, now):
    at = dt.datetime.now(dt.UTC)
    _, secret = tokens.create_token(
        member=owner, name="reader", scopes=["read"], expires_on=at.date(), at=at
    )
    answer = client.get("/scim/v2/Users", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_the_key_of_a_former_administrator_does_not_open(scim, owner, make_member):
    make_member("Second", Role.ADMINISTRATOR)
    owner.role_grants.filter(role=Role.ADMINISTRATOR).delete()
    assert scim("GET", "Users")[0] == 401


def test_somebody_new_comes_in_as_employee(make_user):
    user = make_user(displayName="Nieuw Gezicht", externalId="x-1")
    member = Member.objects.get(pk=user["id"])
    assert (member.name, member.email) == ("Nieuw Gezicht", "nieuw@proefdam.example")
    assert member.roles == {"employee"}
    assert not member.has_usable_password()
    assert AuditEntry.objects.filter(act="people.directory-saved").count() == 1


def test_a_user_name_twice_is_a_conflict(make_user, scim):
    make_user()
    status, error = scim("POST", "Users", {"schemas": [USER], "userName": "NIEUW@proefdam.example"})
    assert (status, error["scimType"]) == (409, "uniqueness")


def test_filters_find_by_name_whatever_the_capitals(scim, make_user, owner, colleague):
    make_user()
    for text, count in {
        'userName eq "OWNER@proefdam.example"': 1,
        'userName eq "nieuw@proefdam.example" and active eq true': 1,
        'emails[value co "proefdam"]': 3,
        'emails.value sw "nieuw"': 1,
        'not (userName co "o")': 0,
        "externalId pr": 0,
        f'id eq "{owner.pk}"': 1,
    }.items():
        status, found = scim("GET", f"Users?filter={text}")
        assert (status, found["totalResults"]) == (200, count), text


@pytest.mark.parametrize("text", ['password eq "x"', "userName", "userName eq", "(" * 200])
def test_a_filter_we_cannot_answer_is_refused(scim, text):
    status, error = scim("GET", f"Users?filter={text}")
    assert (status, error["scimType"]) == (400, "invalidFilter")


@pytest.mark.parametrize(
    "text", ["(" * 2000 + "active pr" + ")" * 2000, " or ".join(["active pr"] * 2000), "x" * 60_000]
)
def test_a_filter_that_would_hold_us_is_refused(scim, text):
    for room in ("Users", "Groups"):
        status, error = scim("GET", f"{room}?filter={text}")
        assert (status, error["scimType"]) == (400, "invalidFilter")


def test_letting_go_closes_the_door_and_ends_sessions(scim, make_user, client_of):
    user = make_user()
    member = Member.objects.get(pk=user["id"])
    client = client_of(member)
    assert client.get("/people/me/").status_code == 200
    assert member.sessions.count() == 1
    status, after = scim("PATCH", f"Users/{member.pk}", patch("replace", "active", value=False))
    assert (status, after["active"]) == (200, False)
    assert member.sessions.count() == 0
    assert client.get("/people/me/").status_code == 302


def test_who_was_deleted_is_gone_and_may_come_back(scim, make_user):
    user = make_user()
    assert scim("DELETE", f"Users/{user['id']}")[0] == 204
    assert scim("GET", f"Users/{user['id']}")[0] == 404
    assert not Member.objects.get(pk=user["id"]).is_active
    assert make_user()["id"] == user["id"]
    assert Member.objects.get(pk=user["id"]).is_active


def test_the_last_administrator_stays(scim, owner):
    assert scim("DELETE", f"Users/{owner.pk}")[0] == 403
    owner.refresh_from_db()
    assert owner.is_active


def test_the_address_of_an_administrator_stays(scim, owner):
    body = patch("replace", "userName", "thief@elsewhere.example")
    emails = patch("replace", "emails", [{"value": "thief@elsewhere.example"}])
    assert scim("PATCH", f"Users/{owner.pk}", emails)[0] == 403
    scim("PATCH", f"Users/{owner.pk}", body)
    owner.refresh_from_db()
    assert owner.email == "owner@proefdam.example"


def test_a_group_gives_roles_and_department_and_takes_them_back(scim, make_user, owner, client_of):
    user = make_user()
    status, group = scim(
        "POST",
        "Groups",
        {"schemas": [GROUP], "displayName": "Webcare", "members": [{"value": user["id"]}]},
    )
    assert status == 201
    room = Department.objects.create(name="Team webcare")
    form = {"department": room.pk, "roles": ["responder", "expert"]}
    answer = client_of(owner).post(f"/people/groups/{group['id']}/", form)
    assert answer.status_code == 302
    member = Member.objects.get(pk=user["id"])
    assert member.roles == {"employee", "responder", "expert"}
    assert member.department == room
    leave = patch("remove", f'members[value eq "{user["id"]}"]')
    leave["Operations"][0].pop("value")
    assert scim("PATCH", f"Groups/{group['id']}", leave)[0] == 200
    assert Member.objects.get(pk=user["id"]).roles == {"employee"}


def test_a_role_that_two_groups_give_stays_when_one_lets_go(scim, make_user, owner):
    user = make_user()
    member = {"members": [{"value": user["id"]}]}
    groups = [
        scim("POST", "Groups", {"schemas": [GROUP], "displayName": name, **member})[1]
        for name in ("A", "B")
    ]
    DirectoryGroup.objects.update(roles=["responder"])
    same = {"schemas": [GROUP], "displayName": "A", "members": []}
    scim("PUT", f"Groups/{groups[0]['id']}", same)
    assert "responder" in Member.objects.get(pk=user["id"]).roles
    assert scim("DELETE", f"Groups/{groups[1]['id']}")[0] == 204
    assert "responder" not in Member.objects.get(pk=user["id"]).roles


def test_no_group_makes_an_administrator(client_of, owner, now):
    group = DirectoryGroup.objects.create(name="Bazen", created_at=now, modified_at=now)
    address = f"/people/groups/{group.pk}/"
    assert client_of(owner).post(address, {"roles": ["administrator"]}).status_code == 200
    group.refresh_from_db()
    assert group.roles == []


def test_a_group_named_as_a_department_is_that_department(scim, make_user, owner):
    user = make_user()
    scim(
        "POST",
        "Groups",
        {"schemas": [GROUP], "displayName": "communicatie", "members": [{"value": user["id"]}]},
    )
    assert Member.objects.get(pk=user["id"]).department == owner.department


@pytest.mark.parametrize("body", ["", "[]", "{", '{"schemas": []}', "[" * 5000])
def test_nonsense_is_refused(client, secret, body):
    answer = client.generic(
        "POST",
        "/scim/v2/Users",
        body,
        content_type=MEDIA,
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.status_code == 400


def test_a_list_costs_the_same_for_many(client, secret, make_member, django_assert_max_num_queries):
    for number in range(30):
        make_member(f"Person {number}", Role.EMPLOYEE)
    with django_assert_max_num_queries(7):
        answer = client.get("/scim/v2/Users", headers={"Authorization": f"Bearer {secret}"})
    assert json.loads(answer.content)["totalResults"] == 31
