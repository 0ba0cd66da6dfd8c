import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.pulse import actions
from klankbord.ambassadors.pulse.instruments import own_instrument
from klankbord.ambassadors.pulse.models import LoadedInstrument, PulseRound
from klankbord.ambassadors.pulse.tests.conftest import WEEK, drawn
from klankbord.ambassadors.pulse.tests.test_instruments import plain
from klankbord.core.flow.read import write_document
from klankbord.people.models import Member
from klankbord.trust.ballots.models import Ballot, IssuedToken
from klankbord.trust.ballots.tests.voter import Voter, finalize

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """Screens ask the clock."""
    return timezone.now() - dt.timedelta(hours=1)


@pytest.fixture
def round_(open_round):
    return open_round()


def fetch(client, round_, blinded):
    url = reverse("pulse:round-token", args=[round_.pk])
    body = json.dumps({"blinded": blinded.hex()})
    return client.post(url, body, content_type="application/json")


def cast(client, round_, ballot):
    url = reverse("pulse:round-cast", args=[round_.vote.key])
    return client.post(url, json.dumps(vars(ballot)), content_type="application/json")


def test_a_colleague_answers_once(client_of, client, colleague, round_):
    voter = Voter(round_.vote, "whoever")
    signed = fetch(client_of(colleague), round_, voter.blinded)
    voter.signature = finalize(voter.n, bytes.fromhex(signed.json()["signed"]), voter.unveil)
    answer = cast(client, round_, voter.filled("459"))
    assert answer.json() == {"commitment": Ballot.objects.get().commitment}
    assert cast(client, round_, voter.filled("459")).status_code == 200
    assert cast(client, round_, voter.filled("119")).status_code == 409
    other = Voter(round_.vote, "whoever")
    assert fetch(client_of(colleague), round_, other.blinded).status_code == 409
    assert Ballot.objects.get().choice == "459"


def test_who_came_later_and_who_is_no_member_get_no_token(client_of, client, stranger, round_):
    Member.objects.filter(pk=stranger.pk).update(joined_at=timezone.now())
    voter = Voter(round_.vote, "whoever")
    assert fetch(client_of(stranger), round_, voter.blinded).status_code == 403
    assert fetch(client, round_, voter.blinded).status_code in {302, 403}
    page = client_of(stranger).get(reverse("pulse:round-answer", args=[round_.pk]))
    assert "You came after this round was set" in page.content.decode()
    assert not IssuedToken.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", '{"blinded": 1}', '{"blinded": "zz"}', '{"blinded": "00"}', "\0"]
)
def test_a_token_asked_for_in_a_strange_way_is_refused(client_of, colleague, round_, body):
    url = reverse("pulse:round-token", args=[round_.pk])
    answer = client_of(colleague).post(url, body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, {"reason": "unreadable"})


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"token": "x"}', "\0", '{"a": "' + "x" * 9_000])
def test_a_ballot_in_a_strange_form_is_refused(client, round_, body):
    url = reverse("pulse:round-cast", args=[round_.vote.key])
    answer = client.post(url, body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (400, {"reason": "unreadable"})


def test_after_the_close_nothing_is_taken(client_of, client, colleague, round_):
    voter = Voter(round_.vote, "whoever")
    for model in (type(round_), type(round_.vote)):
        model.objects.update(closes_at=timezone.now() - dt.timedelta(minutes=1))
    assert fetch(client_of(colleague), round_, voter.blinded).status_code == 404
    assert cast(client, round_, voter.filled("459")).status_code in {400, 410}
    page = client_of(colleague).get(reverse("pulse:round-answer", args=[round_.pk]))
    assert page.url == reverse("pulse:round-detail", args=[round_.pk])


def test_too_many_ballots_from_one_place_wait_a_minute(client, round_, monkeypatch):
    monkeypatch.setattr("klankbord.ambassadors.pulse.vote_views.CASTS", 1)
    url = reverse("pulse:round-cast", args=[round_.vote.key])
    codes = [client.post(url, "{}", content_type="application/json").status_code for _ in "ab"]
    assert codes == [400, 429]


def test_a_running_round_shows_no_figure_and_not_even_how_many(client_of, asker, round_):
    page = client_of(asker).get(reverse("pulse:round-detail", args=[round_.pk])).content.decode()
    assert "no figures before the close" in page
    picture = reverse("pulse:round-picture", args=[round_.pk])
    assert client_of(asker).get(picture).status_code == 404
    ballots = reverse("pulse:round-ballots", args=[round_.pk])
    assert client_of(asker).get(ballots).status_code == 404


def test_a_told_round_is_read_by_everybody(client_of, stranger, told_round, now):
    survey = own_instrument()
    told_round(survey, drawn(survey, 80, seed=1), number=-9)
    last = told_round(survey, drawn(survey, 80, seed=2, shift=0.7), number=-5)
    client = client_of(stranger)
    page = client.get(reverse("pulse:round-detail", args=[last.pk])).content.decode()
    for words in ("Best:", "Asks most attention:", "Risen since", "alpha", "about 75 % of 106"):
        assert words in page
    csv = client.get(reverse("pulse:round-picture", args=[last.pk]), {"format": "csv"})
    assert len(csv.content.decode().strip().splitlines()) == 7
    assert "What came of it" in client.get(reverse("pulse:round-list")).content.decode()


def test_the_list_and_the_result_ask_little(
    client_of, stranger, told_round, now, django_assert_max_num_queries
):
    survey = own_instrument()
    rounds = [told_round(survey, drawn(survey, 60, seed=n), number=-n) for n in range(8, 2, -1)]
    client = client_of(stranger)
    for page in (reverse("pulse:round-list"), reverse("pulse:round-detail", args=[rounds[-1].pk])):
        with django_assert_max_num_queries(12):
            client.get(page)


def test_home_asks_who_may_answer(client_of, stranger, round_):
    assert "How are things? Spring" in client_of(stranger).get("/").content.decode()
    Member.objects.filter(pk=stranger.pk).update(joined_at=timezone.now())
    assert "How are things?" not in client_of(stranger).get("/").content.decode()


def test_planned_rounds_are_seen_by_who_asks(client_of, asker, stranger, open_round, now):
    planned = open_round(opens_at=now + WEEK)
    page = reverse("pulse:round-detail", args=[planned.pk])
    assert client_of(asker).get(page).status_code == 200
    assert client_of(stranger).get(page).status_code == 404
    assert "Spring" not in client_of(stranger).get(reverse("pulse:round-list")).content.decode()


def test_a_manager_sets_a_round_and_takes_it_back(client_of, asker, crowd):
    client = client_of(asker)
    today = timezone.localdate()
    filled = {
        "title": "Autumn",
        "subjects": ["voice", "load"],
        "opens_on": today.isoformat(),
        "closes_on": (today + dt.timedelta(days=7)).isoformat(),
    }
    client.post(reverse("pulse:round-add"), filled)
    round_ = PulseRound.objects.get()
    assert len(round_.survey.items) == 4
    assert round_.survey.recommend is None
    again = client.post(reverse("pulse:round-add"), filled)
    assert "at least four weeks apart" in again.content.decode()
    withdraw = reverse("pulse:round-withdraw", args=[round_.pk])
    assert "cannot be undone" in client.get(withdraw).content.decode()
    client.post(withdraw)
    assert not PulseRound.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"opens": -1}, "today or a later day"),
        ({"closes": 6}, "at least one week"),
        ({"closes": 60}, "at most eight weeks"),
        ({"subjects": []}, "This field is required"),
        ({"subjects": ["gossip"]}, "not one of the available"),
    ],
)
def test_a_round_filled_in_wrongly_says_what_to_do(client_of, asker, crowd, changed, words):
    today = timezone.localdate()
    filled = {
        "title": "Autumn",
        "subjects": changed.get("subjects", ["voice"]),
        "opens_on": (today + dt.timedelta(days=changed.get("opens", 0))).isoformat(),
        "closes_on": (today + dt.timedelta(days=changed.get("closes", 8))).isoformat(),
    }
    page = client_of(asker).post(reverse("pulse:round-add"), filled)
    assert words in page.content.decode()
    assert not PulseRound.objects.exists()


def test_with_few_colleagues_no_round_is_set(client_of, asker):
    today = timezone.localdate()
    filled = {"title": "A", "subjects": ["voice"], "opens_on": today.isoformat()}
    filled["closes_on"] = (today + dt.timedelta(days=8)).isoformat()
    page = client_of(asker).post(reverse("pulse:round-add"), filled)
    assert "too few colleagues" in page.content.decode()


def survey_file(**changed):
    document = plain(own_instrument()) | {"key": "licensed", "licence": "held by us"} | changed
    return SimpleUploadedFile("survey.yaml", write_document(document).encode())


def test_a_licensed_survey_is_loaded_asked_and_removed(client_of, asker, crowd):
    client = client_of(asker)
    load = reverse("pulse:survey-load")
    unsaid = client.post(load, {"file": survey_file()})
    assert not LoadedInstrument.objects.exists()
    assert "may use this survey" in unsaid.content.decode()
    client.post(load, {"file": survey_file(), "is_licensed": "on"})
    kept = LoadedInstrument.objects.get()
    assert "held by us" in client.get(reverse("pulse:survey-list")).content.decode()
    page = client.get(reverse("pulse:round-add"), {"survey": "licensed"}).content.decode()
    assert 'aria-current="true"' in page
    client.post(reverse("pulse:survey-remove", args=[kept.pk]))
    assert not LoadedInstrument.objects.exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: survey_file(points=99), "points: write a whole number"),
        (lambda: survey_file(key="klankbord"), "is our own survey"),
        (lambda: SimpleUploadedFile("a.yaml", b"\xff\xfe\x00"), "no text in UTF-8"),
        (lambda: SimpleUploadedFile("a.yaml", b"x" * 200_001), "at most 200 kB"),
    ],
)
def test_a_bad_file_loads_nothing_and_says_why(client_of, asker, file, words):
    page = client_of(asker).post(
        reverse("pulse:survey-load"), {"file": file(), "is_licensed": "on"}
    )
    assert words in page.content.decode()
    assert not LoadedInstrument.objects.exists()


def test_a_survey_loaded_again_does_not_change_what_was_asked(client_of, asker, crowd, now):
    client = client_of(asker)
    load = reverse("pulse:survey-load")
    client.post(load, {"file": survey_file(), "is_licensed": "on"})
    round_ = actions.open_round(
        title="A",
        survey=LoadedInstrument.objects.get().survey,
        opens_at=now,
        closes_at=now + WEEK,
        by=asker,
        at=now,
    )
    client.post(load, {"file": survey_file(points=7), "is_licensed": "on"})
    assert LoadedInstrument.objects.get().survey.points == 7
    assert PulseRound.objects.get(pk=round_.pk).survey.points == 5
