import datetime as dt
from types import SimpleNamespace

import pytest

from klankbord.ambassadors.pulse import actions, queries
from klankbord.ambassadors.pulse.jobs import tell_rounds
from klankbord.ambassadors.pulse.models import PulseRound
from klankbord.ambassadors.pulse.results import results_of
from klankbord.ambassadors.pulse.tests.conftest import WEEK
from klankbord.people.models import Member
from klankbord.trust.ballots.actions import BallotRefused
from klankbord.trust.ballots.models import Ballot, BallotRound, IssuedToken
from klankbord.trust.ballots.queries import published_round, sheets_of
from klankbord.trust.ballots.tests.voter import Voter
from klankbord.trust.disclosure.actions import set_limit
from klankbord.trust.disclosure.request import Kind
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def told(open_round, crowd, vote, now):
    round_ = open_round()
    vote(round_, crowd, ["459"] * 11 + ["---"], now)
    assert actions.tell_round(round=round_, at=round_.closes_at)
    return PulseRound.objects.select_related("vote").get()


def test_a_round_goes_from_sheets_to_figures_and_the_answers_are_gone(told, now):
    (pride,) = results_of(told).subjects
    assert (pride.told.mean, pride.told.n) == (4.6, 10)
    assert told.told["turnout"]["value"] == 0.95  # everybody, and never told so
    assert not Ballot.objects.exclude(choice="", nonce="").exists()
    assert not IssuedToken.objects.exists()
    published = published_round(told.vote)
    assert len(published["ballots"]) == 12
    assert published["counts"] is None
    assert not actions.tell_round(round=told, at=told.closes_at)
    acts = list(AuditEntry.objects.values_list("act", flat=True))
    assert acts.count("pulse.round-told") == 1


def test_nothing_is_counted_before_the_close(open_round, crowd, vote, now):
    round_ = open_round()
    vote(round_, crowd[:2], ["459", "11-"], now)
    assert not actions.tell_round(round=round_, at=round_.closes_at - dt.timedelta(seconds=1))
    assert sheets_of(round_.vote) == {}
    assert PulseRound.objects.get().told == {}


def test_a_sheet_of_another_form_is_refused(open_round, crowd, now):
    round_ = open_round()
    voter = Voter(round_.vote, f"member:{crowd[0].pk}").fetch(now)
    for wrong in ("45", "4590", "609", "4B9", "", "yes"):
        with pytest.raises(BallotRefused):
            voter.cast(wrong, now)
    voter.cast("45A", now)


def test_rounds_follow_each_other_and_close_four_weeks_apart(open_round, now):
    first = open_round()
    for opens_at in (now + dt.timedelta(days=1), first.closes_at, now + 4 * WEEK - MINUTE):
        with pytest.raises(actions.RoundTooSoon):
            open_round(opens_at=opens_at)
    assert open_round(opens_at=now + 4 * WEEK).opens_at == now + 4 * WEEK
    with pytest.raises(actions.RoundTooSoon):
        open_round(opens_at=now + 2 * WEEK)


@pytest.mark.parametrize("length", [dt.timedelta(days=6), dt.timedelta(days=58)])
def test_a_round_lasts_one_to_eight_weeks(open_round, length):
    with pytest.raises(actions.RoundWrongLength):
        open_round(length=length)


def test_so_few_colleagues_are_not_asked(open_round, crowd):
    Member.objects.filter(pk__in=[each.pk for each in crowd[:3]]).update(is_active=False)
    with pytest.raises(actions.TooFewEntitled):
        open_round()
    assert not BallotRound.objects.exists()


def test_who_came_later_is_not_asked_so_that_the_list_still_checks(open_round, make_member, now):
    round_ = open_round()
    later = make_member("Later")
    Member.objects.filter(pk=later.pk).update(joined_at=now + dt.timedelta(minutes=1))
    assert not queries.is_entitled(later, round_)
    assert queries.is_entitled(round_.created_by, round_)


def test_a_round_taken_back_leaves_nothing(open_round, crowd, vote, asker, now):
    round_ = open_round()
    vote(round_, crowd[:2], ["459", "11-"], now)
    actions.withdraw_round(round=round_, by=asker, at=now)
    for model in (PulseRound, BallotRound, Ballot, IssuedToken):
        assert not model.objects.exists()


def test_a_round_that_is_over_stays(told, asker, now):
    with pytest.raises(actions.RoundOver):
        actions.withdraw_round(round=told, by=asker, at=told.closes_at)
    assert PulseRound.objects.exists()


def test_the_job_tells_what_is_over(open_round, crowd, vote, now):
    round_ = open_round()
    vote(round_, crowd, ["345"] * 12, now)
    tell_rounds(SimpleNamespace(now=now))
    assert PulseRound.objects.get().told_at is None
    tell_rounds(SimpleNamespace(now=now + WEEK))
    assert PulseRound.objects.get().told_at == now + WEEK


def test_a_limit_set_higher_meanwhile_holds_for_a_round_that_runs(open_round, crowd, vote, now):
    round_ = open_round()
    vote(round_, crowd, ["345"] * 12, now)
    set_limit(kind=Kind.SCORE, least=15, by="member:1", at=now)
    actions.tell_round(round=round_, at=round_.closes_at)
    assert not results_of(PulseRound.objects.get()).seen


def test_a_lower_limit_does_not_loosen_a_round_that_runs(open_round, crowd, vote, now):
    round_ = open_round()
    vote(round_, crowd[:8], ["345"] * 8, now)
    for kind in Kind:
        set_limit(kind=kind, least=5, by="member:1", at=now)
    actions.tell_round(round=round_, at=round_.closes_at)
    assert not results_of(PulseRound.objects.get()).seen
