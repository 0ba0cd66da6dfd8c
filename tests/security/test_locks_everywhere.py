"""Locked means locked: every observing function, through every way in, by every role.

The register says which functions there are, and a walk through the house how each is reached: a
new one is tried without a word here, and one that no walk can reach makes this fail.
"""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klankbord.jobs.models import Job, State
from klankbord.jobs.queue import enqueue
from klankbord.jobs.worker import Worker
from klankbord.people.models import Role
from klankbord.site.api import api
from klankbord.site.cli import main
from klankbord.trust.council.locks import FunctionLocked
from klankbord.trust.register import DECLARATIONS, Declaration
from tests.security.conftest import MINUTES
from tests.security.ways_in import ways_in

pytestmark = pytest.mark.django_db
KINDS = {"screens", "operations", "commands", "jobs", "functions"}
METHODS = ("get", "post", "put", "patch", "delete")
CLOSED = {403, 405}


@pytest.fixture
def found(observing, everybody):
    """What could observe somebody, each with the ways in to it."""
    observed = [each for each in DECLARATIONS.values() if each.is_suitable_for_observing]
    return {each.key: ways_in(each, [api, observing.api]) for each in observed}


def test_every_observing_function_is_reached_by_the_walk(found):
    assert [key for key, ways in found.items() if not ways.n_ways] == []
    specimen = found["test.minutes"]
    assert {kind for kind, ways in vars(specimen).items() if ways} == KINDS


def test_one_that_no_walk_reaches_is_noticed(observing, everybody):
    hidden = Declaration(**{**MINUTES, "key": "test.hidden"})
    assert ways_in(hidden, [api, observing.api]).n_ways == 0


def test_no_role_comes_in_by_screen_or_direct_address(found, everybody, observing):
    for key, ways in found.items():
        for address in ways.screens:
            pages = []
            for client in everybody.values():
                for asked in (address, f"{address}?x=1", f"{address}?format=json"):
                    answers = [getattr(client, method)(asked) for method in METHODS]
                    assert {answer.status_code for answer in answers} <= CLOSED, (key, asked)
                    pages.append(answers[0].content.decode())
            assert any("This function is locked" in page for page in pages), (key, address)
            assert Client().get(address).status_code in {302, 401, 403}
    assert observing.seen == []


def test_no_role_comes_in_by_the_interface(found, everybody, observing):
    for key, ways in found.items():
        for method, address in ways.operations:
            said = []
            for client in everybody.values():
                answer = client.generic(method, address, "{}", content_type="application/json")
                assert answer.status_code == 403, (key, address)
                said.append(answer.json()["detail"])
            assert any("works council" in each for each in said), (key, address)
            assert Client().generic(method, address).status_code in {401, 403}
    assert observing.seen == []


def test_no_command_comes_in(found, observing, capsys):
    for key, ways in found.items():
        for words in ways.commands:
            with pytest.raises(SystemExit) as end:
                main.main([*words])
            assert end.value.code == 2
            assert f"{key} is locked" in capsys.readouterr().err
    assert observing.seen == []


def test_no_program_comes_in(found, observing):
    """The lock asks before anything looks at what was given, so nothing needs to be."""
    for ways in found.values():
        for function in ways.functions:
            with pytest.raises(FunctionLocked):
                function()
    assert observing.seen == []


@pytest.mark.django_db(transaction=True)
def test_no_job_comes_in_nor_when_an_administrator_tries_again(found, everybody, observing):
    for ways in found.values():
        for name in ways.jobs:
            job = enqueue(name, payload={}, at=timezone.now())
            assert outcome(job) == (State.FAILED, 1)
            retry = reverse("jobs:job-retry", args=[job.pk])
            statuses = {name: client.post(retry).status_code for name, client in everybody.items()}
            allowed = {Role.ADMINISTRATOR.value, "all"}
            assert {name for name, status in statuses.items() if status == 302} <= allowed
            assert outcome(job)[0] == State.FAILED
    assert observing.seen == []


def outcome(job):
    while Job.objects.filter(pk=job.pk, state=State.WAITING).exists():
        Worker()._run_job()
    job.refresh_from_db()
    assert "locked" in job.last_error
    return job.state, job.n_attempts
