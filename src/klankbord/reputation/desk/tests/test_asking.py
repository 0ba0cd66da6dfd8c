"""One question to one colleague: out by mail, in by mail or page, once, from the right person."""

import datetime as dt
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail
from django.urls import reverse

from klankbord.connectors.mailbox import letter_of
from klankbord.people.models import Member
from klankbord.reputation.desk import actions
from klankbord.reputation.desk.asking.actions import (
    QuestionNotOpen,
    answer_question,
    ask_expert,
    withdraw_question,
)
from klankbord.reputation.desk.asking.codes import STAYS_OPEN, code_of, message_id_of, question_of
from klankbord.reputation.desk.asking.jobs import tend_questions
from klankbord.reputation.desk.asking.letters import mail_question
from klankbord.reputation.desk.asking.models import ExpertQuestion
from klankbord.reputation.desk.asking.reading import take_in
from klankbord.reputation.desk.models import Case, CaseEvent, State, WaitingFor
from klankbord.reputation.desk.queries import replay

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def knowing(colleague):
    """A colleague without any role at the desk."""
    return colleague


@pytest.fixture
def question(case, responder, knowing, now):
    return ask_expert(
        case=case,
        by=responder,
        at=now,
        expert=knowing,
        text="When does the pool open?",
        answer_by=now + DAY,
    )


def letter(question, text="On Monday at 7.", sender=None, **headers):
    lines = {
        "From": sender or question.expert.email,
        "Subject": f"Re: A question for you [{code_of(question)}]",
        "In-Reply-To": message_id_of(question),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return letter_of(f"{head}\r\n{text}".encode())


def test_the_case_waits_for_the_expert_and_its_clock_goes_on(question, case, now):
    case.refresh_from_db()
    assert (case.state, case.waiting_for) == (State.WAITING, WaitingFor.EXPERT)
    answer_question(question=question, text="On Monday.", at=now + DAY / 2, way="page")
    case.refresh_from_db()
    assert (case.state, case.waiting_for) == (State.ASSESSING, "")
    event = case.events.last()
    assert (event.kind, event.by, event.data["text"]) == (
        CaseEvent.Kind.EXPERT_ANSWERED,
        question.expert,
        "On Monday.",
    )
    assert replay(case.events.all())["state"] == case.state


def test_with_two_questions_the_case_waits_for_both(question, case, responder, owner, now):
    case.refresh_from_db()
    second = ask_expert(
        case=case, by=responder, at=now, expert=owner, text="Who?", answer_by=now + DAY
    )
    answer_question(question=question, text="x", at=now, way="page")
    case.refresh_from_db()
    assert case.state == State.WAITING
    withdraw_question(question=second, by=responder, at=now)
    case.refresh_from_db()
    assert case.state == State.ASSESSING


def test_an_answer_counts_once(question, now):
    assert take_in(letter(question), at=now)
    assert not take_in(letter(question, "Something else."), at=now)
    with pytest.raises(QuestionNotOpen):
        answer_question(question=question, text="Third", at=now, way="page")
    question.refresh_from_db()
    assert question.answer == "On Monday at 7."


@pytest.mark.parametrize("where", ["ids", "subject", "references"])
def test_the_code_is_found_wherever_a_mail_program_left_it(question, now, where):
    lost = {"In_Reply_To": "<x@y.example>", "Subject": "Re:"}
    kept = {
        "ids": {**lost, "In_Reply_To": message_id_of(question)},
        "subject": {**lost, "Subject": f"AW: [{code_of(question).upper()}]"},
        "references": {**lost, "References": f"<a@b.example> {message_id_of(question)}"},
    }[where]
    assert question_of(letter(question, **kept), at=now) == question


def test_nothing_else_comes_in(question, stranger, now):
    forged = code_of(question)[:-1] + ("a" if code_of(question)[-1] != "a" else "b")
    lost = {"In_Reply_To": "<x@y.example>"}
    wrong = [
        letter(question, sender=stranger.email),
        letter(question, sender=f"{question.expert.email}, {stranger.email}"),
        letter(question, Subject="Re: no code", **lost),
        letter(question, Subject=f"[{forged}]", **lost),
        letter(question, text="> only the quoted question"),
        letter(question, Auto_Submitted="auto-replied"),
        letter(question, Precedence="bulk"),
        letter(question, Return_Path="<>"),
    ]
    assert [take_in(each, at=now) for each in wrong] == [False] * len(wrong)
    assert not take_in(letter(question), at=question.answer_by + STAYS_OPEN + DAY)
    question.refresh_from_db()
    assert question.status == ExpertQuestion.Status.OPEN
    assert mail.outbox == []  # and nobody is mailed back: no loop can begin


def test_who_left_answers_no_more(question, now):
    Member.objects.filter(pk=question.expert.pk).update(is_active=False)
    assert not take_in(letter(question), at=now)


def test_the_letter_holds_what_the_answer_needs_and_no_more(question, settings, now):
    settings.MAILBOX_URL = "imaps://x"
    settings.MAILBOX_ADDRESS = "desk@proefdam.example"
    for _crash in range(2):  # killed between the server's yes and our note: same name again
        ExpertQuestion.objects.update(mailed_at=None)
        mail_question(question_id=question.pk, at=now)
    first, again = mail.outbox
    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
    assert first.reply_to == ["desk@proefdam.example"]
    assert "When does the pool open?" in first.body
    assert "When is the swimming pool open again?" in first.body  # what was said to us
    assert "Jan" not in first.body  # not who said it
    assert question.case.number not in first.body
    mail_question(question_id=question.pk, at=now)
    assert len(mail.outbox) == 2


class Letters:
    """What a real mail server took in."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # the library's name
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


def test_a_real_mail_server_takes_it(question, mail_server, now):
    box = mail_server(Letters())
    mail_question(question_id=question.pk, at=now)
    (taken,) = box.taken
    assert taken["Message-ID"] == message_id_of(question)
    assert code_of(question) in taken["Subject"]
    question.refresh_from_db()
    assert question.mailed_at == now


class Run:
    def __init__(self, now):
        self.now = now


def test_one_reminder_before_the_day(question, now):
    tend_questions(Run(now))
    assert mail.outbox == []
    for _turn in range(2):
        tend_questions(Run(question.answer_by - dt.timedelta(hours=3)))
    (reminder,) = mail.outbox
    assert "This question is still open:" in reminder.body
    assert reminder.extra_headers["In-Reply-To"] == message_id_of(question)
    assert take_in(letter(question, In_Reply_To=reminder.extra_headers["Message-ID"]), at=now)


def test_questions_of_a_concluded_case_are_taken_back(question, case, responder, now):
    actions.let_stand(case=case, by=responder, at=now, reason="joke")
    tend_questions(Run(now))
    question.refresh_from_db()
    assert question.status == ExpertQuestion.Status.WITHDRAWN
    assert Case.objects.get().state == State.LET_STAND
    assert not take_in(letter(question), at=now)


def test_the_page_is_for_who_was_asked_only(question, knowing, stranger, responder, client_of):
    address = reverse("desk:question-detail", args=[question.pk])
    for other in (stranger, responder):
        assert client_of(other).get(address).status_code == 404
        assert client_of(other).post(address, {"text": "x"}).status_code == 404
    client = client_of(knowing)
    page = client.get(address).text
    assert "When does the pool open?" in page
    assert "Jan Water" not in page
    assert client.get(reverse("desk:case-detail", args=[question.case_id])).status_code == 403
    assert "Thank you." in client.post(address, {"text": "Monday."}, follow=True).text
    assert "already" in client.post(address, {"text": "Tuesday."}, follow=True).text


def test_from_the_case_by_screens_alone(case, responder, knowing, client_of):
    client, address = client_of(responder), reverse("desk:case-ask", args=[case.pk])
    form = {"expert": knowing.pk, "text": "When?", "version": case.version}
    assert (
        "between now and three months"
        in client.post(address, {**form, "answer_by": "2001-01-01T10:00"}).text
    )
    soon = (dt.datetime.now(dt.UTC) + 2 * DAY).strftime("%Y-%m-%dT%H:%M")
    page = client.post(address, {**form, "answer_by": soon}, follow=True).text
    assert "Asked of colleagues" in page
    assert "Responder asked Colleague" in page
    back = reverse("desk:question-withdraw", args=[ExpertQuestion.objects.get().pk])
    assert "took the question back" in client.post(back, follow=True).text
