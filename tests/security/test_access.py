"""Routes by roles: who may come where stands in `access.toml`, and the site does just that."""

import tomllib
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from klankbord.people.middleware import LIBRARY_VIEWS
from klankbord.people.models import Role
from tests.routes import EVERYTHING, routes

pytestmark = pytest.mark.django_db
TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text(encoding="utf-8"))
SETS = TABLE["sets"]
MATRIX = {name: set(SETS.get(who, [who])) for name, who in TABLE["routes"].items()}
OWN = [route for route in routes() if ":" in route.name and not route.name.startswith("api:")]
# Old addresses of a library that only lead to its new ones have no name, so nothing reverses to
# them; below, the same rule closes them.
LIBRARY = [route for route in routes() if ":" not in route.name and route.name != "None"]
NOBODY = "nobody signed in"
SIGNED_OUT = {302, 401, 403}


@pytest.fixture
def clients(make_member, make_guest, client_of):
    everybody = {role.value: client_of(make_member(role.value, role)) for role in Role}
    # A real employee has only that role; "no role" is a member whose roles were taken.
    guest = client_of(make_guest("Guest"))
    no_role = client_of(make_member("No role"))
    return everybody | {"no role": no_role, "guest": guest, NOBODY: Client()}


def test_every_route_stands_in_the_table():
    assert {route.name for route in OWN} == set(MATRIX)


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_right_roles_come_in(clients, method):
    wrong = []
    for route in OWN:
        address = reverse(route.name, EVERYTHING, kwargs=route.arguments())
        for role, client in clients.items():
            client.raise_request_exception = False
            status = getattr(client, method)(address).status_code
            if not is_right(MATRIX[route.name], role, status):
                wrong.append((route.name, role, status))
    assert wrong == []


def is_right(allowed: set[str], role: str, status: int) -> bool:
    if status >= 500:
        return False
    if "nobody" in allowed:  # closed for all in a house that has begun; see the table
        return status == 403
    if "everybody" in allowed:
        return status != 403
    if role == NOBODY:
        return status in SIGNED_OUT
    return (status != 403) == (role in allowed)


def test_library_routes_that_we_do_not_use_are_closed(clients):
    unused = [route for route in LIBRARY if route.name not in LIBRARY_VIEWS]
    assert unused
    for route in unused:
        address = reverse(route.name, EVERYTHING, kwargs=route.arguments())
        for role, client in clients.items():
            assert client.get(address).status_code in SIGNED_OUT, (route.name, role)


def test_library_addresses_without_a_name_are_closed(clients):
    for address in ("/account/social/connections/", "/account/social/signup/"):
        for role, client in clients.items():
            assert client.get(address).status_code in SIGNED_OUT, (address, role)
