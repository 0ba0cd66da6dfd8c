"""A red team with everything: the database with its physical order, the logs, the audit log, the
secret of the installation, and the second in which each member fetched and cast. They guess which
ballot is whose. They may be right by chance, once a round, and not more often.
"""

import contextlib
import io
import logging
import os
import sqlite3
import statistics
from pathlib import Path

import numpy as np
import pytest
from django.core import serializers
from django.db import connection, models

from klankbord.trust.ballots import actions
from klankbord.trust.ballots.models import Ballot, BallotRound, IssuedToken
from klankbord.trust.ballots.tests.voter import Voter
from klankbord.trust.disclosure.keys import key_for
from klankbord.trust.models import AuditEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(7200)]
N_VOTERS = 40
N_ROUNDS = int(os.environ.get("KLANKBORD_BALLOT_ROUNDS", "4"))  # `make attack`: 100
CHOICES = ["yes", "no", "blank"]
ORDERS = {"sqlite": "rowid", "postgresql": "xmin::text::bigint, ctid"}


@pytest.fixture
def logs():
    """Everything that the program logs, database statements too, at the finest level."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def open_vote(now, closes_at):
    """A round in which each member fetches and casts at once: the worst case for timing."""

    def vote(number):
        dice = np.random.default_rng(number)
        round_ = actions.open_round(
            subject=f"poll:{number}",
            options=CHOICES,
            n_entitled=N_VOTERS,
            opens_at=now,
            closes_at=closes_at,
            by="member:1",
            at=now,
            is_counted_openly=True,
        )
        voters = [Voter(round_, f"member:{each}") for each in range(N_VOTERS)]
        dice.shuffle(voters)
        for voter in voters:
            voter.fetch(now).cast(str(dice.choice(CHOICES)), now)
        return round_, voters

    return vote


@pytest.fixture
def voted(open_vote, logs, request):
    return [open_vote(number) for number in range(getattr(request, "param", 1))]


@pytest.fixture
def closes_at(now):
    return now.replace(day=20)


def rows_in_file_order(table, round_id, order=None):
    """The rows in the order that the database itself keeps: by place, by number of transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM {table} WHERE round_id = %s "  # noqa: S608  # our own names
            f"ORDER BY {order or ORDERS[connection.vendor]}",
            [round_id],
        )
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def order_in_pages(round_, texts):
    """The order in which ballots lie in the pages of the file, write-ahead log and all."""
    if connection.vendor == "postgresql":
        return [row["token_hash"] for row in rows_in_file_order("trust_ballot", round_.pk, "ctid")]
    name = Path(connection.settings_dict["NAME"])
    with contextlib.closing(sqlite3.connect(name)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = name.read_bytes()
    return sorted(texts, key=lambda text: raw.find(text.encode()))


def guesses_right(order, truth):
    """How many members get their own ballot if the n-th to come is given the n-th of an order."""
    return sum(a == b for a, b in zip(order, truth, strict=True))


def is_chance(hits, n_tries):
    """Matching by chance hits once a try, with a variance of one: five standard errors."""
    return abs(statistics.mean(hits) - 1) <= 5 / n_tries**0.5


@pytest.mark.parametrize("voted", [N_ROUNDS], indirect=True)
def test_ballots_cannot_be_guessed_from_the_database_and_the_clock(voted):
    by_row, by_page, by_turn = [], [], []
    for round_, voters in voted:
        truth = [actions.hash_of(voter.token) for voter in voters]
        ballots = rows_in_file_order("trust_ballot", round_.pk)
        order = [row["token_hash"] for row in ballots]
        assert sorted(order) == sorted(truth)
        pages = order_in_pages(round_, sorted(truth))
        by_row += [guesses_right(order, truth), guesses_right(order[::-1], truth)]
        by_page += [guesses_right(pages, truth), guesses_right(pages[::-1], truth)]
        by_turn.append(in_turn(round_, order, voters))
    assert is_chance(by_row, N_ROUNDS * 2), by_row
    assert is_chance(by_page, N_ROUNDS * 2), by_page
    assert is_chance(by_turn, N_ROUNDS), by_turn


def in_turn(round_, order, voters):
    """The team also reads who fetched, in the order of that table; the secret names each row."""
    issued = rows_in_file_order("trust_issuedtoken", round_.pk)
    hashed = {actions._keyed(round_, voter.member.encode()): voter.member for voter in voters}
    own = dict(zip([hashed[row["member_hash"]] for row in issued], order, strict=True))
    return sum(own[voter.member] == actions.hash_of(voter.token) for voter in voters)


def test_without_mixing_the_same_team_guesses_every_ballot(open_vote, monkeypatch):
    """The control: on tables that grow in order the attack works, so chance says something."""

    def add_in_order(row):
        row.pk = type(row).objects.count() + 1
        row.save(force_insert=True)

    monkeypatch.setattr(actions, "_add", add_in_order)
    round_, voters = open_vote(0)
    truth = [actions.hash_of(voter.token) for voter in voters]
    order = [row["token_hash"] for row in rows_in_file_order("trust_ballot", round_.pk)]
    assert guesses_right(order, truth) == N_VOTERS
    assert in_turn(round_, order, voters) == N_VOTERS


def test_what_was_signed_does_not_lead_to_a_ballot(voted):
    """Every blinded message fits every ballot equally well: each pair has a veil that explains it.

    The team has the private key too. For any fetch and any ballot they can work out a veil; so a
    veil that fits proves nothing. That is what makes it unlinkable whatever computer they have.
    """
    round_, voters = voted[0]
    fetch, ballot = voters[0], voters[1]
    assert fetch.blinded != ballot.blinded
    private = actions._private_key(round_, round_.opens_at)
    numbers = private.private_numbers()
    n, e, d = numbers.public_numbers.n, numbers.public_numbers.e, numbers.d
    signature = int.from_bytes(ballot.signature, "big")
    blinded = int.from_bytes(fetch.blinded, "big")
    veil = pow(blinded * pow(pow(signature, e, n), -1, n) % n, d, n)
    assert pow(signature, e, n) * pow(veil, e, n) % n == blinded


def test_logs_and_audit_name_no_voter_and_no_ballot(voted, logs):
    text = logs.getvalue() + str(list(AuditEntry.objects.values()))
    assert "trust.ballot-opened" in text
    for _round, voters in voted:
        for voter in voters:
            assert voter.member not in text or voter.member == "member:1"
            for part in (voter.token, voter.prefix, voter.signature, voter.blinded):
                assert part.hex() not in text
            assert voter.nonce not in text
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert acts == {"trust.ballot-opened"}


def test_no_table_of_ballots_knows_a_time_an_address_or_a_session():
    moments = (models.DateTimeField, models.DateField, models.TimeField)
    for model in (Ballot, IssuedToken):
        names = {each.name for each in model._meta.get_fields()}
        assert not any(isinstance(each, moments) for each in model._meta.get_fields())
        assert not {"member", "session", "address", "user", "agent", "ip"} & names
    ballot = {each.name for each in Ballot._meta.get_fields()}
    fetched = {each.name for each in IssuedToken._meta.get_fields()}
    assert ballot & fetched == {"id", "round"}


def test_an_export_shows_no_more_than_the_tables(voted):
    text = serializers.serialize("json", [*Ballot.objects.all(), *IssuedToken.objects.all()])
    for number in range(N_VOTERS):
        assert f'"member:{number}"' not in text
    assert key_for("ballots.seal").hex() not in text


def test_after_the_close_nothing_says_who_took_part(voted, closes_at):
    for round_, _voters in voted:
        actions.close_round(round=round_, by="member:1", at=closes_at)
    assert not IssuedToken.objects.exists()
    assert set(BallotRound.objects.values_list("n_issued", flat=True)) == {N_VOTERS}
