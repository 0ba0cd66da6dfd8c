"""The page says of each line in how many cases it stood lately, and shows which."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from klankbord.reputation.desk.models import Case, CaseMessage, Channel
from klankbord.reputation.desk.opening import Message, add_message
from klankbord.reputation.desk.signs import finding
from klankbord.reputation.desk.signs.finding import found_lately
from klankbord.reputation.desk.signs.models import Kind, Sign
from klankbord.reputation.desk.signs.ours import OURS

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SIGNS = reverse("desk:sign-list")


@pytest.fixture
def said(make_case, now):
    """A case in which somebody says this."""

    def open_with(text, at=now, url=""):
        message = Message(text=text, published_at=at, platform="mastodon", url=url)
        return make_case(at=at, channel=Channel.TIP, message=message)

    return open_with


def test_each_line_is_counted_in_cases(said, responder, now):
    first = said("Mijn advocaat belt jullie advocaat", at=now - 2 * DAY)
    again = Message(text="Bel mijn advocaat", published_at=now)
    add_message(case=first, by=responder, at=now, message=again)
    both = said("My lawyer says: a lawsuit", at=now - DAY)
    said("Wanneer gaat het zwembad open?")
    lately = found_lately(OURS, at=now)
    assert (lately.n_cases, lately.is_all) == (3, True)
    legal = lately.kinds[Kind.LEGAL]
    assert legal.cases == {first.pk, both.pk}
    assert {line: len(cases) for line, cases in legal.by_line.items()} == {
        "advocaat": 1,
        "lawyer": 1,
        "lawsuit": 1,
    }
    assert [(line, message.case_id) for line, message in legal.examples] == [
        ("advocaat", first.pk),  # its newest message
        ("lawyer", both.pk),
    ]
    assert not lately.kinds[Kind.THREAT].cases


def test_what_was_said_by_us_before_or_somewhere_else_does_not_count(said, now):
    said("advocaat", at=now - 31 * DAY)
    copy, ours = said("advocaat"), said("advocaat")
    CaseMessage.objects.filter(case=copy).update(is_copy=True)
    CaseMessage.objects.filter(case=ours).update(direction=CaseMessage.Direction.OUTGOING)
    assert not found_lately(OURS, at=now).kinds[Kind.LEGAL].cases


def test_a_case_stands_at_the_most_precise_site_of_its_first_message(said, responder, now):
    lines = {
        **OURS,
        Kind.OWN: ("example.org",),
        Kind.AMONG_USERS: ("example.org/group", "forum.example.net"),
    }
    group = said("x", url="https://www.example.org/Group/7", at=now - DAY)
    said("x", url="https://forum.example.net/t/1")
    said("x", url="https://sub.example.org/")
    said("x", url="https://notexample.org/")
    said("x", url="https://[::1")
    later = Message(text="y", published_at=now, url="https://example.org/")
    add_message(case=group, by=responder, at=now, message=later)
    kinds = found_lately(lines, at=now).kinds
    counts = {line: len(found) for kind in kinds.values() for line, found in kind.by_line.items()}
    assert counts == {"example.org/group": 1, "forum.example.net": 1, "example.org": 1}
    assert len(kinds[Kind.OWN].cases) == 1


def test_a_line_that_cannot_be_read_any_more_finds_nothing(said, now):
    said("advocaat")
    lines = {**OURS, Kind.LEGAL: ("(advocaat", "advocaat")}
    assert dict(found_lately(lines, at=now).kinds[Kind.LEGAL].by_line).keys() == {"advocaat"}


def test_of_many_cases_the_newest_are_looked_at_and_that_is_said(
    said, client_of, manager, now, monkeypatch
):
    for days in range(4):
        said("advocaat", at=now - days * DAY)
    monkeypatch.setattr(finding, "MOST_CASES", 3)
    lately = found_lately(OURS, at=now)
    assert (lately.n_cases, lately.is_all) == (3, False)
    Case.objects.update(opened_at=timezone.now())  # the screen asks the clock
    page = client_of(manager).get(SIGNS).text
    assert "Counted in the newest 3 cases of the last 30 days" in page


def test_the_page_tells_it_at_a_glance(said, client_of, manager):
    case = said("Mijn advocaat stelt jullie aansprakelijk", at=timezone.now())
    Sign.objects.create(kind=Kind.OWN, lines=["forum.example"], changed_at=timezone.now())
    page = client_of(manager).get(SIGNS).text
    assert "Counted in the 1 case of the last 30 days" in page
    assert reverse("desk:case-detail", args=[case.pk]) in page
    assert "Mijn advocaat stelt jullie aansprakelijk" in page
    assert page.index("<span>advocaat</span> <strong>1</strong>") < page.index("dagvaarding")
    assert "No sites yet: nothing is proposed." in page
    assert "<details open>" not in page
    wrong = client_of(manager).post(SIGNS, {"threat": "(bom"}).text
    assert wrong.count("<details open>") == 1  # where the mistake stands


def test_it_costs_the_same_for_many_cases(said, now):
    def n_queries():
        with CaptureQueriesContext(connection) as caught:
            found_lately(OURS, at=now)
        return len(caught)

    said("advocaat")
    before = n_queries()
    for _number in range(10):
        said("mijn advocaat")
    assert n_queries() == before
