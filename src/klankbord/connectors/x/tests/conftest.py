"""The web server of the connectors' own tests, with a program in the place of X behind it."""

import pytest

from klankbord.connectors.contract import Context
from klankbord.connectors.tests.conftest import client, site
from klankbord.connectors.x.client import PLACE, XConnector
from klankbord.connectors.x.tests.api import NOW, TOKEN, Api, is_signed

__all__ = ["client", "site"]


def serve(site) -> Api:
    api = Api()

    def respond(method, path, query, body):
        _, address, headers, _ = site.sent[-1]
        given = headers.get("authorization", "")
        if given != f"Bearer {TOKEN}" and not is_signed(method, address, given):
            return 401, {"title": "Unauthorized", "status": 401}
        return api(method, path, query, body)

    site.work(respond)
    return api


@pytest.fixture
def api(site) -> Api:
    return serve(site)


@pytest.fixture
def connector(site) -> XConnector:
    return XConnector(site.url)


@pytest.fixture
def context(client) -> Context:
    return Context(now=NOW, http=client, secrets={PLACE: TOKEN})
