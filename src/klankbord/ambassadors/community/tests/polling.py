"""What tests of polls do again and again."""

import json

from django.urls import reverse

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.polls import actions as polls
from klankbord.ambassadors.community.polls.models import Poll
from klankbord.people.models import Role
from klankbord.trust.ballots.tests.voter import Voter, finalize

QUESTION = "Which day suits you for the swimming pool?"
DAYS = ("Tuesday", "Thursday", "Never")


def ask(group, *, by, at, closes_at, choices=DAYS, text=QUESTION, **more) -> Poll:
    asked = polls.Asked(choices=choices, closes_at=closes_at, **more)
    return polls.write_poll(group=group, text=text, asked=asked, by=by, at=at).poll


def crowd_in(group, make_member, n, at):
    """Colleagues who are in the group."""
    crowd = [make_member(f"Voter {number}", Role.EMPLOYEE) for number in range(n)]
    for member in crowd:
        actions.join_group(group=group, by=member, at=at)
    return crowd


def send(own, nobody, poll, voter, sheet):
    """Through the two addresses, as a browser does: a token as oneself, a ballot as nobody."""
    token = reverse("community:poll-token", args=[poll.pk])
    body = json.dumps({"blinded": voter.blinded.hex()})
    signed = own.post(token, body, content_type="application/json").json()["signed"]
    voter.signature = finalize(voter.n, bytes.fromhex(signed), voter.unveil)
    cast = reverse("community:poll-cast", args=[poll.vote.key])
    ballot = json.dumps(vars(voter.filled(sheet)))
    answer = nobody.post(cast, ballot, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert not answer.cookies


def cast_all(poll, crowd, sheets, at):
    """Straight into the ballots, for tests about what comes after."""
    for member, sheet in zip(crowd, sheets, strict=True):
        Voter(poll.vote, f"member:{member.pk}").fetch(at).cast(sheet, at)
