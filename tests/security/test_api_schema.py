"""The whole interface as it describes itself, called by three roles with all that its types allow.

No fault of ours, every answer as it was promised, and nothing of somebody else's in any of them.
`KLANKBORD_FUZZ` (`make fuzz`) makes it ten times as thorough.
"""

import datetime as dt
import os
import sys
from collections import Counter

import pytest
import schemathesis
from django.conf import settings as site_settings
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.middleware.csrf import _get_new_csrf_string
from hypothesis import HealthCheck, Phase, given, settings
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from klankbord.ambassadors.community.models import Group, Post
from klankbord.people.models import Member, Role
from klankbord.site.api import api
from klankbord.site.sample import load_sample

pytestmark = pytest.mark.django_db
UNTIL = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
MARKER = "marker-of-a-closed-group-8d1f"
THOROUGH = max(1, int(os.environ.get("KLANKBORD_FUZZ", "1000")) // 1000)
ROLES = [Role.EMPLOYEE, Role.RESPONDER, Role.ADMINISTRATOR]
OPERATIONS = sorted(
    (path, method)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
)


@pytest.fixture(autouse=True)
def one_connection():
    """As Django's own test client does it: the end of a call does not end the connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def house():
    """The sample, and a closed group in which somebody else said something."""
    load_sample(at=UNTIL)
    author = Member.objects.order_by("pk").last()
    closed = Group.objects.create(name=f"Closed {MARKER}", kind=Group.Kind.CLOSED, created_at=UNTIL)
    closed.memberships.create(member=author, is_owner=True, asked_at=UNTIL, joined_at=UNTIL)
    Post.objects.create(author=author, created_at=UNTIL, group=closed, text=MARKER)
    described = schemathesis.openapi.from_dict(api.get_openapi_schema())
    described.app = WSGIHandler()  # in this process, in the transaction of this test
    return described


@pytest.fixture
def visitor(house, client_of):
    """What a new member with one role sends along."""

    def sign_in(role):
        member = Member.objects.create_user(
            f"{role}@visitor.example", "a long enough sentence", joined_at=UNTIL
        )
        member.role_grants.create(role=role)
        token = _get_new_csrf_string()
        session = client_of(member).session.session_key
        cookies = {site_settings.SESSION_COOKIE_NAME: session, "csrftoken": token}
        return {"cookies": cookies, "headers": {"X-CSRFToken": token}}

    return sign_in


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("role", ROLES)
def test_every_operation_keeps_its_promise(house, visitor, role):
    ticket = visitor(role)
    statuses = set()
    for path, method in OPERATIONS:
        call_with_all_that_fits(house[path][method.upper()], ticket, statuses)
    assert 200 in statuses


def call_with_all_that_fits(operation, ticket, statuses):
    @settings(
        max_examples=20 * THOROUGH,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def call(case):
        for cache in caches.all():
            cache.clear()  # no rate limit stands between
        with transaction.atomic():
            answer = case.call(**ticket)
            transaction.set_rollback(True)  # each call meets the same house
        statuses.add(answer.status_code)
        promised = {str(code) for code in operation.definition.raw["responses"]}
        checks = CHECKS if str(answer.status_code) in promised else CHECKS[:1]
        case.validate_response(answer, checks=checks)
        assert MARKER not in answer.text

    call()


def test_no_two_answers_have_one_name():
    """Answers of one name would take each other's place in the description."""
    schemas = {
        each
        for name, module in sys.modules.items()
        if name.startswith("klankbord.") and name.endswith(".api")
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Schema) and each.__module__ == name
    }
    described = api.get_openapi_schema()["components"]["schemas"]
    names = Counter(each.__name__ for each in schemas if each.__name__ in described)
    assert names
    assert [name for name, n in names.items() if n > 1] == []
