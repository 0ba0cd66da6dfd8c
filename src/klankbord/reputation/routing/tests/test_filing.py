"""What is heard becomes a case, once; what belongs to a case goes there."""

import datetime as dt

import pytest

from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.listening.models import Account
from klankbord.people.models import Department, Member
from klankbord.reputation.desk import actions as desk
from klankbord.reputation.desk import opening
from klankbord.reputation.desk.models import Case, CaseEvent, Channel, Reason, Severity, State
from klankbord.reputation.routing import filing
from klankbord.reputation.routing.filing import route_arrival
from klankbord.reputation.routing.models import Outcome, RoutedArrival, RoutedMention
from klankbord.reputation.routing.rules import Act, Hours
from klankbord.reputation.routing.tests.conftest import rule

pytestmark = pytest.mark.django_db
Kind = CaseEvent.Kind


def test_a_rule_opens_a_case_with_all_that_it_says(say, work, publish, topic, responder):
    green = Department.objects.create(name="Green")
    publish(
        rule(
            name="The pool",
            topics=(topic.pk,),
            severity=Severity.HIGH,
            department=green.pk,
            member=responder.pk,
            tags=("Pool", "#pool", "summer"),
            driver="products_and_services",
            stakeholder_group="customer",
        )
    )
    say("When is the swimming pool open again?")
    work()
    case = Case.objects.get()
    assert case.severity == Severity.HIGH
    assert case.department == green
    assert case.claimed_by == responder
    assert not case.is_held(case.opened_at)
    assert case.tags == ["pool", "summer"]
    assert (case.driver, case.stakeholder_group) == ("products_and_services", "customer")
    assert case.channel == Channel.MENTION
    opened = case.events.get()
    assert opened.by is None
    assert opened.data["rule"] == "The pool"
    assert RoutedMention.objects.get().outcome == Outcome.OPENED


def test_without_rules_nothing_happens(say, work, topic):
    say("The pool is closed")
    work()
    assert not Case.objects.exists()
    assert not RoutedMention.objects.exists()
    assert RoutedArrival.objects.exists()


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"platforms": ("mastodon",)}, True),
        ({"platforms": ("x",)}, False),
        ({"languages": ("en", "nl")}, True),
        ({"languages": ("de",)}, False),
        ({"words": "pool NEAR/3 closed"}, True),
        ({"words": "pool NOT closed"}, False),
        ({"followers": 100}, True),
        ({"followers": 101}, False),
        ({"hours": Hours.OPEN}, True),
        ({"hours": Hours.CLOSED}, False),
        ({"is_asked": True}, False),
        ({"copies": 1}, True),
        ({"copies": 2}, False),
        ({}, False),
        ({"words": "((", "platforms": ("mastodon",)}, False),
    ],
)
def test_conditions(say, work, publish, fields, fits):
    publish(rule(**fields))
    say("The pool is closed today", followers=100)
    work()
    assert Case.objects.exists() == fits


def test_who_names_our_account_speaks_to_us(say, work, publish, now):
    Account.objects.create(
        connector="mastodon", place="x.example", handle="proefdam@x.example", connected_at=now
    )
    publish(rule(is_asked=True))
    say("@proefdam when does it open?")
    say("Somebody else says something")
    work()
    assert Case.objects.count() == 1


def test_our_own_words_open_nothing(say, work, publish, now):
    Account.objects.create(
        connector="mastodon", place="x.example", handle="proefdam", connected_at=now
    )
    publish(rule(platforms=("mastodon",)))
    say("The pool opens at nine", handle="proefdam")
    work()
    assert not Case.objects.exists()


def test_of_several_rules_the_first_to_name_something_counts(say, work, publish):
    publish(
        rule(words="pool", act=Act.LABEL, tags=("water",), is_last=False),
        rule(words="closed", severity=Severity.LOW, tags=("closed",), is_last=False),
        rule(words="pool", severity=Severity.URGENT, tags=("late",)),
        rule(words="pool", tags=("never",)),
    )
    say("The pool is closed")
    work()
    case = Case.objects.get()
    assert case.severity == Severity.LOW
    assert case.tags == ["water", "closed", "late"]


def test_a_rule_that_leaves_alone_stops(say, work, publish):
    publish(rule(words="closed", act=Act.IGNORE, is_last=False), rule(words="pool"))
    say("The pool is closed")
    work()
    assert not Case.objects.exists()
    assert RoutedMention.objects.get().outcome == Outcome.IGNORED


def test_only_label(say, work, publish):
    publish(rule(words="pool", act=Act.LABEL, tags=("water",)))
    say("The pool is closed")
    work()
    assert not Case.objects.exists()
    routed = RoutedMention.objects.get()
    assert (routed.outcome, routed.tags) == (Outcome.LABELLED, ["water"])


def test_old_messages_open_nothing(say, work, publish):
    publish(rule(words="pool"))
    say("The pool is closed", ago=dt.timedelta(days=4))
    work()
    assert not Case.objects.exists()


def test_once_however_often_it_arrives(say, work, publish, now):
    publish(rule(words="pool"))
    say("The pool is closed", number=7)
    work()
    case = Case.objects.get()
    desk.let_stand(case=case, by=_owner(), at=now, reason=Reason.JOKE)
    desk.close_case(case=case, by=_owner(), at=now)
    say("The pool is closed, they say", number=7)  # edited
    work()
    RoutedArrival.objects.all().delete()
    for arrival in Arrival.objects.all():
        route_arrival(arrival, at=now)
    assert Case.objects.count() == 1
    assert case.messages.count() == 1


def test_a_job_that_is_killed_half_way_goes_on(say, work, publish, now, monkeypatch):
    publish(rule(words="pool"))
    for text in ("The pool is closed", "My pool smells", "No pool for us"):
        say(text)
    whole, calls = filing.open_case, []

    def dies(**values):
        calls.append(values)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(**values)

    monkeypatch.setattr(filing, "open_case", dies)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert Case.objects.count() == RoutedMention.objects.count() == 1
    work()
    assert Case.objects.count() == RoutedMention.objects.count() == 3


def test_an_answer_in_the_thread_joins_the_case(say, work, publish):
    publish(rule(words="pool"))
    say("The pool is closed", number=1)
    work()
    say("I heard it too", number=2, in_reply_to="1", handle="piet")
    say("And I", number=3, in_reply_to="2", handle="kim")
    work()
    case = Case.objects.get()
    assert case.messages.count() == 3
    assert case.events.filter(kind=Kind.MESSAGE_ADDED).count() == 2
    assert set(RoutedMention.objects.values_list("outcome", flat=True)) == {"opened", "joined"}


def test_a_platform_thread_joins_the_case(say, work, publish):
    publish(rule(words="pool"))
    say("The pool is closed", number=1, thread="t1")
    work()
    say("I heard it too", number=2, thread="t1", handle="piet")
    work()
    assert Case.objects.get().messages.count() == 2


def test_a_later_message_opens_a_closed_case_again(say, work, publish, now):
    publish(rule(words="pool"))
    say("The pool is closed", number=1)
    work()
    case = Case.objects.get()
    desk.let_stand(case=case, by=_owner(), at=now, reason=Reason.JOKE)
    desk.close_case(case=case, by=_owner(), at=now)
    say("Hello? Anybody?", number=2, in_reply_to="1")
    work()
    case.refresh_from_db()
    assert case.n_reopened == 1
    assert case.closed_at is None
    assert case.state == State.ASSESSING


def test_copies_join_the_case_of_their_story(say, work, publish):
    publish(rule(words="pool"))
    text = "The municipal swimming pool stays closed until the first of May, says the alderman"
    say(text, number=1)
    say(text, number=2, handle="piet")
    work()
    say(text + " today", number=3, platform="x", handle="kim")
    work()
    case = Case.objects.get()
    assert sorted(case.messages.values_list("is_copy", flat=True)) == [False, True, True]
    outcomes = RoutedMention.objects.order_by("mention").values_list("outcome", flat=True)
    assert sorted(outcomes) == ["copied", "copied", "opened"]


def test_a_copy_of_what_was_let_stand_stays_still(say, work, publish, now):
    publish(rule(words="pool"))
    text = "The municipal swimming pool stays closed until the first of May, says the alderman"
    say(text, number=1)
    work()
    case = Case.objects.get()
    desk.let_stand(case=case, by=_owner(), at=now, reason=Reason.JOKE)
    say(text, number=2, handle="piet")
    work()
    case.refresh_from_db()
    assert case.n_reopened == 0
    assert case.messages.count() == 2


def test_a_story_that_grows_becomes_more_urgent(say, work, publish):
    publish(
        rule(words="pool", copies=3, severity=Severity.URGENT, tags=("growing",)),
        rule(words="pool"),
    )
    text = "The municipal swimming pool stays closed until the first of May, says the alderman"
    for number in range(1, 3):
        say(text, number=number, handle=f"h{number}")
        work()
    assert Case.objects.get().severity == Severity.NORMAL
    say(text, number=3, handle="h3")
    work()
    case = Case.objects.get()
    assert case.severity == Severity.URGENT
    assert case.tags == ["growing"]


def test_a_case_by_hand_was_quicker(say, work, publish, owner, now):
    publish(rule(words="pool"))
    say("The pool is closed")
    mention = Mention.objects.get()
    opening.open_case(
        by=owner,
        at=now,
        title="Pool",
        channel=Channel.MENTION,
        message=opening.message_of(mention),
    )
    work()
    assert Case.objects.count() == 1
    assert Case.objects.get().messages.count() == 1


def _owner():
    return Member.objects.get(name="Owner")
