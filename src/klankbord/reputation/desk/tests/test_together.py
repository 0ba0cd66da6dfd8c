"""Twenty people at once, with real threads on a real database."""

import threading

import pytest
from django.db import connection, connections

from klankbord.people.models import Role
from klankbord.reputation.desk import actions, errors, opening, replying
from klankbord.reputation.desk.models import Case, CaseMessage, Channel

N_PEOPLE = 20


def all_at_once(acts):
    """Start every act at the same moment; returns what each gave or raised."""
    outcomes = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place, act):
        try:
            start.wait(timeout=30)
            outcomes[place] = act()
        except Exception as error:  # noqa: BLE001  # the outcome is what the test is about
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def together(request, transactional_db):
    """The default database must be the one that the case names; the other run skips."""
    if connection.vendor != request.param:
        pytest.skip(f"this run has {connection.vendor}")


@pytest.fixture
def crowd(together, make_member):
    return [make_member(f"Member {n}", Role.RESPONDER) for n in range(N_PEOPLE)]


def test_one_of_twenty_claims_wins(crowd, now):
    case = opening.open_case(by=crowd[0], at=now, title="x", channel=Channel.PHONE).case
    outcomes = all_at_once(
        [lambda who=who: actions.claim_case(case=case, by=who, at=now) for who in crowd]
    )
    winners = [outcome for outcome in outcomes if isinstance(outcome, Case)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, errors.CaseAlreadyClaimed)]
    assert (len(winners), len(refused)) == (1, N_PEOPLE - 1)
    case.refresh_from_db()
    assert {error.holder for error in refused} == {case.claimed_by} == {winners[0].claimed_by}
    assert case.events.filter(kind="claimed").count() == 1


def test_one_conversation_opens_one_case(crowd, make_mention, now):
    message = opening.message_of(make_mention())
    outcomes = all_at_once(
        [
            lambda who=who: opening.open_case(
                by=who, at=now, title="x", channel=Channel.MENTION, message=message
            )
            for who in crowd
        ]
    )
    assert [type(outcome) for outcome in outcomes] == [opening.Opening] * N_PEOPLE
    assert sum(outcome.is_new for outcome in outcomes) == 1
    assert Case.objects.count() == CaseMessage.objects.count() == 1


def test_numbers_are_given_once(crowd, now):
    outcomes = all_at_once(
        [
            lambda who=who: opening.open_case(by=who, at=now, title="x", channel=Channel.PHONE)
            for who in crowd
        ]
    )
    numbers = sorted(outcome.case.number for outcome in outcomes)
    assert numbers == [f"2026-{n:04}" for n in range(1, N_PEOPLE + 1)]


def test_no_note_is_lost(crowd, now):
    case = opening.open_case(by=crowd[0], at=now, title="x", channel=Channel.PHONE).case
    people = crowd[:6]
    outcomes = all_at_once(
        [lambda who=who: actions.add_note(case=case, by=who, at=now, text="n") for who in people]
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    case.refresh_from_db()
    assert case.version == 1 + len(people) == case.events.count()


def test_answer_is_confirmed_once(crowd, now):
    case = opening.open_case(by=crowd[0], at=now, title="x", channel=Channel.PHONE).case
    reply = replying.draft_reply(case=case, by=crowd[0], at=now, text="a").reply
    all_at_once(
        [
            lambda: replying.confirm_reply_sent(reply=reply, by=crowd[0], at=now)
            for _ in range(N_PEOPLE)
        ]
    )
    assert case.events.filter(kind="sent").count() == 1
    assert case.messages.filter(direction="outgoing").count() == 1
