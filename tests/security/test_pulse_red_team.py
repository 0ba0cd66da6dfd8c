"""The red team of the ballots and of the figures, let loose on the pulse: through its addresses.

They have the database with its physical order, every log at its finest, the audit log, the secret,
and the second in which each colleague fetched and sent. And they have twelve weeks of results.
"""

import json

import numpy as np
import pytest
from django.apps import apps
from django.core import serializers
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.pulse import actions
from klankbord.ambassadors.pulse.actions import APART
from klankbord.ambassadors.pulse.instruments import own_instrument
from klankbord.people.models import Role
from klankbord.trust.ballots.actions import hash_of
from klankbord.trust.ballots.tests.voter import Voter, finalize
from klankbord.trust.disclosure.request import Kind, Measure
from klankbord.trust.disclosure.rounding import figure_of
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

__all__ = ["logs"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]
N_VOTERS = 40


@pytest.fixture
def voted(make_member, client_of, client, logs):
    """Everybody fetches and sends at once, through the addresses: the worst case for timing."""
    asker = make_member("Asker", Role.MANAGER)
    crowd = [make_member(f"Voter {number}", Role.EMPLOYEE) for number in range(N_VOTERS)]
    at = timezone.now()
    survey = own_instrument()
    round_ = actions.open_round(
        title="Red", survey=survey, opens_at=at, closes_at=at + APART, by=asker, at=at
    )
    dice = np.random.default_rng(7)
    dice.shuffle(crowd)
    clients = {member.pk: client_of(member) for member in crowd}
    logs.truncate(0)
    n_before = AuditEntry.objects.count()
    voters = []
    for member in crowd:
        voter = Voter(round_.vote, f"member:{member.pk}")
        sheet = "".join(dice.choice(list("12345"), 12)) + str(dice.choice(list("0123456789A")))
        send(clients[member.pk], client, round_, voter, sheet)
        voters.append((voter, sheet))
    assert AuditEntry.objects.count() == n_before, "voting is in no log"
    return round_, voters


def send(own, nobody, round_, voter, sheet):
    body = json.dumps({"blinded": voter.blinded.hex()})
    url = reverse("pulse:round-token", args=[round_.pk])
    signed = own.post(url, body, content_type="application/json").json()["signed"]
    voter.signature = finalize(voter.n, bytes.fromhex(signed), voter.unveil)
    ballot = json.dumps(vars(voter.filled(sheet)))
    url = reverse("pulse:round-cast", args=[round_.vote.key])
    answer = nobody.post(url, ballot, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert not answer.cookies


def rows_by_table():
    managers = {model._meta.label: model._base_manager for model in apps.get_models()}
    return {label: serializers.serialize("json", rows.all()) for label, rows in managers.items()}


def test_sheets_of_the_pulse_cannot_be_guessed_and_are_in_one_table_only(voted, logs):
    round_, voters = voted
    vote = round_.vote
    truth = [hash_of(voter.token) for voter, _sheet in voters]
    order = [row["token_hash"] for row in rows_in_file_order("trust_ballot", vote.pk)]
    assert sorted(order) == sorted(truth)
    pages = order_in_pages(vote, sorted(truth))
    guesses = [guesses_right(each, truth) for each in (order, order[::-1], pages, pages[::-1])]
    guesses.append(in_turn(vote, order, [voter for voter, _sheet in voters]))
    assert is_chance(guesses, 1), guesses
    tables, written = rows_by_table(), logs.getvalue()
    for voter, sheet in voters:
        secrets = (voter.token, voter.prefix, voter.signature, voter.blinded)
        for part in (*(each.hex() for each in secrets), voter.nonce, sheet):
            assert part not in written
            holders = {label for label, text in tables.items() if part in text}
            assert holders <= {"trust.Ballot"}


def test_sending_a_sheet_writes_in_one_table_and_fetching_in_another(
    make_member, client_of, client
):
    asker = make_member("Asker", Role.MANAGER)
    crowd = [make_member(f"Voter {number}", Role.EMPLOYEE) for number in range(10)]
    at = timezone.now()
    round_ = actions.open_round(
        title="Red", survey=own_instrument(), opens_at=at, closes_at=at + APART, by=asker, at=at
    )
    own, voter = client_of(crowd[0]), Voter(round_.vote, f"member:{crowd[0].pk}")
    own.get(reverse("pulse:round-answer", args=[round_.pk]))
    before = rows_by_table()
    send(own, client, round_, voter, "3" * 12 + "7")
    after = rows_by_table()
    changed = {label for label in after if after[label] != before[label]}
    assert changed == {"trust.Ballot", "trust.IssuedToken"}


ITEM = Measure("pulse.test", Kind.SCORE, (1, 5))
N_WAVES = 3  # in twelve weeks: rounds close four weeks apart
TAKES_PART = 0.75
MIDDLE = 3.2
LEAST = 10
N_ORGANISATIONS = 20_000


def natures(dice, n):
    """What people think for long; what they answer has the mood of the moment in it."""
    return dice.normal(MIDDLE, 0.9, size=n)


def told(dice, nature):
    answers = np.clip(np.rint(nature + dice.normal(0, 0.5, len(nature))), 1, 5)
    return figure_of(ITEM, answers.tolist()).value


def waves(dice):
    """One organisation through twelve weeks; one person leaves after the first wave or the second.

    Gives what their nature is, and what the team sees: the means with and without, how many people
    work there, and, without a gateway, the difference of the sums.
    """
    n, leaves_after = int(dice.integers(16, 90)), int(dice.integers(1, N_WAVES))
    nature = natures(dice, n)
    means = []
    for wave in range(N_WAVES):
        takes_part = dice.random(n) < TAKES_PART
        takes_part[0] &= wave < leaves_after
        means.append(told(dice, nature[takes_part]))
    with_, without = np.mean(means[:leaves_after]), np.mean(means[leaves_after:])
    seen = [1.0, with_ - MIDDLE, without - MIDDLE, n * (with_ - without)]
    return nature[0] > MIDDLE, seen, nature.sum() - nature[1:].sum() > MIDDLE


def one_of_ten(dice):
    """A single figure about the fewest people of whom the house tells anything."""
    nature = natures(dice, LEAST)
    return nature[0] > MIDDLE, [1.0, told(dice, nature) - MIDDLE], True


def guessed(world, dice):
    """The team makes up as many organisations, learns from them, and then guesses."""
    bits, seen, exact = zip(*(world(dice) for _ in range(N_ORGANISATIONS)), strict=True)
    half, table, truth = N_ORGANISATIONS // 2, np.array(seen), np.array(bits)
    weights, *_rest = np.linalg.lstsq(table[:half], truth[:half] - 0.5, rcond=None)
    return rate((table[half:] @ weights > 0) == truth[half:]), rate(np.array(exact) == truth)


def test_twelve_weeks_of_the_pulse_tell_less_of_a_person_than_one_figure_about_ten():
    """Nobody knows whose ballot is whose, so the gateway cannot see that one person left.

    What that leaves to a team with everything is measured here against what one figure tells.
    """
    dice = np.random.default_rng(81)
    by_waves, without_gateway = guessed(waves, dice)
    by_ten, _exact = guessed(one_of_ten, dice)
    assert without_gateway > 0.95, "the attack must be able to succeed, or this says nothing"
    shown = f"{by_waves:.3f} from twelve weeks, {by_ten:.3f} from one figure about ten people"
    assert by_waves < by_ten - doubt(0.5, N_ORGANISATIONS // 2), shown
