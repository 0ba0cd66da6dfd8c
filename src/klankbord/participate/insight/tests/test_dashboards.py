"""Dashboards: who may read which, what they show, and the PDF."""

import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from klankbord.participate.insight.cross_table import Chosen
from klankbord.participate.insight.dashboards.actions import DashboardNameTaken, save_dashboard
from klankbord.participate.insight.dashboards.letters import language_of
from klankbord.participate.insight.dashboards.printing import MISSING, printable
from klankbord.participate.insight.dashboards.queries import (
    addressed,
    dashboard_for,
    may_change,
    may_read,
)
from klankbord.participate.insight.dashboards.report import write_report
from klankbord.participate.insight.dashboards.schedule import newest_due, next_due
from klankbord.participate.insight.models import Dashboard, DashboardReader, Rhythm
from klankbord.participate.insight.queries import Figures
from klankbord.participate.listening.models import Source
from klankbord.participate.topics.actions import create_topic
from klankbord.people.models import Role, RoleGrant
from klankbord.trust.models import AuditEntry
from klankbord.trust.rights.contract import ERASERS, LEAVERS, OWN_DATA

from .heard import hear, mixed, source_of

pytestmark = pytest.mark.django_db
TIMES = {
    "rhythm": "weekly", "weekday": "0", "day_of_month": "1", "time": "08:00",
    "quiet_from": "18:00", "quiet_until": "08:00", "is_weekend_quiet": "on",
}  # fmt: skip
FORM = {"name": "Week report", "days": "28", "count": "", "group": "", "platform": "", **TIMES}


@pytest.fixture
def heard(owner, now):
    at = timezone.localtime().replace(hour=10)
    topics = [
        create_topic(name=name, query=query, by=owner, at=at)
        for name, query in (("Pool", "pool"), ("Park", "park"), ("Office", "office"))
    ]
    hear(source_of(at), mixed(at, n_days=20), at=at)
    return topics


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


@pytest.fixture
def made(owner, now):
    """A dashboard, with what is given."""

    def make(*, readers=(), maker=None, **values):
        given = {"name": "Week", "choices": {"days": "28"}, "roles": []} | values
        return save_dashboard(
            dashboard=None, values=given, readers=readers, by=maker or owner, at=now
        )

    return make


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def words_of(pdf):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read(pdf).pages))


def test_saved_from_the_overview_with_its_choices(client, heard):
    page = client.get("/overview/?days=7&count=stories")
    assert "/overview/dashboards/add/?since=" in page.text
    ids = [str(topic.pk) for topic in heard[:2]]
    begun = client.get("/overview/dashboards/add/", {"days": "7", "topics": ",".join(ids)})
    assert 'value="7" selected' in begun.text
    answer = client.post(
        "/overview/dashboards/add/",
        FORM | {"topics": ids, "count": "stories", "platform": "reddit"},
    )
    dashboard = Dashboard.objects.get()
    assert answer.url == reverse("insight:dashboard-detail", args=[dashboard.pk])
    assert dashboard.choices == {
        "days": "28", "topics": ",".join(ids), "count": "stories", "platform": "reddit",
    }  # fmt: skip
    page = client.get(answer.url)
    assert [line.row.topic.name for line in page.context["table"]] == ["Pool", "Park"]
    assert page.context["figures"].once
    assert "platform=reddit" in page.context["address"]
    assert "Week report" in client.get("/overview/dashboards/").text


def test_one_topic_is_the_overview_of_that_topic(client, heard):
    client.post("/overview/dashboards/add/", FORM | {"topics": [str(heard[0].pk)]})
    dashboard = Dashboard.objects.get()
    page = client.get(reverse("insight:dashboard-detail", args=[dashboard.pk]))
    said = client.get("/api/v1/insight/overview", dashboard.choices).json()
    assert page.context["figures"].mentions.now == said["n_mentions"] == 60


def test_a_name_is_used_once(client, heard, made, owner):
    made(name="Week report")
    page = client.post("/overview/dashboards/add/", FORM)
    assert "You have a dashboard of this name" in page.text
    with pytest.raises(DashboardNameTaken):
        made(name="Week report")


def test_what_is_wrong_is_said_beside_its_field(client, heard):
    page = client.post("/overview/dashboards/add/", FORM | {"day_of_month": "31", "time": "x"})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"day_of_month", "time"}
    assert not Dashboard.objects.exists()


def test_readers_see_it_by_their_own_rights(client_of, member_with, made, heard, stranger):
    responder, other = member_with(Role.RESPONDER), member_with(Role.MANAGER)
    by_role = made(name="By role", roles=[Role.RESPONDER.value])
    by_name = made(name="By name", readers=[other, stranger])
    own = made(name="Mine alone")
    seen = {
        (member.pk, each.name)
        for member in (responder, other, stranger)
        for each in (by_role, by_name, own)
        if client_of(member).get(reverse("insight:dashboard-detail", args=[each.pk])).status_code
        == 200
    }
    assert seen == {(responder.pk, "By role"), (other.pk, "By name")}
    listed = client_of(responder).get("/overview/dashboards/").text
    assert "By role" in listed
    assert "By name" not in listed


def test_who_loses_the_role_loses_the_dashboard(member_with, made, owner):
    reader = member_with(Role.RESPONDER)
    dashboard = made(readers=[reader])
    assert may_read(dashboard, reader)
    reader.role_grants.all().delete()
    del reader._roles
    assert not may_read(dashboard, reader)


def test_a_maker_without_rights_opens_nothing_and_loses_it(make_member, made):
    maker, other = make_member("Maker", Role.MANAGER), make_member("Other", Role.MANAGER)
    dashboard = made(maker=maker, roles=[Role.MANAGER.value])
    assert not may_change(dashboard, other)
    maker.role_grants.all().delete()
    dashboard = dashboard_for(other, dashboard.pk)
    assert not may_read(dashboard, dashboard.maker)
    assert may_change(dashboard, other)


def test_what_is_nobodys_any_more_is_taken_over_by_who_changes_it(
    client_of, client, make_member, made
):
    maker, reader = make_member("Maker", Role.MANAGER), make_member("Reader", Role.RESPONDER)
    other = make_member("Other", Role.MANAGER)
    dashboard = made(maker=maker, readers=[reader, other], rhythm="daily")
    maker.is_active = False
    maker.save()
    address = reverse("insight:dashboard-edit", args=[dashboard.pk])
    answer = client_of(other).post(address, FORM | {"readers": [str(reader.pk)]}, follow=True)
    assert answer.redirect_chain
    assert answer.status_code == 200
    dashboard.refresh_from_db()
    assert dashboard.maker == other
    assert client.get(address).status_code == 404


def test_what_is_nobodys_any_more_can_be_stopped_though_only_responders_read_it(
    client, member_with, made, owner
):
    maker = member_with(Role.MANAGER)
    dashboard = made(maker=maker, roles=[Role.RESPONDER.value], rhythm="daily")
    address = reverse("insight:dashboard-delete", args=[dashboard.pk])
    assert client.post(address).status_code == 404
    maker.role_grants.all().delete()
    assert owner not in addressed(dashboard)
    assert "Its maker" not in client.get("/overview/dashboards/").text
    assert client.post(address).status_code == 302
    assert not Dashboard.objects.exists()


def test_a_dashboard_costs_the_same_however_many_readers(
    client, heard, made, make_member, django_assert_max_num_queries
):
    readers = [make_member(f"Reader{n}", Role.RESPONDER) for n in range(12)]
    dashboard = made(readers=readers[:1])
    address = reverse("insight:dashboard-detail", args=[dashboard.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for reader in readers[1:]:
        dashboard.readers.create(member=reader)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_only_its_maker_changes_or_deletes_it(client_of, client, member_with, made, heard):
    other = member_with(Role.MANAGER)
    dashboard = made(roles=[Role.MANAGER.value])
    for name in ("dashboard-edit", "dashboard-delete"):
        address = reverse(f"insight:{name}", args=[dashboard.pk])
        assert client_of(other).post(address, FORM).status_code == 404
    client.post(reverse("insight:dashboard-edit", args=[dashboard.pk]), FORM | {"name": "Renamed"})
    assert Dashboard.objects.get().name == "Renamed"
    client.post(reverse("insight:dashboard-delete", args=[dashboard.pk]))
    assert not Dashboard.objects.exists()
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"insight.dashboard-saved", "insight.dashboard-deleted"} <= acts


def test_the_file_says_what_the_screen_says(client, heard, made, now):
    dashboard = made(name="Week *report* #1", choices={"days": "28"})
    page = client.get(reverse("insight:dashboard-detail", args=[dashboard.pk]))
    answer = client.get(reverse("insight:dashboard-file", args=[dashboard.pk]))
    assert answer["Content-Type"] == "application/pdf"
    words = words_of(answer.content)
    figures = page.context["figures"]
    assert "Week *report* #1" in words
    assert page.context["headline"] in words
    assert "All sources answer: nothing is missing that we know of." in words
    for line in page.context["table"]:
        assert f"{line.row.topic.name} {line.row.n} {round(100 * line.voice)} %" in words
    for link in page.context["platform_links"]:
        assert f"{link.label} {link.n}" in words
    assert f"not known {figures.mentions.now}" in words
    assert "Author" not in words  # names of others stay where they can be erased


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_file_can_be_read_aloud(heard, now, language):
    figures = Figures.read({"days": "28"}, today=timezone.localdate())
    report = write_report(name="Week", figures=figures, chosen=Chosen(), language=language, at=now)
    document = read(report.pdf)
    root = document.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert document.metadata.title == "Week"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document.xmp_metadata.stream.get_data()
    kinds = [each["/S"] for each in elements(root["/StructTreeRoot"])]
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure"} <= set(kinds)
    drawn = [each for each in elements(root["/StructTreeRoot"]) if each["/S"] == "/Figure"]
    assert drawn
    assert all(each.get("/Alt") for each in drawn)
    expected = {"nl": "Wat we niet konden horen", "en": "What we could not hear"}
    assert expected[language] in words_of(report.pdf)


def elements(node):
    """All of the tree of tags."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        found = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(found, dict) and "/S" in found:
            yield found
            yield from elements(found)


def test_a_source_that_fails_stands_in_the_file(heard, now):
    Source.objects.update(n_failures=3)
    figures = Figures.read({"days": "28"}, today=timezone.localdate())
    report = write_report(name="Week", figures=figures, chosen=Chosen(), language="en", at=now)
    assert "We cannot hear Place now: the figures are too low there." in words_of(report.pdf)


def test_words_of_others_are_words_whatever_they_are(heard, now, owner):
    hostile = '#read("/etc/passwd") $x$ = \\ 😀 中文 العربية \x07 ' + "".join(
        map(chr, range(0x20, 0x17F))
    )
    create_topic(name=hostile[:110], query="wonderful", by=owner, at=now)
    figures = Figures.read({"days": "28"}, today=timezone.localdate())
    for name in (hostile[:110], hostile[-110:], "\u202e\u0391\u0416\u20ac\u2248\u2190"):
        report = write_report(name=name, figures=figures, chosen=Chosen(), language="en", at=now)
        assert report.pdf.startswith(b"%PDF")
    assert printable(["😀a", {"b": "中文\x00c"}]) == [f"{MISSING}a", {"b": f"{MISSING}c"}]
    assert printable("e\u0301e\u0301n") == "één"


def test_a_deleted_topic_is_told_and_not_shown(client, made, heard):
    dashboard = made(choices={"days": "28", "topic": str(heard[0].pk)})
    heard[0].delete()
    page = client.get(reverse("insight:dashboard-detail", args=[dashboard.pk]))
    assert "The topic of this dashboard was deleted" in page.text
    file = client.get(reverse("insight:dashboard-file", args=[dashboard.pk]))
    assert file.status_code == 404


ZONE = dt.timezone(dt.timedelta(hours=1))


def moment(day, hour, minute=0, month=3):
    return dt.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def rhythm(kind, **more):
    given = {"time": dt.time(9), "scheduled_at": moment(1, 0)} | more
    return Dashboard(rhythm=kind, **given)


@pytest.mark.parametrize(
    ("dashboard", "at", "day", "following"),
    [
        (rhythm(Rhythm.OFF), moment(10, 12), None, None),
        (rhythm(Rhythm.DAILY), moment(10, 8, 59), 9, moment(10, 9)),
        (rhythm(Rhythm.DAILY), moment(10, 9), 10, moment(11, 9)),
        (rhythm(Rhythm.DAILY, scheduled_at=moment(10, 10)), moment(10, 12), None, moment(11, 9)),
        (rhythm(Rhythm.DAILY, sent_on=dt.date(2026, 3, 10)), moment(10, 12), None, moment(11, 9)),
        (rhythm(Rhythm.DAILY, time=dt.time(20)), moment(10, 9), 9, moment(11, 8)),  # quiet at 20
        (rhythm(Rhythm.DAILY), moment(14, 12), None, moment(16, 9)),  # a Saturday: Monday's says it
        (rhythm(Rhythm.DAILY, sent_on=dt.date(2026, 3, 13)), moment(16, 8), None, moment(16, 9)),
        (rhythm(Rhythm.WEEKLY, weekday=1), moment(10, 9), 10, moment(17, 9)),
        (rhythm(Rhythm.WEEKLY, weekday=5), moment(16, 8), 14, moment(23, 8)),
        (rhythm(Rhythm.MONTHLY, day_of_month=10), moment(12, 9), 10, moment(10, 9, month=4)),
    ],
)  # fmt: skip
def test_days_of_a_rhythm(dashboard, at, day, following):
    found = newest_due(dashboard, at, ZONE)
    assert (found and found.day) == day
    assert next_due(dashboard, at, ZONE) == following


def test_what_somebody_made_and_got_is_theirs(made, owner, member_with, stranger):
    maker, reader = member_with(Role.MANAGER), member_with(Role.RESPONDER)
    shared = made(maker=maker, name="Of Jan Jansen", readers=[reader])
    made(maker=maker, name="Alone")
    assert {row["name"] for row in OWN_DATA["insight.dashboards"].rows(maker.pk)} == {
        "Of Jan Jansen", "Alone",
    }  # fmt: skip
    LEAVERS["insight.dashboards"].keep(maker.pk)
    assert list(Dashboard.objects.all()) == [shared]
    LEAVERS["insight.dashboards"].keep(reader.pk)
    assert not DashboardReader.objects.exists()
    assert LEAVERS["insight.dashboards"].remove(maker.pk) == 1
    assert ERASERS["insight.dashboards"]


def test_the_language_is_that_of_the_reader(owner, organisation):
    owner.language = "nl"
    assert language_of(owner) == "nl"


def test_a_list_costs_the_same_however_many(
    client, made, make_member, django_assert_max_num_queries
):
    readers = [make_member(f"Reader {n}", Role.RESPONDER) for n in range(3)]
    for n in range(12):
        made(name=f"Number {n}", readers=readers, roles=[Role.MANAGER.value])
    with django_assert_max_num_queries(19):
        page = client.get("/overview/dashboards/")
    assert page.text.count("Number") >= 12
    assert RoleGrant.objects.count() > 3
