"""Drivers of a reputation: queries to begin with, edited like any topic, counted and clickable."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from klankbord.core.match.check import matches
from klankbord.core.post import Author, Post
from klankbord.participate.topics.actions import (
    change_topic,
    create_topic,
    delete_topic,
)
from klankbord.participate.topics.drivers import BEGINNINGS, start_drivers
from klankbord.participate.topics.models import Driver, Topic
from klankbord.participate.topics.stored_query import read_stored_query
from klankbord.people.models import Role

from .heard import hear, post, source_of

pytestmark = pytest.mark.django_db
SAID = {
    Driver.WORKPLACE: ("Mooie vacature bij de gemeente", "They are hiring, and the staff is kind"),
    Driver.PRODUCTS_AND_SERVICES: ("Het loket was snel", "Customer service never called back"),
    Driver.LEADERSHIP: ("De wethouder luistert niet", "The mayor has no vision"),
    Driver.CONDUCT: ("Dat is gewoon fraude", "A data breach again, be honest about it"),
    Driver.CITIZENSHIP: ("Vrijwilligers ruimen zwerfvuil op", "More climate action, please"),
    Driver.INNOVATION: ("Een proef met slimme sensoren", "They invented a new app for it"),
    Driver.PERFORMANCE: ("Tekort op de begroting", "Taxpayers fill the deficit"),
}


@pytest.fixture
def at():
    return timezone.localtime().replace(hour=10)


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


@pytest.fixture
def heard(at, owner):
    create_topic(name="Desk", query="loket OR customer", by=owner, at=at)
    start_drivers(by=owner, at=at)
    said = [
        post(40 * place + 20 * side + n, f"{text} {n}", at, lang=("nl", "en")[side])
        for place, texts in enumerate(SAID.values())
        for side, text in enumerate(texts)
        for n in range(place + 1)
    ]
    hear(source_of(at), said, at=at)


def test_the_seven_are_those_of_the_desk():
    assert list(BEGINNINGS) == list(Driver)
    assert Driver.values == [
        "workplace", "products_and_services", "leadership", "conduct", "citizenship",
        "innovation", "performance",
    ]  # fmt: skip


@pytest.mark.parametrize("driver", Driver)
def test_a_beginning_finds_both_languages_and_not_everything(driver, at):
    query = read_stored_query(BEGINNINGS[driver])
    assert not query.warnings
    author = Author(id="1", handle="a")
    for other, texts in SAID.items():
        for n, text in enumerate(texts):
            said = Post(id=f"x:{n}", platform="x", text=text, author=author, published_at=at)
            assert matches(query, said) is (other is driver), text


def test_a_press_makes_what_is_missing_and_changes_nothing_else(client, owner, at):
    hear(source_of(at), [post(1, "Mooie vacature", at, lang="nl")], at=at)
    assert "Begin with 7 queries" in client.get("/overview/").text
    with translation.override("en"):
        create_topic(name="Reputation: conduct", query="bad", by=owner, at=at)
    assert client.post(reverse("insight:drivers-start")).status_code == 302
    assert Topic.objects.exclude(driver="").count() == 7
    assert Topic.objects.get(driver="conduct").name == "Reputation: conduct 2"
    work = Topic.objects.get(driver="workplace")
    change_topic(
        topic=work, version=work.version, name="Werk", description="", query="kantine", by=owner,
        at=at,
    )  # fmt: skip
    delete_topic(topic=Topic.objects.get(driver="innovation"), by=owner, at=at)
    assert "Begin with 1 query" in client.get("/overview/").text
    client.post(reverse("insight:drivers-start"))
    assert Topic.objects.exclude(driver="").count() == 7
    assert Topic.objects.get(driver="workplace").query == "kantine"


def test_every_number_is_the_list_behind_it_and_the_program_s(client, heard):
    page = client.get("/overview/?days=28")
    program = client.get("/api/v1/insight/overview?days=28").json()["drivers"]
    assert len(page.context["drivers"]) == len(program) == 7
    for line, row in zip(page.context["drivers"], program, strict=True):
        assert (row["driver"], row["topic"], row["n"]) == (
            line.driver,
            line.row.topic.pk,
            line.row.n,
        )
        assert len(client.get(line.url).context["rows"]) == line.row.n > 0
        assert client.get(line.page).status_code == 200
    assert [line.row.n for line in page.context["drivers"]] == [14, 12, 10, 8, 6, 4, 2]
    drawn = client.get(reverse("insight:picture-drivers"), {"days": 28, "format": "csv"}).text
    assert "Performance,14" in drawn


def test_drivers_are_no_topics_beside_the_others(client, heard):
    page = client.get("/overview/?days=28")
    assert [line.row.topic.name for line in page.context["table"]] == ["Desk"]
    assert page.context["table"][0].voice == 1.0
    once = client.get("/overview/?days=28&count=stories").context["table"]
    assert once[0].voice == 1.0


def test_only_who_may_change_topics_begins_with_drivers(client_of, stranger, member_with):
    address = reverse("insight:drivers-start")
    assert client_of(stranger).post(address).status_code == 403
    assert client_of(member_with(Role.RESPONDER)).post(address).status_code == 403
