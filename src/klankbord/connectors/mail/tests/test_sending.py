"""Answers by mail through real servers: in the thread, once, and proved by our own copy."""

import dataclasses
from email.message import EmailMessage

import msgspec
import pytest

from klankbord.connectors.contract import ConnectorRefused, Message, Refusal
from klankbord.connectors.contract_tests import WriterContract
from klankbord.connectors.mail import CONNECTOR
from klankbord.connectors.mail.tests.conftest import OURS, PASSWORD, RESIDENT, letter, own_id

pytestmark = [
    pytest.mark.peer,
    # The wire does not leave the machine.
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]


@pytest.fixture
def asked() -> EmailMessage:
    return letter()


@pytest.fixture
def question(office, read, asked):
    office.put(asked.as_bytes())
    return read().batch.posts[0]


@pytest.fixture
def message(account, question) -> Message:
    return Message(key="k" * 36, account=account, text="Zondag om tien.", in_reply_to=question)


def bounce(own: str, action: str = "failed") -> bytes:
    """A report as RFC 3464 writes it."""
    return (
        f"From: MAILER-DAEMON@relay.example\r\nTo: {OURS}\r\nSubject: Undelivered\r\n"
        "MIME-Version: 1.0\r\nMessage-ID: <b1@relay.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nCould not deliver.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n"
        f"\r\nFinal-Recipient: rfc822; {RESIDENT}\r\nAction: {action}\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{own}>\r\n\r\n--b--\r\n"
    ).encode()


class TestWriter(WriterContract):
    connector = CONNECTOR
    has_pages = False

    @pytest.fixture
    def account(self, account):
        return account

    @pytest.fixture
    def secrets(self, account):
        return {account: PASSWORD}

    @pytest.fixture
    def http(self, http):
        return http

    @pytest.fixture
    def question(self, question):
        return question

    @pytest.fixture
    def standing(self, office, asked):
        def standing():
            answers = office.letters[RESIDENT]
            assert all(each["In-Reply-To"] == asked["Message-ID"] for each in answers)
            return [own_id(each) for each in answers]

        return standing

    @pytest.fixture
    def remove(self, office):
        return lambda own: office.put(bounce(own))


def test_the_answer_stands_in_the_thread_of_the_letter(office, asked, message, context, read):
    follow_up = letter("En de sluis?", References=asked["Message-ID"], Subject="Re: De brug")
    office.put(follow_up.as_bytes())
    second = dataclasses.replace(message, in_reply_to=read().batch.posts[-1])
    sent = CONNECTOR.send(second, context)
    (answer,) = office.letters[RESIDENT]
    ids = f"{asked['Message-ID']} {follow_up['Message-ID']}"
    assert (answer["Subject"], answer["References"]) == ("Re: De brug", ids)
    assert answer.get_content().strip() == "Zondag om tien." == sent.text
    assert (answer["From"], answer["To"]) == (OURS, RESIDENT)


def test_a_letter_that_never_left_leaves_at_the_next_attempt(office, message, context):
    office.cuts_before = 2
    for _ in range(2):
        with pytest.raises(ConnectorRefused) as refused:
            CONNECTOR.send(message, context)
        assert not refused.value.permanent
        message = dataclasses.replace(message, is_retry=True)
    CONNECTOR.send(message, context)
    CONNECTOR.send(message, context)
    assert len(office.letters[RESIDENT]) == 1


@pytest.mark.parametrize(
    ("code", "permanent"), [("550 no such person", True), ("451 later", False)]
)
def test_an_addressee_who_is_refused_gets_nothing_and_neither_do_we(
    office, message, context, read, code, permanent
):
    cursor = read().cursor
    office.rule = lambda address: code if address == RESIDENT else None
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.send(message, context)
    assert (refused.value.key, refused.value.permanent) == (Refusal.LETTER_REFUSED, permanent)
    assert office.letters == {}
    assert read(cursor).is_unchanged


def test_without_our_copy_nothing_goes(office, message, context):
    office.rule = lambda address: "550 no" if address == OURS else None
    with pytest.raises(ConnectorRefused):
        CONNECTOR.send(message, context)
    assert office.letters == {}


def test_a_copy_that_nobody_kept_says_nothing(account, context):
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.verify(account, "gone.klankbord@proefdam.example", context)
    assert (refused.value.key, refused.value.permanent) == (Refusal.NOT_FOUND, True)


def test_a_report_that_it_arrived_is_no_failure(office, account, message, context):
    sent = CONNECTOR.send(message, context)
    office.put(bounce(sent.id, action="delivered"))
    assert CONNECTOR.verify(account, sent.id, context).digest == sent.digest


def test_a_letter_that_is_no_longer_there_is_answered_by_its_name(
    office, message, context, question, asked
):
    elsewhere = dataclasses.replace(message, in_reply_to=question)
    office.empty()
    CONNECTOR.send(elsewhere, context)
    (answer,) = office.letters[RESIDENT]
    assert answer["In-Reply-To"] == asked["Message-ID"]
    assert answer["Subject"] == "Re: De brug"


def test_long_lines_and_every_sign_arrive_as_written(office, message, context):
    text = "Één héél lange regel. " * 90 + "\n\n.punt\n From de brug 🌉"
    sent = CONNECTOR.send(dataclasses.replace(message, text=text), context)
    (answer,) = office.letters[RESIDENT]
    assert answer.get_content().replace("\r\n", "\n").strip() == text.strip() == sent.text


def test_nobody_answers_themselves(message, context, question):
    author = msgspec.structs.replace(question.author, handle=OURS)
    own = msgspec.structs.replace(question, author=author)
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.send(dataclasses.replace(message, in_reply_to=own), context)
    assert refused.value.key == Refusal.ACCOUNT_UNKNOWN
