"""The works council reads everything about the program, and nothing of what people wrote."""

import pytest
from django.urls import reverse

from klankbord.ambassadors.community import actions as community
from klankbord.ambassadors.community.models import Group
from klankbord.people.models import Role
from klankbord.site.api import api
from tests.routes import EVERYTHING, routes
from tests.security.test_access import MATRIX

# Parts of the program whose screens hold words of people outside, or of the team.
CONTENT = {"listening", "topics", "insight", "desk"}
# Doors for programs, open to everybody who knows a secret address: they show nothing.
MUTE = {
    "listening:hub-tells",
    "listening:webhook",
    "listening:mention-tell",
    "listening:form-write",
    "listening:form-thanks",
    "insight:dashboard-stop",
}
OWN_ROOM = (
    "council",
    "register",
    "history",
    "audit-list",
    "decision-list",
    "seen-of-me",
    "register-export",
    "assessment-export",
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(member_with, client_of):
    return client_of(member_with(Role.COUNCIL))


@pytest.mark.parametrize("name", OWN_ROOM)
def test_the_council_reads_its_own_room(council, name):
    assert council.get(reverse(f"trust:{name}")).status_code == 200


def test_no_screen_with_content_is_open_to_the_council():
    open_to_it = {
        name
        for name, roles in MATRIX.items()
        if name.partition(":")[0] in CONTENT and roles & {"council", "everybody"}
    }
    assert open_to_it == MUTE


def test_no_content_comes_out_by_any_address(council):
    tried = 0
    for route in routes():
        if route.name.partition(":")[0] in CONTENT:
            address = reverse(route.name, EVERYTHING, kwargs=route.arguments())
            expected = 404 if route.name in MUTE else 403
            answers = {council.get(address).status_code, council.post(address).status_code}
            assert answers == {expected}, route.name
            tried += 1
    assert tried > 30


def test_no_content_comes_out_of_the_rest_interface():
    open_to_it = [
        f"{prefix}{path}"
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        if prefix.strip("/") in {*CONTENT, "archive"}
        and {Role.COUNCIL.value} & operation.view_func.access.roles
    ]
    assert open_to_it == []


def test_closed_groups_stay_closed(council, owner, now):
    group = community.create_group(
        name="Quiet room", description="Ours", kind=Group.Kind.CLOSED, by=owner, at=now
    )
    post = community.write_post(group=group, text="a whispered word", by=owner, at=now)
    for name in ("post-detail", "post-edit"):
        assert council.get(reverse(f"community:{name}", args=[post.pk])).status_code in {403, 404}
    for address in (
        reverse("community:feed"),
        reverse("community:search") + "?q=whispered",
        reverse("community:group-detail", args=[group.pk]),
        *(reverse(f"trust:{name}") for name in OWN_ROOM[:5]),
    ):
        assert "a whispered word" not in council.get(address).content.decode()


def test_the_log_and_its_export_hold_no_words_of_people(council, owner, now):
    group = community.create_group(
        name="Square", description="All", kind=Group.Kind.OPEN, by=owner, at=now
    )
    post = community.write_post(group=group, text="a whispered word", by=owner, at=now)
    community.edit_post(post=post, text="another whispered word", by=owner, at=now)
    export = council.get(reverse("trust:audit-export"), {"form": "jsonl"})
    assert b"whispered" not in b"".join(export.streaming_content)


def test_the_council_changes_nothing_but_decisions(council):
    may_change = {"trust:decision-confirm", "trust:decision-withdraw"}
    for route in routes():
        if route.name.startswith("trust:") and route.name not in may_change:
            answer = council.post(reverse(route.name, EVERYTHING, kwargs=route.arguments()))
            assert answer.status_code in {403, 404, 405}, route.name
