"""Anonymous polls: promised before, counted after, told by the gateway, and nothing in between."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.models import Group, Membership, Post
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.polls import actions as polls
from klankbord.ambassadors.community.polls.models import Poll, PollVote
from klankbord.ambassadors.community.polls.queries import polls_among, polls_due
from klankbord.ambassadors.community.polls.words import WordsFixed
from klankbord.ambassadors.community.tests.polling import (
    DAYS,
    QUESTION,
    ask,
    cast_all,
    crowd_in,
    send,
)
from klankbord.trust.ballots.actions import BallotRefused, hash_of
from klankbord.trust.ballots.models import Ballot, BallotRound, IssuedToken
from klankbord.trust.ballots.tests.voter import Voter
from klankbord.trust.models import AuditEntry

DAY = dt.timedelta(days=1)
N_VOTERS = 12
HOW = {"is_anonymous": True}


@pytest.fixture
def today():
    return timezone.now()


@pytest.fixture
def crowd(open_group, make_member, today):
    return crowd_in(open_group, make_member, N_VOTERS, today)


@pytest.fixture
def poll(open_group, owner, crowd, today) -> Poll:
    return ask(open_group, by=owner, at=today, closes_at=today + 3 * DAY, **HOW)


def shown(poll, member):
    return polls_among([Post.objects.select_related("poll").get(pk=poll.pk)], member)[poll.pk]


def test_it_goes_from_the_form_to_rounded_shares(
    open_group, owner, crowd, client_of, client, today
):
    own = client_of(owner)
    day = timezone.localdate() + 3 * DAY
    form = {
        "group": open_group.pk, "text": QUESTION, "choices": list(DAYS), "way": "anonymous",
        "shows": "at_once", "closes_on": day.isoformat(), "closes_time": "17:00",
    }  # fmt: skip
    page = own.post(reverse("community:poll-write"), form, follow=True).content.decode()
    assert "Nobody can see who chose what." in page
    poll = Poll.objects.select_related("vote").get()
    for member, letter in zip(crowd, "AAAAAABBBBBB", strict=True):
        theirs = client_of(member)
        sheet = theirs.get(reverse("community:poll-answer", args=[poll.pk])).content.decode()
        assert f"{DAYS[2]}" in sheet
        send(theirs, client, poll, Voter(poll.vote, f"member:{member.pk}"), letter)
    found = shown(poll, owner)
    assert not found.is_shown
    assert [(each.figure, each.n_votes, each.is_mine) for each in found.choices] == [
        ("", None, False)
    ] * 3
    ballots = reverse("community:poll-ballots", args=[poll.pk])
    assert own.get(ballots).status_code == 404
    assert not polls.count_poll(poll=poll, at=poll.closes_at - dt.timedelta(seconds=1))
    assert polls.count_poll(poll=poll, at=poll.closes_at)
    found = shown(poll, owner)
    assert [each.figure for each in found.choices] == ["about 50%", "about 50%", "5% or fewer"]
    assert found.n_voters == 10
    told = Poll.objects.get().told
    assert told["turnout"]["value"] == 0.9  # twelve of thirteen
    assert not Ballot.objects.exclude(choice="", nonce="").exists()
    assert not IssuedToken.objects.exists()
    assert not polls_due(at=poll.closes_at + DAY).exists()
    listed = json.loads(own.get(ballots).content)
    assert len(listed["ballots"]) == N_VOTERS
    assert not any("choice" in each for each in listed["ballots"])
    assert Notification.objects.filter(kind="poll_over").get().member == owner
    feed = own.get("/api/v1/community/feed").json()["posts"][0]["poll"]
    assert [each["figure"] for each in feed["choices"]] == ["about 50%", "about 50%", "5% or fewer"]
    assert {each["n_votes"] for each in feed["choices"]} == {None}


def test_under_ten_votes_nothing_is_told(poll, owner, crowd, client_of, today):
    cast_all(poll, crowd[:9], "ABCABCABC", today)
    polls.count_poll(poll=poll, at=poll.closes_at)
    found = shown(poll, owner)
    assert not found.is_shown
    assert "It takes at least 10" in found.why_not
    page = client_of(owner).get(reverse("community:post-detail", args=[poll.pk])).content.decode()
    assert "about" not in page.split('class="poll stack"')[1].split("</article>")[0]


def test_several_choices_are_one_ballot(open_group, owner, crowd, today):
    poll = ask(open_group, by=owner, at=today, closes_at=today + DAY, has_several=True, **HOW)
    cast_all(poll, crowd, ["110"] * 6 + ["011"] * 6, today)
    voter = Voter(poll.vote, f"member:{owner.pk}").fetch(today)
    for nonsense in ("11", "1111", "abc", ""):
        with pytest.raises(BallotRefused):
            voter.cast(nonsense, today)
    polls.count_poll(poll=poll, at=poll.closes_at)
    assert [each.figure for each in shown(poll, owner).choices] == [
        "about 50%", "95% or more", "about 50%",
    ]  # fmt: skip


def test_a_ballot_with_one_choice_cannot_hold_two(poll, owner, today):
    voter = Voter(poll.vote, f"member:{owner.pk}").fetch(today)
    for nonsense in ("AB", "D", "", "1"):
        with pytest.raises(BallotRefused):
            voter.cast(nonsense, today)
    assert voter.cast("B", today)


@pytest.fixture
def token(poll, client_of):
    """Ask for one, as a browser does."""

    def ask_for(member):
        voter = Voter(poll.vote, f"member:{member.pk}")
        body = json.dumps({"blinded": voter.blinded.hex()})
        address = reverse("community:poll-token", args=[poll.pk])
        answer = client_of(member).post(address, body, content_type="application/json")
        return answer.status_code

    return ask_for


def test_who_came_later_who_went_and_guests_get_no_token(
    token, poll, owner, crowd, stranger, make_guest, client_of
):
    open_group, today = poll.post.group, poll.post.created_at
    assert token(stranger) == 403
    actions.join_group(group=open_group, by=stranger, at=today + dt.timedelta(seconds=1))
    assert token(stranger) == 403
    page = client_of(stranger).get(reverse("community:poll-answer", args=[poll.pk]))
    assert "You came later." in page.content.decode()
    actions.leave_group(group=open_group, by=crowd[0])
    assert token(crowd[0]) == 403
    guest = make_guest("Gast", owner)
    Membership.objects.create(
        group=open_group, member=guest, invited_at=today, joined_at=today, guest_until=today + DAY
    )
    assert token(guest) == 403
    assert (token(crowd[1]), token(crowd[1])) == (200, 409)


def test_no_way_leads_from_it_to_a_name(poll, owner, colleague, client_of, crowd, today):
    with pytest.raises(polls.NotByName):
        polls.change_vote(poll=poll, places={0}, by=crowd[0], at=today)
    vote = reverse("community:poll-vote", args=[poll.pk])
    assert client_of(crowd[0]).post(vote, {"choice": "0"}).status_code == 404
    api = f"/api/v1/community/polls/{poll.pk}/vote"
    answer = client_of(crowd[0]).post(api, {"places": [0]}, content_type="application/json")
    assert answer.status_code == 409
    assert not PollVote.objects.exists()
    with pytest.raises(actions.NotTheAuthor):
        polls.close_poll(poll=poll, by=owner, at=today)
    with pytest.raises(WordsFixed):
        polls.edit_poll(poll=poll, text="Something else?", by=owner, at=today)
    for wrong in ({"is_anonymous": False}, {"shows": "at_once"}, {"n_voters": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Poll.objects.filter(pk=poll.pk).update(**wrong)


def test_a_small_group_is_told_so_before(closed_group, open_group, crowd, owner, client_of, today):
    Group.objects.filter(pk=closed_group.pk).update(name="<b>Board")
    page = client_of(owner).get(reverse("community:poll-write")).content.decode()
    assert "Too small for that: &lt;b&gt;Board." in page
    assert open_group.name not in page.split("Too small for that:")[1].split("</div>")[0]
    day = timezone.localdate() + 3 * DAY
    form = {
        "group": closed_group.pk, "text": QUESTION, "choices": list(DAYS), "way": "anonymous",
        "shows": "closed", "closes_on": day.isoformat(), "closes_time": "17:00",
    }  # fmt: skip
    page = client_of(owner).post(reverse("community:poll-write"), form).content.decode()
    assert "fewer than 10 colleagues" in page
    soon = timezone.localtime(today + dt.timedelta(hours=2))
    early = form | {"group": open_group.pk, "closes_on": soon.date().isoformat()}
    early["closes_time"] = f"{soon:%H:%M}"
    page = client_of(owner).post(reverse("community:poll-write"), early).content.decode()
    assert "open for a day" in page
    assert not Post.objects.exists()
    assert not BallotRound.objects.exists()


def test_two_in_one_group_close_two_weeks_apart(poll, open_group, owner, client_of, today):
    with pytest.raises(polls.PollTooSoon) as refused:
        ask(open_group, by=owner, at=today, closes_at=poll.closes_at + 13 * DAY, **HOW)
    assert refused.value.closes_at == poll.closes_at
    day = (timezone.localtime(poll.closes_at) + 2 * DAY).date()
    form = {
        "group": open_group.pk, "text": QUESTION, "choices": list(DAYS), "way": "anonymous",
        "shows": "closed", "closes_on": day.isoformat(), "closes_time": "17:00",
    }  # fmt: skip
    page = client_of(owner).post(reverse("community:poll-write"), form).content.decode()
    assert "Another anonymous poll of this group closes on" in page
    assert ask(open_group, by=owner, at=today, closes_at=poll.closes_at + 14 * DAY, **HOW)
    assert ask(open_group, by=owner, at=today, closes_at=poll.closes_at)  # by name, any time


def test_taken_back_it_is_gone_with_every_ballot(poll, owner, crowd, client, today):
    cast_all(poll, crowd[:3], "ABC", today)
    key = poll.vote.key
    actions.remove_post(post=poll.post, by=owner, at=today)
    for table in (Poll, Ballot, IssuedToken, BallotRound):
        assert not table.objects.exists()
    address = reverse("community:poll-cast", args=[key])
    assert client.post(address, "{}", content_type="application/json").status_code == 404


def test_the_log_says_that_there_was_a_vote_and_nothing_of_it(poll, owner, crowd, today):
    voters = [Voter(poll.vote, f"member:{member.pk}").fetch(today) for member in crowd]
    for voter in voters:
        voter.cast("A", today)
    polls.count_poll(poll=poll, at=poll.closes_at)
    acts = list(AuditEntry.objects.values_list("act", flat=True))
    assert acts.count("trust.ballot-opened") == acts.count("trust.ballot-closed") == 1
    text = str(list(AuditEntry.objects.values()))
    assert QUESTION not in text
    assert DAYS[0] not in text
    assert not any(hash_of(voter.token) in text for voter in voters)
