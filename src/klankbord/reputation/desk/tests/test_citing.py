"""An answer stands on facts, and is stopped when one of them does not hold any more."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.people.models import Role
from klankbord.reputation.desk import errors, replying
from klankbord.reputation.desk.citing.queries import cited_facts, facts_to_offer
from klankbord.reputation.facts.actions import Statement, change_fact, retire_fact, state_fact
from klankbord.reputation.facts.uses import uses_of

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def keeper(member_with):
    return member_with(Role.MANAGER)


def words(until, text="Het zwembad gaat om 9 uur open."):
    return Statement(text_nl=text, text_en="The pool opens at 9.", source="x", expires_at=until)


@pytest.fixture
def version(keeper, now):
    return state_fact(
        title="Opening hours", statement=words(now + HOUR), owner=keeper, by=keeper, at=now
    )


@pytest.fixture
def reply(case, responder, version, now):
    return replying.draft_reply(
        case=case, by=responder, at=now, text="Om negen uur.", facts=[version]
    ).reply


def correct(version, keeper, now):
    changed = words(now + HOUR, "Het zwembad is dicht.")
    return change_fact(
        fact=version.fact, number=1, statement=changed, is_wrong=True, by=keeper, at=now
    )


def test_an_answer_with_facts_that_hold_goes_out(reply, responder, now):
    assert replying.show_reply(reply=reply, by=responder, at=now).reply.status == "shown"


def test_an_expired_fact_stops_the_answer(reply, responder, now):
    with pytest.raises(errors.FactNotCurrent) as refused:
        replying.show_reply(reply=reply, by=responder, at=now + HOUR)
    assert [each.standing for each in refused.value.facts] == ["expired"]
    with pytest.raises(errors.FactNotCurrent):
        replying.confirm_reply_sent(reply=reply, by=responder, at=now + HOUR)
    reply.refresh_from_db()
    assert reply.status == "drafted"


def test_a_corrected_or_retired_fact_stops_the_answer(reply, version, keeper, responder, now):
    correct(version, keeper, now)
    with pytest.raises(errors.FactNotCurrent) as refused:
        replying.show_reply(reply=reply, by=responder, at=now)
    assert [each.standing for each in refused.value.facts] == ["corrected"]
    retire_fact(fact=version.fact, because="x", by=keeper, at=now)
    with pytest.raises(errors.FactNotCurrent):
        replying.show_reply(reply=reply, by=responder, at=now)


def test_what_was_given_out_to_be_posted_is_recorded_all_the_same(reply, responder, now):
    """It may stand there: the desk does not deny what happened."""
    shown = replying.show_reply(reply=reply, by=responder, at=now).reply
    sent = replying.confirm_reply_sent(reply=shown, by=responder, at=now + HOUR).reply
    assert sent.status == "sent"


def test_versions_stay_with_the_answer(reply, version, keeper, responder, now):
    replying.draft_reply(case=reply.case, by=responder, at=now, text="Anders.")
    assert [each.version for each in cited_facts(reply, at=now)] == [version]
    newer = correct(version, keeper, now)
    replying.draft_reply(case=reply.case, by=responder, at=now, text="Dicht.", facts=[newer])
    assert [each.version for each in cited_facts(reply, at=now)] == [newer]
    use = uses_of(version.fact)[0]
    assert (use.number, use.is_open) == (2, True)


def test_the_facts_of_an_answer_are_offered_first(case, reply, version, keeper, now):
    near = state_fact(
        title="When is the swimming pool open again",
        statement=words(now + HOUR),
        owner=keeper,
        by=keeper,
        at=now,
    )
    offered = facts_to_offer(case, cited_facts(reply, at=now), at=now)
    assert offered == [version, near]
    assert facts_to_offer(case, (), at=now) == [near, version]


def test_a_fact_that_was_only_prolonged_stays_ticked(case, reply, version, keeper, now):
    """The answer, and its approval, stand on the version that was taken."""
    longer = words(now + 5 * HOUR)
    prolonged = change_fact(
        fact=version.fact, number=1, statement=longer, is_wrong=False, by=keeper, at=now
    )
    assert facts_to_offer(case, cited_facts(reply, at=now), at=now) == [version]
    assert facts_to_offer(case, (), at=now) == [prolonged]


def test_the_screen_tells_why_and_keeps_the_text(client_of, case, responder, keeper, now):
    client = client_of(responder)
    until = timezone.now() + dt.timedelta(days=30)
    version = state_fact(
        title="Opening hours", statement=words(until), owner=keeper, by=keeper, at=now
    )
    address = reverse("desk:case-answer", args=[case.pk])
    assert version.fact.title in client.get(address).text
    posted = {"text": "Om negen uur open.", "facts": [version.pk], "version": case.version}
    client.post(address, posted)
    retire_fact(fact=version.fact, because="x", by=keeper, at=now)
    page = client.get(reverse("desk:case-detail", args=[case.pk])).text
    assert "not said any more" in page
    case.refresh_from_db()
    answer = client.post(address, {**posted, "version": case.version, "continue": "1"})
    assert answer.status_code == 409
    assert "a fact does not hold any more" in answer.text
    assert "Om negen uur open." in answer.text
    assert "does not hold any more" in answer.text
    without = {"text": "Kom gerust langs.", "version": case.version, "continue": "1"}
    assert client.post(address, without).status_code == 302
