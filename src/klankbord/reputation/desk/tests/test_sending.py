"""The desk posts an answer itself: at a real Mastodon API, once, with proof, and looks again."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.connectors.contract import Ability, ConnectorRefused
from klankbord.connectors.mastodon.tests.conftest import faults, peer, person
from klankbord.connectors.registry import Registry
from klankbord.jobs.models import Job
from klankbord.participate.archive.jobs import keep_delivery
from klankbord.participate.archive.models import Mention
from klankbord.participate.listening.fetching import fetch
from klankbord.participate.listening.models import Account, Delivery, Source
from klankbord.people.models import Role
from klankbord.reputation.desk import actions, errors, opening, sending
from klankbord.reputation.desk.approvals.actions import approve_reply, ask_approval
from klankbord.reputation.desk.approvals.models import Approval
from klankbord.reputation.desk.approvals.queries import look_at
from klankbord.reputation.desk.jobs import check_replies
from klankbord.reputation.desk.models import Case, CaseEvent, Channel, Reason, Reply, State
from klankbord.reputation.desk.replying import draft_reply
from klankbord.reputation.desk.sending import (
    LOOKS,
    MAX_ATTEMPTS,
    check_reply,
    deliver_reply,
    resume_replies,
    send_reply,
)
from klankbord.reputation.desk.ways import way_of

__all__ = ["faults", "peer", "person"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("peer_may_be_reached")]
Kind = CaseEvent.Kind


@pytest.fixture
def question(peer, person, at):
    """A mention that was really heard at the server, and the status behind it."""
    word = f"t{uuid.uuid4().hex[:10]}"
    status = person("bewoner").say(f"Wanneer gaat het zwembad open? #{word}")
    source = Source.objects.create(
        connector="mastodon", target=f"{peer.url}/tags/{word}", name=word, created_at=at
    )
    fetch(source=source, now=at)
    keep_delivery(delivery_id=Delivery.objects.get().pk, at=at)
    return Mention.objects.get(), status


@pytest.fixture
def case(question, responder, at):
    return opening.open_case(
        by=responder,
        at=at,
        title="Zwembad",
        channel=Channel.MENTION,
        message=opening.message_of(question[0]),
    ).case


@pytest.fixture
def answer(case, responder, at):
    return draft_reply(case=case, by=responder, at=at, text="Zondag om tien uur. Groet, Noor").reply


def answers(person, question):
    return person("bewoner").answers_to(question[1]["id"])


LONG = "Zwembad. " * 60  # 540 characters; the server takes 500


def test_what_the_platform_takes_is_told_while_writing_and_kept_to(
    client_of, responder, case, account, person, question
):
    account.refresh_from_db()
    assert account.limits["length"] == 500
    client = client_of(responder)
    place = reverse("desk:case-answer", args=[case.pk])
    page = client.get(place).text
    assert 'data-limit="500"' in page
    assert 'data-link-length="23"' in page
    assert 'data-counting="characters"' in page
    assert "takes 500 characters a message" in page
    assert "4 pictures can go along." in page

    refused = client.post(place, {"text": LONG, "send": "1"})
    n_over = 539 + len("@bewoner ") - 500  # the form cuts the last blank
    assert refused.status_code == 409
    assert f"Take out {n_over}" in refused.text
    assert LONG.strip() in refused.text
    assert not Reply.objects.exists()
    assert answers(person, question) == []

    kept = client.post(place, {"text": LONG}, follow=True).text
    assert f"The answer is {n_over} characters too long for Mastodon" in kept
    assert Reply.objects.get().status == Reply.Status.DRAFTED
    assert f"{500 + n_over} / 500" in client.get(place).text  # counted without a script, too


def test_the_circle_of_readers_is_chosen_and_never_wider_than_the_message(
    client_of, responder, case, account, person, question, at
):
    client = client_of(responder)
    place = reverse("desk:case-answer", args=[case.pk])
    page = client.get(place).text
    assert "Everybody, but it stands in no public list" in page
    client.post(place, {"text": "Zondag. Groet, Noor", "visibility": "unlisted", "send": "1"})
    reply = Reply.objects.get()
    deliver_reply(reply_id=reply.pk, at=at)
    (posted,) = answers(person, question)
    assert posted["visibility"] == "unlisted"


def test_what_was_said_to_few_is_not_answered_before_all(question, case, responder, account, at):
    mention = question[0]
    mention.extra = {**mention.extra, "visibility": "unlisted"}
    mention.save()
    reply = draft_reply(
        case=case, by=responder, at=at, text="Zondag. Noor", visibility="public"
    ).reply
    with pytest.raises(errors.AnswerTooOpen) as refused:
        send_reply(reply=reply, by=responder, at=at)
    assert refused.value.allowed == ("unlisted", "private", "direct")
    Reply.objects.update(visibility="")
    reply.refresh_from_db()
    assert send_reply(reply=reply, by=responder, at=at).reply.visibility == "unlisted"


def test_an_account_that_never_told_its_limits_answers_no_wider(
    question, case, responder, account, at
):
    Account.objects.update(limits={})
    Mention.objects.update(extra={**question[0].extra, "visibility": "unlisted"})
    given = {"case": case, "by": responder, "at": at, "text": "Zondag. Noor"}
    reply = draft_reply(**given, visibility="public").reply
    with pytest.raises(errors.AnswerTooOpen) as refused:
        send_reply(reply=reply, by=responder, at=at)
    assert refused.value.allowed == ("unlisted",)
    reply = draft_reply(**given).reply
    assert send_reply(reply=reply, by=responder, at=at).reply.visibility == "unlisted"


@pytest.mark.parametrize(
    ("heard_in", "allowed"),
    [("unlisted", ("unlisted", "private", "direct")), ("", ("direct",))],
)
def test_when_the_archive_let_the_message_go_its_circle_stays(
    question, responder, account, client_of, at, heard_in, allowed
):
    Mention.objects.update(extra={**question[0].extra, "visibility": "unlisted"})
    message = opening.message_of(Mention.objects.get())
    case = opening.open_case(
        by=responder, at=at, title="x", channel=Channel.MENTION, message=message
    ).case
    assert case.messages.get().visibility == "unlisted"
    case.messages.update(mention=None, visibility=heard_in)  # empty: nobody knows it any more
    given = {"case": case, "by": responder, "at": at, "text": "Zondag. Noor"}
    with pytest.raises(errors.AnswerTooOpen) as refused:
        send_reply(reply=draft_reply(**given, visibility="public").reply, by=responder, at=at)
    assert refused.value.allowed == allowed
    page = client_of(responder).get(reverse("desk:case-answer", args=[case.pk])).text
    assert ("Nobody knows any more who could read" in page) == (heard_in == "")
    Account.objects.update(limits={})  # which circles there are was never told
    sent = send_reply(reply=draft_reply(**given).reply, by=responder, at=at).reply
    assert sent.visibility == (heard_in or "private")


def test_who_approves_sees_who_may_read_it_and_another_circle_is_another_answer(
    client_of, responder, member_with, case, account
):
    client, approver = client_of(responder), client_of(member_with(Role.APPROVER))
    place = reverse("desk:case-answer", args=[case.pk])
    client.post(place, {"text": "Zondag. Noor", "visibility": "unlisted", "ask": "1"})
    request = reverse("desk:approval-detail", args=[Approval.objects.get().pk])
    assert "Everybody, but it stands in no public list" in approver.get(request).text
    approver.post(request, {"decision": "approve"})
    refused = client.post(place, {"text": "Zondag. Noor", "visibility": "public", "send": "1"})
    assert refused.status_code == 409
    assert "Words, pictures, facts or readers are others" in refused.text
    client.post(place, {"text": "Zondag. Noor", "visibility": "unlisted", "send": "1"})
    assert Reply.objects.get().status == Reply.Status.SENDING


def test_a_yes_to_the_usual_circle_lasts_when_it_is_filled_in(
    case, answer, account, responder, member_with, at
):
    approver = member_with(Role.APPROVER)
    approval = ask_approval(reply=answer, by=responder, at=at)
    approve_reply(approval=approval, by=approver, at=at)
    sent = send_reply(reply=Reply.objects.get(), by=responder, at=at).reply
    assert sent.visibility == "public"
    assert look_at(sent, case, at=at).is_ready  # the copies, and the same words once more


def test_an_answer_is_posted_proved_and_recorded(
    account, case, answer, responder, person, question, at
):
    send_reply(reply=answer, by=responder, at=at)
    answer.refresh_from_db()
    assert answer.status == Reply.Status.SENDING
    deliver_reply(reply_id=answer.pk, at=at)
    answer.refresh_from_db()
    found = answers(person, question)
    assert [each["id"] for each in found] == [answer.sent_id]
    assert answer.proof == found[0]["url"]
    assert (answer.status, answer.standing) == (Reply.Status.SENT, Reply.Standing.UNCHANGED)
    case.refresh_from_db()
    assert case.state == State.ANSWERED
    assert case.first_response_at == at
    kinds = [event.kind for event in case.events.all()]
    assert kinds[-2:] == [Kind.SENDING, Kind.SENT]
    ours = case.messages.get(direction="outgoing")
    assert ours.url == answer.proof
    assert ours.reply == answer


def test_without_an_account_there_is_no_way(case, answer, responder, at):
    assert way_of(case) is None
    with pytest.raises(errors.ReplyHasNoWay):
        send_reply(reply=answer, by=responder, at=at)
    answer.refresh_from_db()
    assert answer.status == Reply.Status.DRAFTED


def test_a_colleague_who_is_not_shown_is_never_answered_in_public(account, case, at):
    case.messages.update(post_id="")  # as `message_of` leaves it for one who is masked
    assert way_of(case) is None


def test_on_its_way_it_can_be_neither_changed_nor_sent_again(
    account, case, answer, responder, second_responder, at
):
    send_reply(reply=answer, by=responder, at=at)
    with pytest.raises(errors.DeskRefused):
        send_reply(reply=answer, by=second_responder, at=at)
    with pytest.raises(errors.ReplyOnItsWay):
        draft_reply(case=case, by=responder, at=at, text="anders")
    with pytest.raises(errors.ReplyOnItsWay):
        actions.let_stand(case=case, by=responder, at=at, reason=Reason.OTHER)
    assert Job.objects.filter(name="desk.send_reply").count() == 1


def test_somebody_else_s_case_is_not_answered_past_them(
    account, case, answer, responder, second_responder, at
):
    actions.claim_case(case=case, by=responder, at=at)
    with pytest.raises(errors.CaseAlreadyClaimed):
        send_reply(reply=answer, by=second_responder, at=at)
    answer.refresh_from_db()
    assert answer.status == Reply.Status.DRAFTED


def test_five_attempts_of_which_the_receipt_was_lost_post_it_once(
    account, answer, responder, person, question, at
):
    """As after five kills between the platform's yes and our note of it."""
    send_reply(reply=answer, by=responder, at=at)
    for _ in range(5):
        deliver_reply(reply_id=answer.pk, at=at)
        Reply.objects.filter(pk=answer.pk).update(status=Reply.Status.SENDING)
        Case.objects.filter(pk=answer.case_id).update(state=State.ASSESSING, concluded_at=None)
    assert len(answers(person, question)) == 1


def test_what_may_pass_is_tried_again_and_what_cannot_goes_back_to_its_writer(
    account, case, answer, responder, faults, person, question, at
):
    send_reply(reply=answer, by=responder, at=at)
    faults("/api/v1/statuses", methods=["POST"], type="status", status=503)
    with pytest.raises(ConnectorRefused):
        deliver_reply(reply_id=answer.pk, at=at)
    answer.refresh_from_db()
    assert answer.status == Reply.Status.SENDING
    Reply.objects.filter(pk=answer.pk).update(text="x" * 501)
    deliver_reply(reply_id=answer.pk, at=at)
    answer.refresh_from_db()
    assert (answer.status, answer.refusal) == (Reply.Status.REFUSED, "text-too-long")
    assert answers(person, question) == []
    assert case.events.filter(kind=Kind.REFUSED).count() == 1


def test_after_many_attempts_it_goes_back_to_its_writer(account, answer, responder, faults, at):
    send_reply(reply=answer, by=responder, at=at)
    faults("/api/v1/statuses", methods=["POST"], times=50, type="status", status=503)
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises(ConnectorRefused):
            deliver_reply(reply_id=answer.pk, at=at)
    deliver_reply(reply_id=answer.pk, at=at)
    answer.refresh_from_db()
    assert (answer.status, answer.refusal) == (Reply.Status.REFUSED, "server-fault")


@pytest.fixture
def sent(account, answer, responder, at):
    send_reply(reply=answer, by=responder, at=at)
    deliver_reply(reply_id=answer.pk, at=at)
    answer.refresh_from_db()
    return answer


@pytest.mark.parametrize("change", ["changed", "deleted"])
def test_a_later_look_sees_what_became_of_it(sent, case, person, at, change):
    later = at + dt.timedelta(hours=2)
    if change == "changed":
        person("gemeente").edit(sent.sent_id, "Maandag pas.")
    else:
        person("gemeente").delete(sent.sent_id)
    check_reply(reply=sent, at=later)
    sent.refresh_from_db()
    assert sent.standing == change
    event = case.events.get(kind=Kind.ANSWER_CHANGED)
    assert event.data["standing"] == change


def test_looks_grow_rare_and_end(sent, at):
    for rest in LOOKS:
        assert sent.check_at == at + rest
        check_reply(reply=sent, at=at + rest)
        sent.refresh_from_db()
    assert sent.check_at is None
    assert sent.standing == Reply.Standing.UNCHANGED


def test_a_server_that_does_not_answer_is_asked_later(sent, faults, at):
    faults("/api/v1/statuses/*", type="status", status=503)
    check_reply(reply=sent, at=at + LOOKS[0])
    sent.refresh_from_db()
    assert sent.check_at == at + 2 * LOOKS[0]
    assert sent.standing == Reply.Standing.UNCHANGED


def test_only_who_is_due_is_looked_up(sent, at):
    class Run:
        now = at

    check_replies(Run())
    sent.refresh_from_db()
    assert sent.checked_at == at


def test_the_screens_post_it_and_show_the_proof(
    account, case, client_of, responder, person, question
):
    client = client_of(responder)
    page = client.get(reverse("desk:case-answer", args=[case.pk])).text
    assert "Post it on Mastodon as @gemeente" in page
    given = {"text": "Zondag om tien.", "send": "1", "version": case.version}
    page = client.post(reverse("desk:case-answer", args=[case.pk]), given, follow=True).text
    assert "Your answer is being posted." in page
    progress = reverse("desk:case-progress", args=[case.pk])
    assert "is being posted" in client.get(progress).text
    deliver_reply(reply_id=Reply.objects.get().pk, at=timezone.now())
    assert client.get(progress).headers["HX-Refresh"] == "true"
    page = client.get(reverse("desk:case-detail", args=[case.pk])).text
    assert "Proof: still there, unchanged" in page
    assert len(answers(person, question)) == 1


def test_a_refused_answer_shows_its_reason_and_keeps_the_text(account, case, client_of, responder):
    Account.objects.update(limits={"length": 5_000})  # the server allows less since yesterday
    client = client_of(responder)
    given = {"text": "x" * 501, "send": "1", "version": case.version}
    client.post(reverse("desk:case-answer", args=[case.pk]), given)
    deliver_reply(reply_id=Reply.objects.get().pk, at=timezone.now())
    page = client.get(reverse("desk:case-detail", args=[case.pk])).text
    assert "here 500 may be sent" in page
    assert "x" * 100 in page


def test_a_stranger_sees_no_progress(case, client_of, stranger):
    assert client_of(stranger).get(reverse("desk:case-progress", args=[case.pk])).status_code == 403


@pytest.fixture
def lost(sent):
    """An answer that stands there while we never heard so, and were told that it was refused."""
    Reply.objects.filter(pk=sent.pk).update(
        status=Reply.Status.REFUSED,
        refusal="server-fault",
        n_attempts=1,
        earlier_text=sent.text,
        sent_id="",
        message=None,
    )
    Case.objects.filter(pk=sent.case_id).update(state=State.ASSESSING, concluded_at=None)
    sent.refresh_from_db()
    return sent


@pytest.mark.parametrize("text", ["Zondag om tien uur. Groet, Noor", "Maandag om tien uur. Noor"])
def test_after_an_uncertain_refusal_nothing_is_said_twice(
    lost, client_of, responder, person, question, at, text
):
    case = Case.objects.get(pk=lost.case_id)
    reply = draft_reply(case=case, by=responder, at=at, text=text).reply
    send_reply(reply=reply, by=responder, at=at)
    deliver_reply(reply_id=reply.pk, at=at)
    found = answers(person, question)
    assert len(found) == 1
    reply.refresh_from_db()
    assert reply.sent_id == found[0]["id"]
    assert reply.sending_key == lost.sending_key  # so that a platform with keys knows it again
    ours = case.messages.filter(direction="outgoing").order_by("pk").last()
    assert "Zondag" in ours.text  # what stands there, not what was wished
    page = client_of(responder).get(reverse("desk:case-detail", args=[case.pk])).text
    is_told = "These words were not posted:" in page
    assert is_told == ("had arrived at an earlier attempt, before" in page) == ("Maandag" in text)
    assert ("Maandag" in page) == is_told


def test_an_uncertain_refusal_says_so(lost, client_of, responder):
    page = client_of(responder).get(reverse("desk:case-detail", args=[lost.case_id])).text
    assert "We do not know whether your answer stands there" in page


class Broken:
    """A plug-in that falls over whatever it is asked."""

    key, label, abilities = "mastodon", "Broken", frozenset({Ability.REPLY})

    def send(self, message, context):
        raise ZeroDivisionError

    verify = send


def test_a_broken_plug_in_gives_the_answer_back(account, answer, responder, at, monkeypatch):
    send_reply(reply=answer, by=responder, at=at)
    monkeypatch.setattr(sending, "installed", lambda: Registry({"mastodon": Broken()}))
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises(ConnectorRefused):
            deliver_reply(reply_id=answer.pk, at=at)
    deliver_reply(reply_id=answer.pk, at=at)
    answer.refresh_from_db()
    assert (answer.status, answer.refusal) == (Reply.Status.REFUSED, "connector-fault")


def test_a_broken_plug_in_does_not_stop_other_looks(sent, at, monkeypatch):
    monkeypatch.setattr(sending, "installed", lambda: Registry({"mastodon": Broken()}))
    check_reply(reply=sent, at=at + LOOKS[0])
    sent.refresh_from_db()
    assert sent.check_at > at + LOOKS[0]


def test_a_lost_job_is_taken_up_again(account, answer, responder, at):
    send_reply(reply=answer, by=responder, at=at)
    Job.objects.all().delete()
    resume_replies(at=at)
    resume_replies(at=at)
    assert Job.objects.filter(name="desk.send_reply").count() == 1


def test_what_was_erased_meanwhile_does_not_come_back(
    account, case, answer, responder, at, monkeypatch
):
    send_reply(reply=answer, by=responder, at=at)
    real = sending._send

    def erased_in_the_air(reply, moment):
        done = real(reply, moment)
        Reply.objects.filter(pk=reply.pk).update(answers=None, text="[gone]")
        return done

    monkeypatch.setattr(sending, "_send", erased_in_the_air)
    deliver_reply(reply_id=answer.pk, at=at)
    answer.refresh_from_db()
    assert (answer.status, answer.check_at, answer.digest) == (Reply.Status.SENT, None, "")
    assert case.messages.get(direction="outgoing").text == "[gone]"
