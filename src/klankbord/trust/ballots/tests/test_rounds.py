import datetime as dt

import pytest

from klankbord.trust import audit
from klankbord.trust.ballots import actions, queries
from klankbord.trust.ballots.actions import BallotRefused, RoundNotOpen, TokenFetched, TokenSpent
from klankbord.trust.ballots.counting import hash_of, recount
from klankbord.trust.ballots.models import Ballot, IssuedToken
from klankbord.trust.ballots.tests.voter import Voter
from klankbord.trust.disclosure.request import Reason, Refusal
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_vote_is_counted_and_found_again(open_round, vote, closes_at):
    round_ = open_round(is_counted_openly=True)
    voters = vote(round_, ["yes"] * 8 + ["no"] * 4)
    actions.close_round(round=round_, by="member:1", at=closes_at)
    published = queries.published_round(round_)
    root = AuditEntry.objects.get(act="trust.ballot-closed").detail["root"]
    outcome = recount(published, root=root)
    assert outcome.is_right
    assert outcome.counts == {"yes": 8, "no": 4, "blank": 0}
    lines = {line["hash"]: line for line in published["ballots"]}
    assert all(lines[hash_of(voter.token)]["nonce"] == voter.nonce for voter in voters)
    assert audit.verify().is_whole


def test_one_person_gets_one_token(open_round, now):
    round_ = open_round()
    voter = Voter(round_, "member:7")
    first = actions.issue_token(round=round_, member="member:7", blinded=voter.blinded, at=now)
    again = actions.issue_token(round=round_, member="member:7", blinded=voter.blinded, at=now)
    assert first == again
    with pytest.raises(TokenFetched):
        Voter(round_, "member:7").fetch(now)
    assert IssuedToken.objects.count() == 1


def test_one_token_gives_one_ballot(open_round, now):
    voter = Voter(open_round(), "member:7").fetch(now)
    assert voter.cast("yes", now) == voter.cast("yes", now)
    with pytest.raises(TokenSpent):
        voter.cast("no", now)
    assert Ballot.objects.get().choice == "yes"


def test_a_token_of_another_round_or_a_forged_one_is_refused(open_round, now):
    voter = Voter(open_round(), "member:7").fetch(now)
    with pytest.raises(BallotRefused):
        actions.cast_ballot(round=open_round(), cast=voter.filled("yes"), at=now)
    with pytest.raises(BallotRefused):
        voter.cast("maybe", now)
    voter.signature = bytes(len(voter.signature))
    with pytest.raises(BallotRefused):
        voter.cast("yes", now)
    voter.nonce = "Z" * 64
    with pytest.raises(BallotRefused):
        voter.cast("yes", now)


def test_before_and_after_the_round_nothing_is_taken(open_round, now, closes_at):
    round_ = open_round()
    early = now - dt.timedelta(seconds=1)
    voter = Voter(round_, "member:7")
    for moment in (early, closes_at):
        with pytest.raises(RoundNotOpen):
            voter.fetch(moment)
    voter.fetch(now)
    for moment in (early, closes_at):
        with pytest.raises(RoundNotOpen):
            voter.cast("yes", moment)
    with pytest.raises(actions.RoundRunning):
        actions.close_round(round=round_, by="member:1", at=now)
    assert queries.published_round(round_) is None
    assert queries.result_of(round_) == Refusal(Reason.ROUND_RUNNING)


def test_after_the_close_nobody_can_sign_and_nobody_knows_who_fetched(
    open_round, vote, now, closes_at
):
    round_ = open_round()
    vote(round_, ["yes"] * 3)
    actions.close_round(round=round_, by="member:1", at=closes_at)
    assert not round_.sealed_key
    assert not IssuedToken.objects.exists()
    assert round_.n_issued == 3
    with pytest.raises(RoundNotOpen):
        Voter(round_, "member:9").fetch(now)
    again = actions.close_round(round=round_, by="member:2", at=closes_at)
    assert again.root == round_.root
    assert AuditEntry.objects.filter(act="trust.ballot-closed").count() == 1


def test_few_ballots_have_no_result(open_round, vote, closes_at):
    round_ = open_round(is_counted_openly=True)
    vote(round_, ["yes"] * 9)
    actions.close_round(round=round_, by="member:1", at=closes_at)
    assert queries.result_of(round_) == Refusal(Reason.TOO_FEW, 10)
    published = queries.published_round(round_)
    assert published["counts"] is None
    assert not any("choice" in line for line in published["ballots"])


def test_a_result_is_rounded_and_never_unanimous(open_round, vote, closes_at):
    round_ = open_round()
    vote(round_, ["yes"] * 11)
    actions.close_round(round=round_, by="member:1", at=closes_at)
    result = queries.result_of(round_)
    assert (result["yes"].value, result["yes"].edge) == (0.95, 1)
    assert (result["no"].value, result["no"].edge) == (0.05, -1)
    published = queries.published_round(round_)
    assert published["counts"] is None
    assert recount(published, root=round_.root).is_right


def test_choices_go_after_thirty_days_and_the_list_stays(open_round, vote, closes_at):
    round_ = open_round(is_counted_openly=True)
    vote(round_, ["yes"] * 10)
    actions.close_round(round=round_, by="member:1", at=closes_at)
    later = closes_at + dt.timedelta(days=30)
    assert actions.drop_choices(at=later - dt.timedelta(seconds=1)) == 0
    assert actions.drop_choices(at=later) == 10
    assert not Ballot.objects.exclude(choice="", nonce="").exists()
    assert recount(queries.published_round(round_), root=round_.root).is_right


@pytest.fixture
def published(open_round, vote, closes_at):
    round_ = open_round(is_counted_openly=True)
    vote(round_, ["yes"] * 7 + ["no"] * 5)
    actions.close_round(round=round_, by="member:1", at=closes_at)
    return queries.published_round(round_)


def change(published):
    published["ballots"][0]["choice"] = "blank"


def change_with_a_fitting_commitment(published):
    ballot = published["ballots"][0]
    ballot["choice"] = "blank"
    ballot["commitment"] = actions.commitment_of(ballot["hash"], "blank", ballot["nonce"])


def remove(published):
    published["ballots"].pop()


def repeat(published):
    published["ballots"].append(published["ballots"][0])


def invent(published):
    token = bytes(32)
    line = dict(published["ballots"][0], token=token.hex(), hash=hash_of(token))
    line["commitment"] = actions.commitment_of(line["hash"], line["choice"], line["nonce"])
    published["ballots"].append(line)


def miscount(published):
    published["counts"] = dict(published["counts"], yes=12)


def stuff(published):
    published["n_issued"] = 5


@pytest.mark.parametrize(
    ("fraud", "problem"),
    [
        (change, "choice-changed"),
        (change_with_a_fitting_commitment, "list-changed"),
        (remove, "list-changed"),
        (repeat, "twice"),
        (invent, "not-signed"),
        (miscount, "miscounted"),
        (stuff, "more-ballots-than-voters"),
    ],
)
def test_fraud_with_the_published_list_is_found(published, fraud, problem):
    root = published["root"]
    assert recount(published, root=root).is_right
    fraud(published)
    assert problem in {code for code, _name in recount(published, root=root).problems}


def test_a_ballot_changed_in_the_database_is_found(open_round, vote, closes_at):
    round_ = open_round(is_counted_openly=True)
    vote(round_, ["yes"] * 7 + ["no"] * 5)
    actions.close_round(round=round_, by="member:1", at=closes_at)
    Ballot.objects.filter(pk=Ballot.objects.filter(choice="no").first().pk).update(choice="yes")
    problems = recount(queries.published_round(round_), root=round_.root).problems
    assert {code for code, _name in problems} == {"choice-changed", "miscounted"}
