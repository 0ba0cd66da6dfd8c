"""The fact base over the API: read what we may say, state and change it."""

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Schema, Status
from ninja.errors import HttpError
from pydantic import AwareDatetime

from klankbord.people.access import MemberRequest, allow
from klankbord.people.routers import Router
from klankbord.reputation.facts import actions
from klankbord.reputation.facts.declarations import OWNERS
from klankbord.reputation.facts.models import Fact, FactVersion
from klankbord.reputation.facts.queries import (
    KEEPERS,
    VIEWS,
    facts_of_view,
    facts_with,
    newest_versions,
)
from klankbord.reputation.facts.views import READERS
from klankbord.trust.register import declares

router = Router(tags=["facts"])
_MOST = 500


class FactVersionOut(Schema):
    """What was stated, from a moment on."""

    number: int
    change: str
    text_nl: str
    text_en: str
    source: str
    source_url: str
    expires_at: dt.datetime
    at: dt.datetime


class FactOut(Schema):
    """A fact as it is stated now; `retired_at` says since when it is not."""

    id: int
    title: str
    owner: str | None
    retired_at: dt.datetime | None
    version: FactVersionOut


class FactWhole(FactOut):
    """A fact with everything that was stated before."""

    versions: list[FactVersionOut]


class FactsAsked(Schema):
    """Which facts."""

    view: str = Field("current", pattern=f"^({'|'.join(VIEWS)})$")
    q: str = Field("", max_length=100)


class StatementIn(Schema):
    """What is stated, on what ground, and until when."""

    text_nl: str = Field(min_length=1, max_length=2000)
    text_en: str = Field(min_length=1, max_length=2000)
    source: str = Field(min_length=1, max_length=300)
    source_url: str = Field("", max_length=2000, pattern="^(https?://.*)?$")
    expires_at: AwareDatetime

    @property
    def statement(self) -> actions.Statement:
        """As the actions take it."""
        return actions.Statement(
            text_nl=self.text_nl,
            text_en=self.text_en,
            source=self.source,
            source_url=self.source_url,
            expires_at=self.expires_at,
        )


class FactIn(StatementIn):
    """A new fact; it is yours to look after."""

    title: str = Field(min_length=1, max_length=120)


class ChangeIn(StatementIn):
    """A new version; `number` is the version that you looked at."""

    number: int = Field(ge=1, le=100_000)
    is_wrong: bool = False


@router.get("/facts", response=list[FactOut], url_name="fact-list")
@allow(*READERS)
@declares(OWNERS)
def fact_list(request: HttpRequest, asked: Query[FactsAsked]) -> list[FactOut]:  # noqa: ARG001  # ninja calls it by name
    """The facts of one view, at most 500."""
    text = asked.q.replace("\0", "")
    facts = list(facts_with(facts_of_view(asked.view, at=timezone.now()), text)[:_MOST])
    newest = newest_versions(facts)
    return [_fact(fact, newest[fact.pk]) for fact in facts]


@router.get("/facts/{int:pk}", response=FactWhole, url_name="fact-detail")
@allow(*READERS)
@declares(OWNERS)
def fact_detail(request: HttpRequest, pk: int) -> FactWhole:  # noqa: ARG001  # ninja calls it by name
    """One fact with all its versions, the newest first."""
    fact = _find(pk)
    versions = list(fact.versions.order_by("-number"))
    return FactWhole(
        **_fact(fact, versions[0]).dict(), versions=[_version(each) for each in versions]
    )


@router.post("/facts", response={201: FactOut}, url_name="fact-add")
@allow(*KEEPERS)
@declares(OWNERS)
def fact_add(request: MemberRequest, asked: FactIn) -> Status[FactOut]:
    """State something new; 409 if its end is over already."""
    now = timezone.now()
    try:
        version = actions.state_fact(
            title=asked.title,
            statement=asked.statement,
            owner=request.user,
            by=request.user,
            at=now,
        )
    except actions.FactRefused as refused:
        raise HttpError(409, refused.key) from refused
    return Status(201, _fact(version.fact, version))


@router.post("/facts/{int:pk}/versions", response={201: FactOut}, url_name="fact-change")
@allow(*KEEPERS)
@declares(OWNERS)
def fact_change(request: MemberRequest, pk: int, asked: ChangeIn) -> Status[FactOut]:
    """State it anew; 409 if somebody was first, nothing changed, or it is retired."""
    try:
        version = actions.change_fact(
            fact=_find(pk),
            number=asked.number,
            statement=asked.statement,
            is_wrong=asked.is_wrong,
            by=request.user,
            at=timezone.now(),
        )
    except actions.FactRefused as refused:
        raise HttpError(409, refused.key) from refused
    return Status(201, _fact(version.fact, version))


def _find(pk: int) -> Fact:
    fact = Fact.objects.select_related("owner").filter(pk=pk).first()
    if fact is None:
        raise HttpError(404, "There is no such fact.")
    return fact


def _fact(fact: Fact, version: FactVersion) -> FactOut:
    return FactOut(
        id=fact.pk,
        title=fact.title,
        owner=fact.owner.name if fact.owner else None,
        retired_at=fact.retired_at,
        version=_version(version),
    )


def _version(version: FactVersion) -> FactVersionOut:
    return FactVersionOut(
        number=version.number,
        change=version.change,
        text_nl=version.text_nl,
        text_en=version.text_en,
        source=version.source,
        source_url=version.source_url,
        expires_at=version.expires_at,
        at=version.at,
    )
