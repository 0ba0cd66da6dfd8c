"""Mail whose wire is cut, at real servers: told as trouble; afterwards all is there, once."""

import dataclasses
import re
from collections.abc import Iterator

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, Message, Refusal
from klankbord.connectors.contract_tests.streaming import Listener, wait_until
from klankbord.connectors.mail import CONNECTOR
from klankbord.connectors.mail.sending import DELIVERY
from klankbord.connectors.mail.tests.conftest import (
    PASSWORD,
    RESIDENT,
    TARGET,
    letter,
    own_id,
)
from klankbord.connectors.tests.relay import Relay

pytestmark = [
    pytest.mark.peer,
    # The wire does not leave the machine.
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]
WHILE_READING = (b"* OK", b"LOGIN", b"EXAMINE", b"(UID)", b"BODY.PEEK", b"Tweede")
"""The greeting, the four things that we ask, and the middle of a letter."""
BEFORE_IT_WAS_TAKEN = (b"220", b"ehlo", b"AUTH", b"mail FROM", b"rcpt TO", b"data", b"Zondag")
RECEIPT = b"250 taken"


@pytest.fixture
def wires(account) -> Iterator[tuple[Relay, Relay]]:
    """What comes in, and what goes out."""
    ports = re.findall(r"127\.0\.0\.1:(\d+)", account)
    incoming, outgoing = (Relay(f"http://127.0.0.1:{port}") for port in ports)
    yield incoming, outgoing
    incoming.close()
    outgoing.close()


@pytest.fixture
def place(account, wires) -> str:
    ports = iter(wires)
    return re.sub(r"127\.0\.0\.1:\d+", lambda _: f"127.0.0.1:{next(ports).port}", account)


@pytest.fixture
def context(context, place) -> Context:
    return dataclasses.replace(context, secrets={place: PASSWORD})


@pytest.fixture
def message(office, place, read) -> Message:
    office.put(letter().as_bytes())
    (question,) = read().batch
    return Message(key="k" * 36, account=place, text="Zondag om tien.", in_reply_to=question)


def refused(act, *given) -> ConnectorRefused:
    """The trouble, told as one that ends and without what opens the mailbox."""
    with pytest.raises(ConnectorRefused) as found:
        act(*given)
    assert (found.value.key, found.value.permanent) == (Refusal.CONNECTION_FAILED, False)
    assert PASSWORD not in f"{found.value} {found.value.values}"
    return found.value


def test_letters_come_once_wherever_the_wire_was_cut(office, read, wires):
    incoming, _ = wires
    cursor = read().cursor
    for text in ("Eerste", "Tweede", "Derde"):
        office.put(letter(text).as_bytes())
    for words in WHILE_READING:
        incoming.cut_before(words)
        refused(read, cursor)
        refused(read, cursor)  # as long as nobody mended it
        incoming.mend()
    reading = read(cursor)
    assert [post.text for post in reading.batch] == ["Eerste", "Tweede", "Derde"]
    assert read(reading.cursor).is_unchanged


def test_what_was_read_is_kept_though_nobody_could_say_goodbye(office, read, wires):
    incoming, _ = wires
    office.put(letter("Eerste").as_bytes())
    incoming.cut_before(b"LOGOUT")
    assert [post.text for post in read().batch] == ["Eerste"]


def test_who_waits_for_letters_hears_of_the_cut_and_misses_none(office, read, wires, context):
    incoming, _ = wires
    cursor = read().cursor
    first = Listener(CONNECTOR, TARGET, cursor, context)
    office.put(letter("Eerste").as_bytes())
    wait_until(lambda: first.posts)
    incoming.cut()
    wait_until(lambda: first.refusal)
    assert (first.refusal.key, first.refusal.permanent) == (Refusal.CONNECTION_FAILED, False)
    office.put(letter("Tweede").as_bytes())
    incoming.mend()
    again = Listener(CONNECTOR, TARGET, first.readings[-1].cursor, context)
    wait_until(lambda: again.posts)
    again.hang_up()
    assert [post.text for post in (*first.posts, *again.posts)] == ["Eerste", "Tweede"]


def stands_once(office, message, context) -> None:
    """A retry leaves one letter, which is proved by our copy."""
    retry = dataclasses.replace(message, is_retry=True)
    sent = CONNECTOR.send(retry, context)
    (answer,) = office.letters[RESIDENT]
    assert (own_id(answer), answer.get_content().strip()) == (sent.id, message.text)
    assert CONNECTOR.verify(message.account, sent.id, context).digest == sent.digest


def test_a_letter_that_was_cut_off_leaves_once(office, wires, message, context):
    _, outgoing = wires
    for words in BEFORE_IT_WAS_TAKEN:
        outgoing.cut_before(words)
        assert refused(CONNECTOR.send, message, context).retry_after == DELIVERY
        outgoing.mend()
    assert office.letters == {}
    stands_once(office, message, context)


def test_a_letter_whose_receipt_was_cut_off_does_not_leave_again(office, wires, message, context):
    _, outgoing = wires
    outgoing.cut_before(RECEIPT)
    refused(CONNECTOR.send, message, context)
    assert len(office.letters[RESIDENT]) == 1
    outgoing.mend()
    stands_once(office, message, context)


def test_nothing_leaves_while_we_cannot_look_whether_it_did(office, wires, message, context):
    incoming, _ = wires
    incoming.cut()
    retry = dataclasses.replace(message, is_retry=True)
    refused(CONNECTOR.send, retry, context)
    assert office.letters == {}
    incoming.mend()
    stands_once(office, message, context)


def test_a_cut_goodbye_does_not_undo_what_was_taken(office, wires, message, context):
    _, outgoing = wires
    outgoing.cut_before(b"QUIT")
    assert CONNECTOR.send(message, context).text == message.text
    outgoing.mend()
    stands_once(office, message, context)
