"""The red team of the ballots and of the figures, let loose on anonymous polls of the community.

They have the database with its physical order, every log at its finest, the audit log, the secret,
and the second in which each colleague fetched and sent. And they ask the same again as often
as they may.
"""

import datetime as dt

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.models import Group
from klankbord.ambassadors.community.polls.actions import count_poll
from klankbord.ambassadors.community.polls.models import Poll, PollVote
from klankbord.ambassadors.community.tests.polling import ask, crowd_in, send
from klankbord.people.models import Role
from klankbord.trust.ballots.actions import hash_of
from klankbord.trust.ballots.tests.voter import Voter
from klankbord.trust.disclosure.rounding import share_of
from klankbord.trust.models import AuditEntry
from tests.security.test_ballots_red_team import (
    guesses_right,
    in_turn,
    is_chance,
    logs,
    order_in_pages,
    rows_in_file_order,
)
from tests.security.test_disclosure_attack import doubt, rate
from tests.security.test_pulse_red_team import rows_by_table

__all__ = ["logs"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]
N_VOTERS = 40
WEEK = dt.timedelta(days=7)
CHOICES = ("Yes", "No", "I do not know")


@pytest.fixture
def asked(make_member):
    """A group of forty with a poll of three choices."""
    at = timezone.now()
    owner = make_member("Asker", Role.MANAGER)
    group = actions.create_group(name="Team", description="", kind=Group.Kind.OPEN, by=owner, at=at)
    crowd = crowd_in(group, make_member, N_VOTERS, at)
    poll = ask(group, by=owner, at=at, closes_at=at + WEEK, choices=CHOICES, is_anonymous=True)
    return poll, crowd


@pytest.fixture
def voted(asked, client_of, client, logs):
    """Everybody fetches and sends at once, through the addresses: the worst case for timing."""
    poll, crowd = asked
    dice = np.random.default_rng(91)
    dice.shuffle(crowd)
    clients = {member.pk: client_of(member) for member in crowd}
    logs.truncate(0)
    n_before = AuditEntry.objects.count()
    voters = []
    for member in crowd:
        voter = Voter(poll.vote, f"member:{member.pk}")
        send(clients[member.pk], client, poll, voter, str(dice.choice(list("ABC"))))
        voters.append(voter)
    assert AuditEntry.objects.count() == n_before, "voting is in no log"
    return poll, voters


def test_ballots_of_a_poll_cannot_be_guessed_and_are_in_one_table_only(voted, logs):
    poll, voters = voted
    truth = [hash_of(voter.token) for voter in voters]
    order = [row["token_hash"] for row in rows_in_file_order("trust_ballot", poll.vote.pk)]
    assert sorted(order) == sorted(truth)
    pages = order_in_pages(poll.vote, sorted(truth))
    guesses = [guesses_right(each, truth) for each in (order, order[::-1], pages, pages[::-1])]
    guesses.append(in_turn(poll.vote, order, voters))
    assert is_chance(guesses, 1), guesses
    tables, written = rows_by_table(), logs.getvalue()
    for voter in voters:
        secrets = (voter.token, voter.prefix, voter.signature, voter.blinded)
        for part in (*(each.hex() for each in secrets), voter.nonce):
            assert part not in written
            holders = {label for label, text in tables.items() if part in text}
            assert holders <= {"trust.Ballot"}


def test_voting_writes_in_two_tables_and_shows_on_no_screen(asked, client_of, client):
    """Feed, page, search, notifications and interface are the same before and after a vote."""
    poll, crowd = asked
    own, other = client_of(crowd[0]), client_of(crowd[1])
    ways = [
        reverse("community:post-detail", args=[poll.pk]),
        reverse("community:group-detail", args=[poll.post.group_id]),
        reverse("community:feed"),
        reverse("community:search") + "?q=swimming",
        reverse("community:notification-list"),
        "/api/v1/community/feed",
    ]
    own.get(reverse("community:poll-answer", args=[poll.pk]))
    seen = [shown(other, way) for way in ways for _twice in range(2)][1::2]
    before = rows_by_table()
    send(own, client, poll, Voter(poll.vote, f"member:{crowd[0].pk}"), "B")
    after = rows_by_table()
    changed = {label for label in after if after[label] != before[label]}
    assert changed == {"trust.Ballot", "trust.IssuedToken"}
    assert [shown(other, way) for way in ways] == seen


def shown(client, way):
    """A page without what is new each time: the token against forged forms."""
    text = client.get(way).content.decode()
    token = client.cookies.get("csrftoken")
    assert text
    return "".join(
        line for line in text.splitlines() if "csrf" not in line and "nonce" not in line
    ).replace(token.value if token else "-", "")


def test_after_the_close_nothing_says_who_took_part_or_what_they_said(voted):
    poll, voters = voted
    count_poll(poll=poll, at=poll.closes_at)
    tables = rows_by_table()
    assert tables["trust.IssuedToken"] == "[]"
    assert '"choice": ""' in tables["trust.Ballot"]
    assert not any(f'"choice": "{letter}"' in tables["trust.Ballot"] for letter in "ABC")
    assert not PollVote.objects.exists()
    assert not bytes(Poll.objects.get().vote.sealed_key)
    told = Poll.objects.get().told
    assert {round(100 * each["value"]) % 5 for each in told["choices"]} == {0}
    for voter in voters:
        holders = {label for label, text in tables.items() if voter.token.hex() in text}
        assert holders == {"trust.Ballot"}


N_WAVES = 6  # in twelve weeks: anonymous polls of one group close two weeks apart
TAKES_PART, SURE = 0.75, 0.9
LEAST, N_ORGANISATIONS = 10, 20_000


def leanings(dice, n):
    """How likely each is to say yes, today and next week: most are rather sure."""
    return np.where(dice.random(n) < 0.5, SURE, 1 - SURE)


def told(dice, leaning):
    n = len(leaning)
    return share_of(int((dice.random(n) < leaning).sum()), n).value if n >= LEAST else 0.5


def waves(dice):
    """One group is asked the same for twelve weeks; one person leaves somewhere between.

    Gives how that person leans, what the team sees (the means with and without, and their
    difference for the number of people), and whether exact counts would tell.
    """
    n, leaves_after = int(dice.integers(16, 90)), int(dice.integers(1, N_WAVES))
    leaning = leanings(dice, n)
    shares = []
    for wave in range(N_WAVES):
        takes_part = dice.random(n) < TAKES_PART
        takes_part[0] &= wave < leaves_after
        shares.append(told(dice, leaning[takes_part]))
    with_, without = np.mean(shares[:leaves_after]), np.mean(shares[leaves_after:])
    seen = [1.0, with_ - 0.5, without - 0.5, n * (with_ - without)]
    return leaning[0] > 0.5, seen, leaning.sum() - leaning[1:].sum() > 0.5


def one_of_ten(dice):
    """A single figure about the fewest people of whom the house tells anything."""
    leaning = leanings(dice, LEAST)
    return leaning[0] > 0.5, [1.0, told(dice, leaning) - 0.5], True


def guessed(world, dice):
    """The team makes up as many groups, learns from them, and then guesses."""
    bits, seen, exact = zip(*(world(dice) for _ in range(N_ORGANISATIONS)), strict=True)
    half, table, truth = N_ORGANISATIONS // 2, np.array(seen), np.array(bits)
    weights, *_rest = np.linalg.lstsq(table[:half], truth[:half] - 0.5, rcond=None)
    return rate((table[half:] @ weights > 0) == truth[half:]), rate(np.array(exact) == truth)


def test_asking_the_same_for_twelve_weeks_tells_less_than_one_figure_about_ten():
    """Nobody knows whose ballot is whose, so the gateway cannot see that one person left.

    What that leaves to a team with everything is measured here against what one figure tells.
    """
    dice = np.random.default_rng(91)
    by_waves, without_gateway = guessed(waves, dice)
    by_ten, _exact = guessed(one_of_ten, dice)
    assert without_gateway > 0.95, "the attack must be able to succeed, or this says nothing"
    shown = f"{by_waves:.3f} from twelve weeks, {by_ten:.3f} from one figure about ten people"
    assert by_waves < by_ten - doubt(0.5, N_ORGANISATIONS // 2), shown
