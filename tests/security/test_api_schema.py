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
from hypothesis import HealthCheck, Phase, given, settings, strategies
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from klankbord.ambassadors.answers.models import Point
from klankbord.ambassadors.community.models import Group, Post
from klankbord.ambassadors.community.polls.models import Poll
from klankbord.participate.archive.models import Author
from klankbord.participate.topics.models import Match, SavedView, Topic
from klankbord.people.models import Account, Member, Role
from klankbord.reputation.desk.approvals.models import Approval
from klankbord.reputation.desk.models import Case, CaseMessage
from klankbord.reputation.facts.models import Fact
from klankbord.site.api import api
from klankbord.site.sample import load_sample

pytestmark = pytest.mark.django_db
UNTIL = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
MARKER = "marker-of-a-closed-group-8d1f"
COLLEAGUE = "marker-of-a-masked-colleague-77c0"
THOROUGH = max(1, int(os.environ.get("KLANKBORD_FUZZ", "1000")) // 1000)
ROLES = [Role.EMPLOYEE, Role.RESPONDER, Role.ADMINISTRATOR]
# What a number after a word names: half of the calls are about things that are there.
NAMED = {
    "approvals": Approval,
    "authors": Author,
    "cases": Case,
    "facts": Fact,
    "points": Point,
    "polls": Poll,
    "topics": Topic,
}
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
    post = Post.objects.create(author=author, created_at=UNTIL, group=closed, text=MARKER)
    post.comments.create(author=author, created_at=UNTIL, text=MARKER)
    SavedView.objects.create(member=author, name=MARKER, created_at=UNTIL)
    mask_a_colleague(author)
    described = schemathesis.openapi.from_dict(api.get_openapi_schema())
    described.app = WSGIHandler()  # in this process, in the transaction of this test
    return described


def mask_a_colleague(member):
    """They wrote something that topics found and a case was opened for, and chose no name."""
    mention = CaseMessage.objects.exclude(mention=None).order_by("pk").first().mention
    Author.objects.filter(pk=mention.author_id).update(handle=COLLEAGUE, name=COLLEAGUE)
    Account.objects.create(member=member, platform=mention.platform, handle=f"@{COLLEAGUE}")


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
    closed = set()
    for path, method in OPERATIONS:
        statuses = call_with_all_that_fits(house[path][method.upper()], ticket)
        if not statuses & {200, 201}:
            closed.add(path)
            assert method == "post" or 403 in statuses, f"{path} was never opened: {statuses}"
    assert len(closed) < len(OPERATIONS)


def test_each_number_in_an_address_has_things_that_are_there(house):
    """Or half of the calls would be about nothing, and show nothing."""
    assert {noun_of(path) for path, _ in OPERATIONS if "{" in path} == set(NAMED)
    assert all(model.objects.exists() for model in NAMED.values())


def test_what_is_planted_can_be_seen(house, client_of):
    """By whom it is for: else nobody's seeing it would say nothing."""
    author = Member.objects.order_by("pk").last()
    assert MARKER in client_of(author).get("/api/v1/community/feed").content.decode()
    Account.objects.filter(handle=f"@{COLLEAGUE}").delete()
    mention = CaseMessage.objects.filter(mention__author__handle=COLLEAGUE).first().mention
    topic = Match.objects.filter(mention=mention).first().topic_id
    responder = client_of(Member.objects.filter(role_grants__role=Role.RESPONDER).first())
    address = f"/api/v1/topics/{topic}/mentions?limit=200"
    assert COLLEAGUE in responder.get(address).content.decode()


def noun_of(path):
    """`/api/v1/desk/cases/{pk}` names cases."""
    return path.partition("/{")[0].rpartition("/")[2]


def call_with_all_that_fits(operation, ticket):
    statuses = set()

    @settings(
        max_examples=20 * THOROUGH,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), is_real=strategies.booleans(), data=strategies.data())
    def call(case, is_real, data):
        for name in case.path_parameters if is_real else ():
            things = NAMED[noun_of(operation.path)].objects.order_by("pk")
            keys = things.values_list("pk", flat=True)
            case.path_parameters[name] = data.draw(strategies.sampled_from([*keys]))
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
        assert COLLEAGUE not in answer.text

    call()
    return statuses


def test_no_two_answers_have_one_name():
    """Answers of one name would take each other's place in the description."""
    schemas = {
        each
        for name, module in sys.modules.items()
        if name.startswith("klankbord.") and name.endswith("api")
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Schema) and each.__module__ == name
    }
    described = api.get_openapi_schema()["components"]["schemas"]
    names = Counter(each.__name__ for each in schemas if each.__name__ in described)
    assert names
    assert [name for name, n in names.items() if n > 1] == []
