"""Copies of a message: the same answer in each place, once, or one reason for all to stand."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.connectors.mastodon.tests.conftest import faults, peer, person
from klankbord.jobs.models import Job
from klankbord.participate.archive.jobs import keep_delivery
from klankbord.participate.archive.models import Mention
from klankbord.participate.listening.fetching import fetch
from klankbord.participate.listening.models import Delivery, Source
from klankbord.participate.stories.actions import file_arrival
from klankbord.participate.stories.queries import arrivals_to_file
from klankbord.people.models import Role
from klankbord.reputation.desk import actions, errors, opening
from klankbord.reputation.desk.approvals.actions import (
    approve_reply,
    ask_approval,
    change_approval_rule,
)
from klankbord.reputation.desk.copies import answer_all, answer_copy, let_all_stand, places_of
from klankbord.reputation.desk.models import (
    Case,
    CaseMessage,
    Channel,
    Reason,
    Reply,
    Severity,
    State,
)
from klankbord.reputation.desk.queries import case_of_same_story, cases_of_view, twins_of
from klankbord.reputation.desk.replying import draft_reply
from klankbord.reputation.desk.sending import deliver_reply
from klankbord.reputation.facts.actions import Statement, state_fact

__all__ = ["faults", "peer", "person"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("peer_may_be_reached")]
WORDS = "Zondag om tien uur. Groet, Noor"


@pytest.fixture
def said(peer, person, at):
    """Three people who say the same, really heard at the server: mention and status of each."""
    word = f"t{uuid.uuid4().hex[:10]}"
    statuses = [
        person(name).say(f"Het zwembad is alweer dicht! #{word}") for name in ("bewoner",) * 3
    ]
    source = Source.objects.create(
        connector="mastodon", target=f"{peer.url}/tags/{word}", name=word, created_at=at
    )
    fetch(source=source, now=at)
    keep_delivery(delivery_id=Delivery.objects.get().pk, at=at)
    mentions = {row.external_id.rsplit("/", 1)[-1]: row for row in Mention.objects.all()}
    return [(mentions[str(each["id"])], each) for each in statuses]


@pytest.fixture
def heard_at(at):
    return at - dt.timedelta(hours=3)


@pytest.fixture
def case(said, responder, heard_at):
    """One case for the first, with the two others as copies, as the routing rules leave it."""
    first, *others = [mention for mention, _status in said]
    message = opening.message_of(first)
    opened = opening.open_case(
        by=responder, at=heard_at, title="Zwembad", channel=Channel.MENTION, message=message
    ).case
    for mention in others:
        copy = opening.message_of(mention, is_copy=True)
        opening.add_message(case=opened, by=None, at=heard_at, message=copy)
    opened.refresh_from_db()
    return opened


@pytest.fixture
def answer(case, responder, at):
    return draft_reply(case=case, by=responder, at=at, text=WORDS).reply


@pytest.fixture
def copies(case):
    return list(case.messages.filter(is_copy=True))


def deliver_all(at):
    for reply in Reply.objects.filter(status=Reply.Status.SENDING):
        deliver_reply(reply_id=reply.pk, at=at)


def n_answers(person, said):
    return [len(person("bewoner").answers_to(status["id"])) for _mention, status in said]


def test_one_answer_stands_once_in_each_place_with_its_proof(
    account, case, answer, copies, responder, person, said, at
):
    outcome = answer_all(answer=answer, copies=copies, by=responder, at=at)
    assert (outcome.n_done, outcome.left) == (3, [])
    deliver_all(at)
    assert n_answers(person, said) == [1, 1, 1]
    for place in places_of(case):
        assert place.case.state == State.ANSWERED
        assert place.reply.standing == Reply.Standing.UNCHANGED
        assert place.reply.proof.startswith("http")
        assert place.reply.text == WORDS
        assert not place.is_to_do


def test_the_chosen_circle_holds_in_each_place_and_what_does_not_fit_is_left(
    account, case, copies, responder, person, said, at
):
    answer = draft_reply(case=case, by=responder, at=at, text=WORDS, visibility="unlisted").reply
    Mention.objects.filter(pk=copies[1].mention_id).update(extra={"visibility": "private"})
    copies = list(case.messages.filter(is_copy=True))
    outcome = answer_all(answer=answer, copies=copies, by=responder, at=at)
    assert outcome.n_done == 2
    (left,) = outcome.left
    assert (left.message, type(left.refusal)) == (copies[1], errors.AnswerTooOpen)
    deliver_all(at)
    for _mention, status in said[:2]:
        (posted,) = person("bewoner").answers_to(status["id"])
        assert posted["visibility"] == "unlisted"


def test_a_second_press_sends_nothing(account, case, answer, copies, responder, person, said, at):
    for _ in range(2):
        answer_all(answer=answer, copies=copies, by=responder, at=at)
        answer.refresh_from_db()
    assert Job.objects.filter(name="desk.send_reply").count() == 3
    deliver_all(at)
    with pytest.raises(errors.CaseAlreadyConcluded):
        answer_copy(copy=copies[0], answer=answer, by=responder, at=at)
    assert n_answers(person, said) == [1, 1, 1]
    assert Case.objects.count() == 3


def test_one_copy_can_be_answered_alone(account, case, answer, copies, responder, person, said, at):
    answer_copy(copy=copies[1], answer=answer, by=responder, at=at)
    deliver_all(at)
    assert n_answers(person, said) == [0, 0, 1]


def test_what_cannot_be_answered_is_named_and_opens_no_case(
    account, case, answer, copies, responder, at
):
    Mention.objects.filter(pk=copies[0].mention_id).update(repost_of="99")
    CaseMessage.objects.filter(pk=copies[1].pk).update(mention=None)
    changed = list(case.messages.filter(is_copy=True))
    outcome = answer_all(answer=answer, copies=changed, by=responder, at=at)
    kinds = [type(each.refusal) for each in outcome.left]
    assert (outcome.n_done, kinds) == (1, [errors.CopyOnlyRepeats, errors.CopyGone])
    assert Case.objects.count() == 1


def test_without_an_account_nothing_leaves_and_each_says_why(case, answer, copies, responder, at):
    outcome = answer_all(answer=answer, copies=copies, by=responder, at=at)
    assert outcome.n_done == 0
    assert {type(each.refusal) for each in outcome.left} == {errors.ReplyHasNoWay}
    assert (Case.objects.count(), Job.objects.filter(name="desk.send_reply").count()) == (1, 0)


def test_a_copy_below_which_more_was_said_is_for_a_person(
    account, case, answer, copies, responder, make_mention, at
):
    own = opening.open_case(
        by=responder,
        at=at,
        title="x",
        channel=Channel.MENTION,
        message=opening.message_of(copies[0].mention),
    ).case
    later = opening.message_of(make_mention(published_at=at + dt.timedelta(minutes=5)))
    opening.add_message(case=own, by=None, at=at, message=later)
    outcome = answer_all(answer=answer, copies=copies, by=responder, at=at)
    assert [type(each.refusal) for each in outcome.left] == [errors.CopyMovedOn]
    assert outcome.n_done == 2


def test_a_colleague_who_writes_to_a_copy_is_not_overwritten(
    account, case, answer, copies, responder, at
):
    own = opening.open_case(
        by=responder,
        at=at,
        title="x",
        channel=Channel.MENTION,
        message=opening.message_of(copies[0].mention),
    ).case
    theirs = draft_reply(case=own, by=responder, at=at, text="Iets anders").reply
    with pytest.raises(errors.CopyHasAnswer):
        answer_copy(copy=copies[0], answer=answer, by=responder, at=at)
    theirs.refresh_from_db()
    assert (theirs.text, theirs.status) == ("Iets anders", Reply.Status.DRAFTED)


def test_a_fact_that_ended_stops_all_of_them(account, case, copies, responder, at):
    until = at + dt.timedelta(hours=1)
    statement = Statement(text_nl="Tien uur", text_en="Ten", source="x", expires_at=until)
    fact = state_fact(title="Hours", statement=statement, owner=None, by=responder, at=at)
    answer = draft_reply(case=case, by=responder, at=at, text=WORDS, facts=[fact]).reply
    with pytest.raises(errors.FactNotCurrent):
        answer_all(answer=answer, copies=copies, by=responder, at=at + dt.timedelta(days=2))
    assert not Job.objects.filter(name="desk.send_reply").exists()


def test_a_yes_to_the_words_counts_at_each_copy_and_ends_when_it_was_given_for(
    account, case, answer, copies, responder, member_with, at
):
    approver = member_with(Role.APPROVER)
    change_approval_rule(
        from_severity=Severity.LOW, lasts=dt.timedelta(hours=1), by=approver, at=at
    )
    with pytest.raises(errors.ApprovalMissing):
        answer_all(answer=answer, copies=copies, by=responder, at=at)
    asked = ask_approval(reply=answer, by=responder, at=at)
    approve_reply(approval=asked, by=approver, at=at)
    answer.refresh_from_db()
    answer_copy(copy=copies[0], answer=answer, by=responder, at=at)
    own = Reply.objects.exclude(pk=answer.pk).get()
    assert own.approvals.get().decided_by == approver
    with pytest.raises(errors.ApprovalMissing):
        answer_copy(copy=copies[1], answer=answer, by=responder, at=at + dt.timedelta(hours=2))


def test_all_stand_with_one_reason_and_each_has_its_line_in_the_ledger(
    case, copies, responder, at, heard_at
):
    given = {"reason": Reason.OTHER, "explanation": "Een grap.", "by": responder, "at": at}
    outcome = let_all_stand(case=case, copies=copies, **given)
    assert (outcome.n_done, outcome.left) == (3, [])
    silent = cases_of_view("let_stand", member=responder)
    assert {each.let_stand_reason for each in silent} == {Reason.OTHER}
    said = [each.events.get(kind="let-stand").data["explanation"] for each in silent]
    assert said == ["Een grap."] * 3
    assert {each.opened_at for each in silent} == {heard_at}  # no wait looks shorter than it was
    case.refresh_from_db()
    again = let_all_stand(case=case, copies=copies, **given)
    assert again.n_done == 0
    assert Case.objects.count() == 3


def test_what_is_on_its_way_is_not_let_stand(account, case, answer, copies, responder, at):
    answer_all(answer=answer, copies=copies[:1], by=responder, at=at)
    outcome = let_all_stand(case=case, copies=copies, by=responder, at=at, reason=Reason.JOKE)
    assert outcome.n_done == 1
    assert {type(each.refusal) for each in outcome.left} == {errors.ReplyOnItsWay}


def test_what_a_colleague_holds_is_left_to_them(
    account, case, answer, copies, responder, second_responder, at
):
    with pytest.raises(errors.CaseAlreadyClaimed):
        answer_all(answer=answer, copies=copies, by=second_responder, at=at)
    with pytest.raises(errors.CaseAlreadyClaimed):
        let_all_stand(
            case=answer.case, copies=copies, by=second_responder, at=at, reason=Reason.OTHER
        )


def press(client, case, **given):
    return client.post(reverse("desk:case-copies", args=[case.pk]), given, follow=True).text


def test_the_screens_answer_all_once(account, case, answer, client_of, responder, person, said):
    client = client_of(responder)
    page = client.get(reverse("desk:case-detail", args=[case.pk])).text
    assert "The same message stands in 2 more places." in page
    page = client.get(reverse("desk:case-copies", args=[case.pk])).text
    assert "Answer all: 2 copies" in page
    stamp = page.split('name="answer" value="')[1].split('"')[0]
    assert "3 answers are on their way." in press(client, case, answer=stamp, copy="all")
    assert "Nothing was left to do" in press(client, case, answer=stamp, copy="all")
    deliver_all(timezone.now())
    assert n_answers(person, said) == [1, 1, 1]
    page = client.get(reverse("desk:case-copies", args=[case.pk])).text
    assert page.count("Proof: still there, unchanged") >= 2


def test_other_words_than_those_seen_do_not_go_out(account, case, answer, client_of, responder):
    page = press(client_of(responder), case, answer="1.0", copy="all")
    assert "Something changed while you were busy" in page
    assert not Job.objects.filter(name="desk.send_reply").exists()


def test_the_screen_says_at_each_copy_what_kept_it(case, answer, copies, client_of, responder):
    client = client_of(responder)
    page = client.get(reverse("desk:case-copies", args=[case.pk])).text
    stamp = page.split('name="answer" value="')[1].split('"')[0]
    page = press(client, case, answer=stamp, copy=copies[0].pk)
    assert "Nothing was changed" in page
    assert page.count("No account of ours can answer here") == 2


def test_the_screen_lets_all_stand(case, client_of, responder):
    client = client_of(responder)
    assert "Let 3 messages stand" in client.get(reverse("desk:case-copies", args=[case.pk])).text
    assert "This field is required" in press(client, case, explanation="x")
    page = press(client, case, reason=Reason.OTHER, explanation="Een grap.")
    assert "3 messages stand in the silence ledger, each with its reason." in page


def test_a_stranger_and_an_expert_do_nothing_to_copies(case, client_of, stranger, expert):
    for member in (stranger, expert):
        client = client_of(member)
        address = reverse("desk:case-copies", args=[case.pk])
        assert client.get(address).status_code == 403
        assert client.post(address, {"copy": "all"}).status_code == 403


def test_the_page_costs_the_same_however_many_copies(
    case, answer, client_of, responder, make_mention, at, django_assert_max_num_queries
):
    for n in range(30):
        message = opening.message_of(make_mention(100 + n, "dicht"), is_copy=True)
        opening.add_message(case=case, by=None, at=at, message=message)
    let_all_stand(
        case=case,
        copies=list(case.messages.filter(is_copy=True)[:10]),
        by=responder,
        at=at,
        reason=Reason.OTHER,
    )
    client = client_of(responder)
    with django_assert_max_num_queries(30):
        client.get(reverse("desk:case-copies", args=[case.pk]))


@pytest.fixture
def story(said, at):
    """What was said was looked at for copies, as the house does a moment after it is heard."""
    for arrival in arrivals_to_file():
        file_arrival(arrival=arrival, at=at)
    return [mention for mention, _status in said]


@pytest.fixture
def by_hand(responder, heard_at):
    """A case that somebody opens by hand from a mention."""

    def make(mention, title="Zwembad"):
        return opening.open_case(
            by=responder,
            at=heard_at,
            title=title,
            channel=Channel.MENTION,
            message=opening.message_of(mention),
        ).case

    return make


def test_a_second_case_of_one_story_is_offered_to_join_the_first(
    story, by_hand, client_of, responder
):
    first, second, _third = story
    case, client = by_hand(first), client_of(responder)
    address = reverse("desk:case-open")
    page = client.get(address, {"mention": second.pk}).text
    assert f"Add it to case {case.number}" in page
    client.post(address, {"mention": second.pk, "join": "1"})
    assert [place.message.mention for place in places_of(case)] == [second]
    assert Case.objects.count() == 1


def test_two_cases_of_one_story_find_each_other_and_are_dealt_with_together(
    story, by_hand, client_of, responder, at
):
    case, other = by_hand(story[0]), by_hand(story[1], "The same")
    client = client_of(responder)
    page = client.get(reverse("desk:case-detail", args=[case.pk])).text
    assert "Another case is about the same message" in page
    assert other.number in page
    for _turn in range(2):
        client.post(reverse("desk:case-join", args=[case.pk]))
    (place,) = places_of(case)
    assert (place.case, place.is_to_do) == (other, True)
    assert twins_of(case) == twins_of(other) == []
    let_all_stand(
        case=case, copies=[place.message], by=responder, at=at, reason=Reason.LITTLE_HEARD
    )
    assert set(cases_of_view("let_stand", member=responder)) == {case, other}


def test_cases_about_other_things_are_nobodys_twin(story, by_hand, make_mention, responder, at):
    case = by_hand(story[0])
    stranger = make_mention(text="Something else altogether")
    by_hand(stranger, "Else")
    assert twins_of(case) == []
    assert case_of_same_story(stranger) is None
    case_of_one = by_hand(story[1])
    actions.let_stand(case=case_of_one, by=responder, at=at, reason=Reason.JOKE)
    assert twins_of(case) == []  # it has its outcome
