"""A function that could observe people: the product has none, so the tests bring one."""

import sys
import types
from dataclasses import dataclass, field
from typing import Any

import click
import pytest
from django.http import HttpResponse
from django.urls import clear_url_caches, path
from ninja import NinjaAPI

from klankbord.jobs import registry
from klankbord.people.access import allow_members
from klankbord.people.models import Role
from klankbord.people.routers import Router
from klankbord.site import cli, scim_urls
from klankbord.site.api import say_locked
from klankbord.trust.council.locks import FunctionLocked
from klankbord.trust.register import (
    DECLARATIONS,
    Basis,
    Declaration,
    Granularity,
    Retention,
    Subject,
    declares,
)

MINUTES = {
    "key": "test.minutes",
    "subjects": frozenset({Subject.EMPLOYEE}),
    "data": "How many minutes each colleague is online",
    "purpose": "Only this test",
    "basis": Basis.LEGITIMATE_INTEREST,
    "granularity": Granularity.PERSON,
    "viewers": "Nobody",
    "retention": Retention.NONE,
    "is_suitable_for_observing": True,
}


@dataclass
class Specimen:
    """The function, every way in that such a thing can have, and every call that came through."""

    declaration: Declaration
    seen: list[str] = field(default_factory=list)
    api: Any = None
    act: Any = None
    command: Any = None
    urlpatterns: list[Any] = field(default_factory=list)


@pytest.fixture
def observing(monkeypatch):
    """Build it as a room would, and take it away again."""
    specimen = Specimen(Declaration(**MINUTES))
    add_screen_and_operation(specimen)
    add_act_command_and_job(specimen)
    site = types.ModuleType("site_with_minutes")
    site.urlpatterns = [*specimen.urlpatterns, *scim_urls.urlpatterns]
    room = types.ModuleType("klankbord.minutes")
    room.act = specimen.act
    monkeypatch.setitem(sys.modules, site.__name__, site)
    monkeypatch.setitem(sys.modules, room.__name__, room)
    monkeypatch.setitem(cli.main.commands, "minutes", specimen.command)
    monkeypatch.setitem(cli.COMMANDS, "minutes", cli.Entry("minutes:command", "Minutes."))
    yield specimen
    del DECLARATIONS["test.minutes"], registry.JOBS["test.minutes"]


def add_screen_and_operation(specimen):
    declaration, seen = specimen.declaration, specimen.seen

    @allow_members
    @declares(declaration)
    def screen(request):
        seen.append("screen")
        return HttpResponse("minutes")

    router = Router()

    @router.get("/minutes")
    @allow_members
    @declares(declaration)
    def operation(request, since: str = "") -> str:
        """Give minutes."""
        seen.append("operation")
        return since

    specimen.api = NinjaAPI(urls_namespace="test-api", docs_url=None)
    specimen.api.add_router("", router)
    specimen.api.add_exception_handler(FunctionLocked, say_locked)
    specimen.urlpatterns = [
        path("minutes/", screen, name="minutes"),
        path("minutes-api/", specimen.api.urls),
    ]


def add_act_command_and_job(specimen):
    declaration, seen = specimen.declaration, specimen.seen

    @declares(declaration)
    def act():
        seen.append("act")

    @click.command()
    @declares(declaration)
    def command():
        seen.append("command")

    @registry.job("test.minutes")
    @declares(declaration)
    def job(run):
        seen.append("job")

    specimen.act, specimen.command = act, command


@pytest.fixture
def everybody(observing, settings, make_member, client_of):
    """A browser for each role, and one for somebody who has them all."""
    settings.ROOT_URLCONF = "site_with_minutes"
    clear_url_caches()
    members = [make_member(role.value, role) for role in Role]
    yield {member.name: client_of(member) for member in [*members, make_member("all", *Role)]}
    clear_url_caches()
