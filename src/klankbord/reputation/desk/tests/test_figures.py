"""How quickly the desk answers: office time, open cases included, every number with its cases."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.core.measure.clocks import business_time
from klankbord.core.measure.survival import wait_at
from klankbord.participate.archive.models import Author
from klankbord.participate.insight.period import Period
from klankbord.reputation.desk import actions, opening
from klankbord.reputation.desk.clocks.running import office_calendar
from klankbord.reputation.desk.figures.counting import Clock, Figures, Until, office_clock
from klankbord.reputation.desk.figures.views import waits_picture
from klankbord.reputation.desk.figures.words import UNKNOWN, hours_words
from klankbord.reputation.desk.models import Case, Channel, Reason

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PAGE = reverse("desk:figures")
PERIOD = Period(dt.date(2026, 3, 9), dt.date(2026, 3, 20))


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.fixture
def answered(make_case):
    """A case that was opened then and got its first answer so much later, wall clock."""

    def make(at: dt.datetime, hours: float | None, **fields) -> Case:
        case = make_case(at=at, **fields)
        if hours is not None:
            Case.objects.filter(pk=case.pk).update(first_response_at=at + dt.timedelta(hours=hours))
        return case

    return make


def figures(at: str = "2026-03-20 17:00") -> Figures:
    return Figures(PERIOD, at=moment(at))


def test_the_office_clock_agrees_with_the_slow_one(now):
    calendar = office_calendar(now)
    since, until = moment("2026-03-09 00:00"), moment("2026-04-05 12:00")  # over a clock change
    clock = office_clock(calendar, since, until)
    for hours in range(0, 600, 7):
        at = since + dt.timedelta(hours=hours, minutes=hours % 60)
        expected = business_time(calendar, since, at).total_seconds()
        assert float(clock(at.timestamp())) == pytest.approx(expected, abs=1)


def test_nights_and_weekends_do_not_count_in_office_time(answered):
    answered(moment("2026-03-13 16:30"), 65)  # Friday afternoon to Monday 9:30
    found = figures()
    assert wait_at(found.curve(Until.FIRST, Clock.OFFICE)).at == pytest.approx(1.0)
    assert wait_at(found.curve(Until.FIRST, Clock.WALL)).at == pytest.approx(65.0)


def test_open_cases_are_not_left_out(answered):
    for hour in (1, 2):
        answered(moment("2026-03-10 09:00"), hour)
    for _ in range(4):
        answered(moment("2026-03-10 09:00"), None)
    found = figures()
    assert (found.n_answered, found.n_open) == (2, 4)
    # Half of them is not answered yet.
    assert wait_at(found.curve(Until.FIRST, Clock.OFFICE)).at is None
    assert found.share_answered.share == pytest.approx(1 / 3)


def test_what_was_let_stand_is_told_apart(answered, responder):
    answered(moment("2026-03-10 09:00"), 1)
    silent = answered(moment("2026-03-10 09:00"), None)
    actions.let_stand(case=silent, by=responder, at=moment("2026-03-10 10:00"), reason=Reason.JOKE)
    found = figures()
    assert (len(found.rows), len(found.answerable), found.n_silent) == (2, 1, 1)


def test_the_ledger_tells_why_and_what_came_back(answered, responder, client_of):
    said, later = moment("2026-03-10 10:00"), moment("2026-03-28 09:00")
    let = {"by": responder, "at": said}
    silent = [answered(moment("2026-03-10 09:00"), None) for _ in range(4)]
    for case in silent[:2]:
        actions.let_stand(case=case, reason=Reason.JOKE, **let)
    actions.close_case(case=silent[1], **let)
    actions.let_stand(case=silent[2], reason=Reason.NOT_OURS, look_again_at=later, **let)
    actions.let_stand(case=silent[3], reason=Reason.JOKE, **let)
    actions.reopen_case(case=silent[3], **let)
    found = figures()
    ledger = [(each.reason, each.n_cases, each.n_watched) for each in found.silences()]
    assert ledger == [("joke", 2, 0), ("not_ours", 1, 1)]
    assert sum(n for _reason, n, _watched in ledger) == found.n_silent
    assert found.n_broken_silences == 1

    client = client_of(responder)
    page = client.get(PAGE, {"since": "2026-03-09", "until": "2026-03-20"})
    assert "1 case that was let stand came back" in page.text
    [address] = [url for row, url in page.context["silences"] if row.silence.reason == "joke"]
    cases = client.get(address)
    assert {row["case"].pk for row in cases.context["rows"]} == {silent[0].pk, silent[1].pk}
    assert "It is a joke or satire" in cases.text


def test_only_cases_of_the_period_count(answered):
    answered(moment("2026-03-08 23:59"), 1)
    answered(moment("2026-03-21 00:00"), 1)
    answered(moment("2026-03-20 23:59"), 1)
    assert len(figures().rows) == 1


def test_languages_are_held_beside_each_other(make_mention, responder):
    for number, language in enumerate(("nl", "en", "en", ""), 1):
        mention = make_mention(number, language=language)
        opened = opening.open_case(
            by=responder,
            at=moment("2026-03-10 09:00"),
            title=language,
            channel=Channel.MENTION,
            message=opening.message_of(mention),
        )
        assert opened.is_new
    groups = {group.key: group.n_cases for group in figures().groups("language")}
    assert groups == {"en": 2, "nl": 1, "": 1}


def test_few_followers_are_held_beside_many(make_mention, responder):
    for number, followers in enumerate((5, 50, 20_000), 1):
        author = Author.objects.create(id=100 + number, platform="mastodon", followers=followers)
        mention = make_mention(number, author=author)
        opening.open_case(
            by=responder,
            at=moment("2026-03-10 09:00"),
            title="x",
            channel=Channel.MENTION,
            message=opening.message_of(mention),
        )
    groups = {group.key: group.n_cases for group in figures().groups("followers")}
    assert groups == {"0": 2, "3": 1}
    assert [group.key for group in figures().groups("platform")] == ["mastodon"]


def test_the_picture_falls_from_all_to_who_still_waits(answered):
    for hours in (1, 2, 3, None):
        answered(moment("2026-03-10 09:00"), hours)
    picture = waits_picture(figures())
    assert picture.spec is not None
    shares = [row[1] for row in picture.rows]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 1
    assert "Half of 4 cases had a first answer within 2.0 hours" in picture.sentence


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.5, "30 minutes"),
        (1.0, "1.0 hour"),
        (2.25, "2.2 hours"),
        (31.0, "31 hours"),
        (None, UNKNOWN),
    ],
)
def test_waits_are_said_as_people_say_them(hours, words):
    assert hours_words(hours) == words


def test_every_number_leads_to_its_cases(client_of, responder, answered, now):
    today = timezone.now() - dt.timedelta(minutes=5)
    answered(today, 0.01, title="got one")
    answered(today, None, title="waits for one")
    client = client_of(responder)
    page = client.get(PAGE + "?days=7")
    links = page.context["links"]
    assert "got one" in client.get(links["answered"]).text
    assert "waits for one" not in client.get(links["answered"]).text
    waiting = client.get(links["unanswered"]).text
    assert "waits for one" in waiting
    assert "Only cases that still wait" in waiting
    assert client.get(reverse("desk:picture-waits") + "?days=7").status_code == 200


def test_no_figure_is_about_one_person(client_of, responder, second_responder, answered, now):
    for hours in (1, 2, 30):
        case = answered(now - dt.timedelta(days=2), hours)
        Case.objects.filter(pk=case.pk).update(claimed_by=second_responder)
    page = client_of(responder).get(PAGE).content.decode()
    assert second_responder.name not in page
    assert second_responder.email not in page
    assert not re.search(rf"(member|by|person|colleague)=?/?{second_responder.pk}\b", page)


def test_an_empty_period_says_so(client_of, responder):
    assert "No case was opened" in client_of(responder).get(PAGE).text


def test_a_stranger_sees_no_figures(client_of, stranger):
    assert client_of(stranger).get(PAGE).status_code == 403
    assert client_of(stranger).get(reverse("desk:picture-waits")).status_code == 403


def test_the_page_costs_the_same_for_many(
    client_of, responder, answered, django_assert_max_num_queries
):
    for _ in range(30):
        answered(timezone.now() - dt.timedelta(hours=3), 1)
    client = client_of(responder)
    with django_assert_max_num_queries(14):
        client.get(PAGE)
