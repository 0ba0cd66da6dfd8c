"""Automatic accounts are told apart: said by the account or by a person, never guessed."""

import datetime as dt

import pytest
from django.urls import reverse

from klankbord.participate.archive.models import Author
from klankbord.participate.insight.period import Period
from klankbord.people.models import Account
from klankbord.reputation.desk import opening, rights
from klankbord.reputation.desk.describing import set_bot
from klankbord.reputation.desk.figures.counting import Figures
from klankbord.reputation.desk.models import Case, Channel
from klankbord.reputation.desk.queries import desk_figures, replay
from klankbord.trust.rights.contract import Outsider

pytestmark = pytest.mark.django_db
BECAUSE = "Its page says: posts by itself."


@pytest.fixture
def case_of(make_mention, responder, now):
    """A case about a mention whose author says this of itself."""

    def make(number: int, *, is_bot: bool | None, followers: int | None = None) -> Case:
        author = Author.objects.create(
            id=100 + number, platform="mastodon", handle=f"author{number}", is_bot=is_bot,
            followers=followers,
        )  # fmt: skip
        mention = make_mention(number, author=author, language="nl")
        return opening.open_case(
            by=responder, at=now, title=f"Case {number}", channel=Channel.MENTION,
            message=opening.message_of(mention),
        ).case  # fmt: skip

    return make


def figures(now: dt.datetime) -> Figures:
    day = now.date()
    return Figures(Period(day - dt.timedelta(days=1), day + dt.timedelta(days=1)), at=now)


@pytest.mark.parametrize(("told", "is_by_bot"), [(True, True), (False, False), (None, False)])
def test_a_case_knows_what_the_account_says(case_of, told, is_by_bot):
    assert case_of(1, is_bot=told).is_by_bot is is_by_bot


def test_a_colleague_who_is_not_shown_is_not_looked_at(case_of, expert):
    Account.objects.create(member=expert, platform="mastodon", handle="author1")
    case = case_of(1, is_bot=True, followers=50)
    assert (case.is_by_bot, case.follower_band, case.author_handle) == (False, None, "")


def test_figures_leave_programs_out_and_say_how_many(case_of, client_of, responder, now):
    person, program = case_of(1, is_bot=False), case_of(2, is_bot=True)
    Case.objects.update(first_response_at=now + dt.timedelta(minutes=5))
    later = now + dt.timedelta(hours=1)
    found = figures(later)
    assert ([row.pk for row in found.rows], found.n_bots) == ([person.pk], 1)
    assert desk_figures(at=later).n_answered == 1

    client = client_of(responder)
    days = {"since": now.date().isoformat(), "until": now.date().isoformat()}
    page = client.get(reverse("desk:figures"), days)
    assert "1 case of an automatic account" in page.text
    for link, expected in (("bots", program), ("answered", person), ("counted", person)):
        listed = client.get(page.context["links"][link])
        assert [row["case"].pk for row in listed.context["rows"]] == [expected.pk]


def test_a_person_says_it_with_the_reason_and_takes_it_back(case, client_of, responder, now):
    client, place = client_of(responder), reverse("desk:case-bot", args=[case.pk])
    assert "How do you know?" in client.get(place).text
    client.post(place, {"is_by_bot": "yes", "because": " "})
    assert not Case.objects.get().is_by_bot
    page = client.post(place, {"is_by_bot": "yes", "because": BECAUSE}, follow=True).text
    assert Case.objects.get().is_by_bot
    assert "said that a program wrote this: figures leave it out" in page
    assert BECAUSE in page
    assert "An automatic account" in page
    client.post(place, {"is_by_bot": "yes", "because": "again"})  # changes nothing
    assert case.events.filter(kind="bot-set").count() == 1
    set_bot(case=case, by=responder, at=now, is_by_bot=False, because="She called us.")
    assert replay(case.events.all())["is_by_bot"] is False


def test_on_the_list_and_in_the_interface(case_of, client_of, responder):
    case_of(1, is_bot=True)
    client = client_of(responder)
    assert "Automatic account" in client.get(reverse("desk:case-list") + "?view=all").text
    [shown] = client.get("/api/v1/desk/cases").json()["cases"]
    assert shown["is_by_bot"] is True


def test_a_stranger_says_nothing(case, client_of, stranger, expert):
    place = reverse("desk:case-bot", args=[case.pk])
    for member in (stranger, expert):
        given = {"is_by_bot": "yes", "because": BECAUSE}
        assert client_of(member).post(place, given).status_code == 403


def test_with_its_author_what_was_known_of_them_goes(case_of):
    case = case_of(1, is_bot=False, followers=250)
    assert (case.language, case.follower_band) == ("nl", 1)
    nothing = dict.fromkeys(("authors", "names", "urls", "post_ids", "quotes"), frozenset())
    outsider = Outsider(platform="mastodon", handles=frozenset({"author1"}), mentions=(), **nothing)
    assert rights._erase(outsider) == 1
    case.refresh_from_db()
    assert (case.language, case.follower_band) == ("", None)
    told = replay(case.events.all())
    assert (told["language"], told["follower_band"]) == ("", None)


def test_a_case_keeps_what_figures_need_when_the_mention_is_gone(case_of, now):
    case_of(1, is_bot=False, followers=250).messages.get().mention.delete()
    found = figures(now)
    assert [group.key for group in found.groups("followers")] == ["1"]
    assert [group.key for group in found.groups("language")] == ["nl"]
