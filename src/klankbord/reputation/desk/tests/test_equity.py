"""Every row of the figures leads to exactly its cases, on the page, by the interface, as a file."""

import csv
import datetime as dt
import io
import itertools
import random

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.core.measure.survival import Wait
from klankbord.participate.archive.models import Author
from klankbord.participate.insight.period import Period
from klankbord.participate.listening.queries import local_day
from klankbord.people.models import Account
from klankbord.reputation.desk import opening
from klankbord.reputation.desk.figures.counting import WAYS, Clock, Figures, Until
from klankbord.reputation.desk.figures.words import range_words
from klankbord.reputation.desk.models import Case, Channel, Reason, Severity
from klankbord.reputation.desk.queries import desk_figures
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
LIST = reverse("desk:case-list")
PAGE = reverse("desk:figures")


@pytest.fixture
def opened_at():
    ago = timezone.now() - dt.timedelta(days=3)
    return ago.replace(hour=15)  # what takes five hours is not over when the office closes


@pytest.fixture
def heard(make_mention, responder, opened_at):
    """A case about a mention of somebody with so many followers, in this language."""
    numbers = itertools.count(1)

    def make(*, language="nl", followers=None, platform="mastodon", handle="", **changes) -> Case:
        number = next(numbers)
        author = Author.objects.create(
            id=100 + number, platform=platform, handle=handle or f"author{number}",
            followers=followers,
        )  # fmt: skip
        mention = make_mention(number, author=author, language=language, platform=platform)
        case = opening.open_case(
            by=responder, at=opened_at, title=f"Case {number}", channel=Channel.MENTION,
            message=opening.message_of(mention),
        ).case  # fmt: skip
        Case.objects.filter(pk=case.pk).update(**changes)
        return case

    return make


@pytest.fixture
def desk(heard, make_case, opened_at):
    """A desk on which no two groups are alike."""
    dice = random.Random(7)  # noqa: S311  # cases, no secrets
    for number in range(60):
        first = opened_at + HOUR * dice.expovariate(1 / 5) if dice.random() < 0.7 else None
        is_over = first is not None and dice.random() < 0.8
        heard(
            language=dice.choice(("nl", "en", "fy", "")),
            followers=dice.choice((None, 5, 150, 5_000, 50_000)),
            platform=dice.choice(("mastodon", "bluesky")),
            severity=dice.choice([*Severity]),
            is_by_bot=number % 10 == 0,
            first_response_at=first,
            concluded_at=first + HOUR * dice.expovariate(1 / 9) if is_over and first else None,
        )
    make_case(at=opened_at, title="By phone")
    silent = make_case(at=opened_at, title="A joke")
    silence = {"let_stand_at": opened_at + HOUR, "let_stand_reason": Reason.JOKE}
    Case.objects.filter(pk=silent.pk).update(**silence)


@pytest.fixture
def found(desk):
    today = local_day(timezone.now())
    return Figures(Period(today - dt.timedelta(days=27), today), at=timezone.now())


def cases_behind(client, address: str) -> set[int]:
    """All pages of a list."""
    numbers: set[int] = set()
    while address:
        context = client.get(address).context
        numbers |= {row["case"].pk for row in context["rows"]}
        address = f"{LIST}{context['next_page']}" if context["next_page"] else ""
    return numbers


def by_interface(client, filters: dict[str, str]) -> set[int]:
    numbers, after = set(), ""
    while after is not None:
        page = client.get("/api/v1/desk/cases", {**filters, "after": after}).json()
        numbers |= {case["id"] for case in page["cases"]}
        after = page["after"]
    return numbers


def test_every_group_leads_to_exactly_its_cases(found, client_of, responder):
    client = client_of(responder)
    page = client.get(PAGE)
    tables = {str(table["title"]): table["rows"] for table in page.context["tables"]}
    assert len(tables) == len(WAYS)
    for way, rows in zip(WAYS, tables.values(), strict=True):
        assert sum(row["group"].n_cases for row in rows) == len(found.answerable)
        for row in rows:
            expected = {case.pk for case in found.answerable if WAYS[way](case) == row["group"].key}
            assert len(expected) == row["group"].n_cases
            assert cases_behind(client, row["url"]) == expected


def test_the_plan_says_what_the_page_says(found):
    told = desk_figures(at=found.at)
    median = found.times()[Until.FIRST, Clock.WALL].median.at
    assert (told.n_answered, told.median_first_response) == (
        found.n_answered,
        dt.timedelta(hours=median),
    )


def test_the_interface_gives_the_same_numbers_and_the_same_cases(found, client_of, responder):
    client = client_of(responder)
    told = client.get("/api/v1/desk/figures").json()
    counted = {
        "counted": "n_cases",
        "answerable": "n_answerable",
        "answered": "n_answered",
        "unanswered": "n_unanswered",
        "unconcluded": "n_unconcluded",
        "silent": "n_silent",
        "bots": "n_bots",
    }
    for outcome, name in counted.items():
        assert len(by_interface(client, told["filters"][outcome])) == told[name], outcome
    assert (told["n_bots"], told["n_silent"]) == (6, 1)
    assert len(told["groups"]) == sum(len(found.groups(way)) for way in WAYS)
    for group in told["groups"]:
        assert len(by_interface(client, group["filters"])) == group["n_cases"]
    for silence in told["silences"]:
        assert len(by_interface(client, silence["filters"])) == silence["n_cases"]
    page = client.get(PAGE).context
    shown = {
        (str(table["title"]), row["name"]): row["group"]
        for table in page["tables"]
        for row in table["rows"]
    }
    assert len(shown) == len(told["groups"])
    for group, told_group in zip(shown.values(), told["groups"], strict=True):
        for each in told_group["times"]:
            times = group.times[Until(each["until"]), Clock(each["clock"])]
            assert each["median"]["hours"] == times.median.at
            assert each["p90"]["hours"] == times.p90.at


def test_a_period_that_ends_before_it_begins_is_refused(client_of, responder):
    days = {"since": "2026-03-09", "until": "2026-03-01"}
    answer = client_of(responder).get("/api/v1/desk/figures", days)
    assert answer.status_code == 400
    assert "lies before" in answer.json()["detail"]


@pytest.mark.parametrize("until", Until)
def test_both_waits_agree_with_lifelines(found, until):
    """Median and P90 by the wall clock, of all and of every group, open cases included."""
    from lifelines import KaplanMeierFitter, utils  # noqa: PLC0415  # over a second, for this alone

    ends = {
        Until.FIRST: lambda row: (row.began_at, row.first_response_at),
        Until.CONCLUSIVE: lambda row: (row.opened_last_at, row.concluded_at),
    }
    groups = [(found.times(), found.answerable)]
    for way, key in WAYS.items():
        for group in found.groups(way):
            rows = [row for row in found.answerable if key(row) == group.key]
            groups.append((group.times, rows))
    for times, rows in groups:
        spans = [ends[until](row) for row in rows]
        hours = [((end or found.at) - since) / HOUR for since, end in spans]
        fitter = KaplanMeierFitter().fit(hours, [end is not None for _since, end in spans])
        for share, wait in zip((0.5, 0.9), times[until, Clock.WALL], strict=True):
            left = 1 - share + 1e-9  # a product of fractions is not quite exact
            expected = utils.qth_survival_time(left, fitter.survival_function_.KM_estimate)
            assert (wait.at or float("inf")) == pytest.approx(expected)


def test_a_conclusion_is_waited_for_from_the_last_opening(heard, opened_at):
    first = opened_at + 2 * HOUR
    heard(first_response_at=first, reopened_at=first + 24 * HOUR, concluded_at=first + 30 * HOUR)
    today = local_day(timezone.now())
    found = Figures(Period(today - dt.timedelta(days=6), today), at=timezone.now())
    times = found.times()
    assert times[Until.FIRST, Clock.WALL].median.at == pytest.approx(2)
    assert times[Until.CONCLUSIVE, Clock.WALL].median.at == pytest.approx(6)


def test_both_clocks_are_shown(found, client_of, responder):
    client = client_of(responder)
    office, wall = client.get(PAGE), client.get(PAGE, {"clock": "wall"})
    medians = [
        [row["times"][0]["median"][0] for row in page.context["tables"][0]["rows"]]
        for page in (office, wall)
    ]
    assert medians[0] != medians[1]
    for wait, clock in itertools.product(Until, Clock):
        picture = client.get(reverse("desk:picture-waits"), {"wait": wait, "clock": clock})
        assert picture.status_code == 200
    assert client.get(PAGE, {"clock": "moon"}).context["clock"] == Clock.OFFICE


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (Wait(2.0, 1.0, 3.0), "between 1.0 hour and 3.0 hours"),
        (Wait(None, 5.0, None), "at least 5.0 hours"),
        (Wait(1.0, 0.001, None), ""),  # at least nothing
        (Wait(None, None, None), ""),
    ],
)
def test_what_chance_leaves_open_is_told(wait, words):
    assert range_words(wait) == words


def rows_of(response) -> list[dict[str, str]]:
    body = b"".join(response) if response.streaming else response.content
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_tables_are_files_with_a_line_in_the_log(found, client_of, responder):
    client = client_of(responder)
    days = found.period.params
    equity = rows_of(client.get(reverse("desk:equity-export"), days))
    assert [(row["by"], int(row["cases"])) for row in equity] == [
        (way, group.n_cases) for way in WAYS for group in found.groups(way)
    ]
    assert all(float(row["answered_low"]) <= float(row["answered_high"]) for row in equity)
    [silence] = rows_of(client.get(reverse("desk:silence-export"), days))
    assert (silence["reason"], silence["cases"], silence["share"]) == ("joke", "1", "1.0000")
    entries = AuditEntry.objects.filter(act="desk.figures-exported").order_by("id")
    assert [entry.object for entry in entries] == ["desk:equity", "desk:silence"]
    assert all(entry.detail["filters"] == days for entry in entries)
    assert {entry.actor for entry in entries} == {f"member:{responder.pk}"}


def test_a_list_is_a_file_with_all_its_pages(found, client_of, responder, second_responder):
    Case.objects.update(claimed_by=second_responder)
    client = client_of(responder)
    address = f"{reverse('desk:case-export')}?view=all&outcome=answerable&order=oldest"
    response = client.get(address)
    text = b"".join(response).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {row["number"] for row in rows} == set(
        Case.objects.filter(pk__in=[row.pk for row in found.answerable]).values_list(
            "number", flat=True
        )
    )
    assert second_responder.name not in text  # nobody's work can be counted from it
    assert second_responder.email not in text
    entry = AuditEntry.objects.get(act="desk.cases-exported")
    assert entry.detail["filters"]["outcome"] == "answerable"


def test_pages_of_a_file_follow_each_other(desk, client_of, responder, monkeypatch):
    monkeypatch.setattr("klankbord.reputation.desk.exporting._AT_ONCE", 7)
    for order in ("newest", "oldest", "urgent"):
        address = f"{reverse('desk:case-export')}?view=all&order={order}"
        rows = rows_of(client_of(responder).get(address))
        assert len({row["number"] for row in rows}) == len(rows) == Case.objects.count()


def test_a_colleague_who_is_not_shown_has_no_name_in_a_file(heard, client_of, responder, expert):
    """Also where the account was named after the case had been opened."""
    heard(handle="petra@water.example")
    heard(handle="anna@water.example")
    Account.objects.create(member=expert, platform="mastodon", handle="petra@water.example")
    rows = rows_of(client_of(responder).get(f"{reverse('desk:case-export')}?view=all"))
    assert sorted(row["author"] for row in rows) == ["", "anna@water.example"]


def test_a_cell_is_no_formula(make_case, client_of, responder):
    make_case(title="=HYPERLINK(1)")
    [row] = rows_of(client_of(responder).get(f"{reverse('desk:case-export')}?view=all"))
    assert row["title"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("name", ["equity-export", "silence-export", "case-export"])
def test_others_take_nothing_along(name, client_of, stranger, expert):
    for member in (stranger, expert):
        assert client_of(member).get(reverse(f"desk:{name}")).status_code == 403
    assert not AuditEntry.objects.filter(act__endswith="exported").exists()
