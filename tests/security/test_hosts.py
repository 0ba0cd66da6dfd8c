"""For which site is this? Who does not say so, or names another, is sent away in words."""

import asyncio

import pytest
from django.test import Client
from django.urls import reverse

from klankbord.people.models import Role
from klankbord.people.tests.identity import IdentityProvider
from klankbord.site.asgi import application
from tests.routes import EVERYTHING, routes

pytestmark = pytest.mark.django_db
ADDRESSES = sorted(
    {
        reverse(each.name, EVERYTHING, kwargs=each.arguments())
        for each in routes()
        if each.name != "None"
    }
)
STRANGE = [
    "evil.example",
    "localhost.evil.example",
    "localhost@evil.example",
    "a b",
    "[::1",
    "\u00e9",
    "",
]


@pytest.fixture
def saml(client_of, owner):
    """A provider whose library reads the name of the host without asking whether there is one."""
    form = {
        "name": "Proefdam",
        "metadata": IdentityProvider().metadata,
        "domains": "proefdam.example",
        "group_claim": "groups",
        "is_open": "on",
    }
    answer = client_of(owner).post(reverse("people:provider-add", args=["saml"]), form)
    assert answer.status_code == 302, answer.context["form"].errors
    names = ("saml_login", "saml_acs", "saml_finish_acs", "saml_metadata")
    return [reverse(name, args=["proefdam"]) for name in names]


def ask(method, path, hosts):
    """One request to the application as a server hands it on; status and text of the answer."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"host", host) for host in hosts],
        "server": ("127.0.0.1", 8000),
    }
    asyncio.run(application(scope, receive, send))
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent).decode()


@pytest.mark.parametrize(
    "hosts", [[], [b""], [b" "], [b"localhost", b"localhost"], [b"localhost", b"evil.example"]]
)
def test_a_request_without_one_host_is_refused_at_every_address(saml, hosts):
    for path in [*ADDRESSES, *saml]:
        for method in ("GET", "POST"):
            status, text = ask(method, path, hosts)
            assert status == 400, path
            assert "one Host header" in text


@pytest.mark.parametrize("host", STRANGE)
def test_a_request_for_another_site_is_refused_at_every_address(saml, make_member, host):
    client = Client(raise_request_exception=False)
    client.force_login(
        make_member("all", *Role), backend="django.contrib.auth.backends.ModelBackend"
    )
    for path in [*ADDRESSES, *saml]:
        for method in (client.get, client.post):
            answer = method(path, headers={"Host": host})
            assert answer.status_code == 400, path
            assert "Location" not in answer.headers
            assert not host or f"//{host}" not in answer.content.decode()
