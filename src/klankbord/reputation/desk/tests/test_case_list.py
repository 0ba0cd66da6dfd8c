"""The list: tabs, filters, search, order, pages, and what it costs."""

import datetime as dt

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse

from klankbord.people.models import Department
from klankbord.reputation.desk import actions, opening, queries, replying, search
from klankbord.reputation.desk.listing import (
    ORDERS,
    PAGE,
    case_page,
    in_order,
    read_filters,
    read_order,
)
from klankbord.reputation.desk.models import (
    Case,
    ClockLevel,
    Reason,
    Severity,
    WaitingFor,
)
from klankbord.reputation.desk.tagging import tag_case

BUDGET = 18


@pytest.fixture
def client(client_of, responder):
    return client_of(responder)


def titles(member, address):
    page = case_page(read_filters(QueryDict(address), default_view="all"), member=member)
    return [case.title for case in page.cases]


def test_tabs_hold_their_cases(make_case, responder, second_responder, now):
    green = Department.objects.create(name="Green")
    mine, free, waiting, silent, closed = (
        make_case(title) for title in ("mine", "free", "waiting", "silent", "closed")
    )
    make_case("ours", department=responder.department)
    make_case("theirs", department=green)
    actions.claim_case(case=mine, by=responder, at=now)
    actions.hold_case(case=waiting, by=second_responder, at=now, waiting_for=WaitingFor.EXPERT)
    for case in (silent, closed):
        actions.let_stand(case=case, by=second_responder, at=now, reason=Reason.JOKE)
    actions.close_case(case=closed, by=second_responder, at=now)
    Case.objects.filter(pk=free.pk).update(clock_level=ClockLevel.WARNED)
    expected = {
        "mine": {"mine"},
        "unclaimed": {"free", "ours", "theirs"},
        "department": {"ours"},
        "open": {"mine", "free", "waiting", "ours", "theirs"},
        "late": {"free"},
        "waiting": {"waiting"},
        "answered": set(),
        "let_stand": {"silent", "closed"},
        "monitoring": set(),
        "closed": {"closed"},
        "all": {"mine", "free", "waiting", "silent", "closed", "ours", "theirs"},
    }
    assert free.pk
    assert set(expected) == set(queries.VIEWS)
    for view, cases in expected.items():
        assert set(titles(responder, f"view={view}")) == cases, view
    counts = queries.view_counts(responder)
    assert counts == {view: len(cases) for view, cases in expected.items()}


def test_filters_and_search(make_case, responder, now):
    said = opening.Message(
        text="Het ZWEMBAD is dicht, café ook",
        published_at=now,
        platform="mastodon",
        author_handle="jan@water.example",
    )
    pool = make_case("Pool", message=said, severity=Severity.URGENT)
    make_case("Waste")
    assert titles(responder, "severity=urgent") == ["Pool"]
    assert titles(responder, "platform=mastodon") == ["Pool"]
    assert titles(responder, f"department={responder.department_id}") == []
    for words in ("zwembad", "zwem dicht", "CAFE", "café", "pool", pool.number, "jan@water"):
        assert titles(responder, f"q={words}") == ["Pool"]
    assert titles(responder, "q=sauna") == []


@pytest.mark.parametrize(
    "text", ['"', "*", "a OR", "NEAR(", "'; DROP TABLE desk_case; --", "\0", "%", "x" * 9999, "🎈"]
)
def test_hostile_search_finds_nothing_and_breaks_nothing(make_case, client, text):
    make_case("Pool")
    assert client.get(reverse("desk:case-list"), {"q": text, "view": "all"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "view=nonsense&severity=x&department=x&order=x&after=x",
        "after=1_99999999999999999999999_1",
        "after=99999999999999999999_1_99999999999999999999999999",
        "department=99999999999999999999999&view=all",
        "after=1_%C2%B2_3",
    ],
)
def test_nonsense_in_the_address_is_left_aside(make_case, client, address):
    make_case("Pool")
    assert client.get(reverse("desk:case-list") + "?" + address).status_code == 200


@pytest.mark.parametrize("order", ORDERS)
def test_pages_hold_every_case_once(make_case, responder, now, order):
    for n in range(2 * PAGE + 5):
        at = now + dt.timedelta(minutes=n % 7)
        case = make_case(f"case {n}", at=at, severity=Severity(n % 4 + 1))
        due = None if n % 3 == 0 else at + dt.timedelta(minutes=n % 5)
        Case.objects.filter(pk=case.pk).update(due_at=due)
    seen, after = [], ""
    while True:
        address = QueryDict(f"view=open&order={order}&after={after}")
        page = case_page(read_filters(address, default_view="all"), member=responder)
        seen += page.cases
        after = page.next_key
        if not after:
            break
    assert len({case.pk for case in seen}) == len(seen) == 2 * PAGE + 5
    key = {
        "newest": lambda case: (-case.opened_at.timestamp(), -case.pk),
        "oldest": lambda case: (case.opened_at, case.pk),
        "urgent": lambda case: (-case.severity, case.opened_at, case.pk),
        "due": lambda case: (case.due_at is None, case.due_at or now, case.pk),
    }[order]
    assert seen == sorted(seen, key=key)


def test_list_costs_the_same_for_one_and_many(
    make_case, client, client_of, second_responder, now, django_assert_max_num_queries
):
    for n in range(PAGE + 1):
        case = make_case(f"case {n}", department=second_responder.department)
        actions.claim_case(case=case, by=second_responder, at=now)
    with django_assert_max_num_queries(BUDGET):
        page = client.get(reverse("desk:case-list") + "?view=open")
    assert "More cases" in page.text


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("view", queries.VIEWS)
def test_every_list_walks_an_index(responder, view, order):
    """A million closed cases must not be read, nor sorted, to show thirty."""
    if connection.vendor != "sqlite":
        pytest.skip("the words of this plan are SQLite's")
    cases = queries.cases_of_view(view, member=responder)
    plan = in_order(cases, read_order(order, view=view))[:PAGE].explain()
    assert "SCAN desk_case USING" in plan or "SEARCH desk_case USING" in plan
    is_small = view in {"mine", "unclaimed", "department", "open"}
    if not is_small and (view, order) != ("let_stand", "urgent"):
        assert "TEMP B-TREE" not in plan, plan


def test_empty_tabs_teach(client):
    for view in queries.VIEWS:
        page = client.get(reverse("desk:case-list") + f"?view={view}").text
        assert 'class="empty"' in page
    assert "No case matches these filters" in client.get(reverse("desk:case-list") + "?q=x").text


def test_figures_are_honest(make_case, responder, second_responder, now):
    later = now + dt.timedelta(hours=1)
    answered, silent, claimed = make_case("a"), make_case("b"), make_case("c")
    make_case("d")
    reply = replying_at(answered, responder, later)
    assert reply
    actions.let_stand(case=silent, by=responder, at=now, reason=Reason.JOKE)
    actions.claim_case(case=claimed, by=second_responder, at=now)
    figures = queries.desk_figures(at=later)
    assert (figures.n_open, figures.n_new, figures.n_unclaimed) == (2, 1, 1)
    assert (figures.n_unanswered, figures.n_let_stand, figures.n_answered) == (2, 1, 1)
    assert figures.median_first_response is None  # one of three has an answer
    assert replying_at(claimed, second_responder, later)
    assert queries.desk_figures(at=later).median_first_response == dt.timedelta(hours=1)
    month_later = queries.desk_figures(at=later + dt.timedelta(days=29))
    assert (month_later.n_answered, month_later.median_first_response) == (0, None)


def replying_at(case, by, at):
    drafted = replying.draft_reply(case=case, by=by, at=at, text="a")
    return replying.confirm_reply_sent(reply=drafted.reply, by=by, at=at)


def test_words_are_found_by_the_top_of_the_list_as_by_the_index(
    make_case, responder, now, monkeypatch
):
    """Three ways: the top holds it all, the index knows a rare word, or it knows a common one."""
    for number in range(4):
        tag_case(case=make_case(f"Pool {number}"), by=responder, at=now, add=["Open air"])
    make_case("Waste")
    asked = (
        "q=pool", "q=pool+3", "q=pool&order=oldest", "q=pool&view=closed", "q=sauna", "q=po",
        "q=ool", 'q=label:"open air"', 'q=label:"open air"+pool', "q=label:air",
    )  # fmt: skip
    by_top = [titles(responder, words) for words in asked]
    assert [len(found) for found in by_top] == [4, 1, 4, 0, 0, 4, 0, 4, 4, 0]
    monkeypatch.setattr(search, "_TOP", 1)
    assert [titles(responder, words) for words in asked] == by_top
    monkeypatch.setattr(search, "_COMMON", 1)
    assert [titles(responder, words) for words in asked] == by_top


def test_the_top_of_a_list_is_enough_when_it_fills_the_page(
    make_case, responder, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(search, "_TOP", 40)
    for number in range(PAGE + 12):
        make_case(f"Pool {number}")
    filters = read_filters(QueryDict("view=all&q=pool"), default_view="all")
    with django_assert_max_num_queries(3):
        page = case_page(filters, member=responder)
    assert len(page.cases) == PAGE
    assert page.next_key
    after = QueryDict(f"view=all&q=pool&after={page.next_key}")
    rest = case_page(read_filters(after, default_view="all"), member=responder)
    assert len(rest.cases) == 12
    assert rest.next_key == ""
