"""Letters read from a real IMAP server, and letters that were made to hurt."""

from email.message import EmailMessage
from imaplib import IMAP4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.connectors.mailbox import (
    MAX_TEXT,
    letter_of,
    mark_read,
    opened_mailbox,
    own_words,
    unread_letters,
)
from klankbord.connectors.reasons import ConnectorRefused, Refusal
from klankbord.connectors.tests.peers import free_port, imap

USER, PASSWORD = "desk@proefdam.example", "a secret"


@pytest.fixture
def mailbox(tmp_path):
    """An empty mailbox on a server that we did not write; its port."""
    with imap(tmp_path, USER, PASSWORD) as port:
        yield port


def put(port, raw):
    with IMAP4("127.0.0.1", port) as box:
        box.login(USER, PASSWORD)
        box.append("INBOX", None, None, raw)


def address(port, password=PASSWORD, folder="INBOX"):
    return f"imap+plain://desk%40proefdam.example:{password}@127.0.0.1:{port}/{folder}"


def letter(text="On Monday.", **headers):
    message = EmailMessage()
    message["From"] = "Els <Els@Proefdam.example>"
    message["Subject"] = "Re: A question"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


@pytest.mark.peer
def test_a_letter_is_read_once_and_comes_again_after_a_crash(mailbox):
    put(mailbox, letter("On Monday.\n\nOn 3 March the desk wrote:\n> When?\n"))
    for _crash in range(2):
        with opened_mailbox(address(mailbox)) as box:
            ((_number, found),) = unread_letters(box)
        assert (found.sender, found.words) == ("els@proefdam.example", "On Monday.")
    with opened_mailbox(address(mailbox)) as box:
        for number, _found in unread_letters(box):
            mark_read(box, number)
        assert list(unread_letters(box)) == []


@pytest.mark.peer
def test_of_a_huge_letter_the_beginning_is_read(mailbox):
    put(mailbox, letter("first words\n" + "x" * 60 + "\n" + ("y" * 70 + "\n") * 20_000))
    with opened_mailbox(address(mailbox)) as box:
        ((_number, found),) = unread_letters(box)
    assert found.words.startswith("first words")
    assert len(found.words) == MAX_TEXT
    assert found.is_cut


@pytest.mark.peer
def test_a_wrong_password_and_a_wrong_folder_are_told(mailbox):
    for wrong, key in (
        (address(mailbox, password="other"), Refusal.NOT_ALLOWED),
        (address(mailbox, folder="Nowhere"), Refusal.NOT_FOUND),
    ):
        with pytest.raises(ConnectorRefused) as refused, opened_mailbox(wrong):
            pass
        assert refused.value.key == key
        assert refused.value.permanent


def test_no_server_is_a_refusal_that_may_pass():
    with pytest.raises(ConnectorRefused) as refused, opened_mailbox(address(free_port())):
        pass
    assert not refused.value.permanent


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner=x"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<a.example>"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_program_wrote_is_marked(headers):
    assert letter_of(letter(**headers)).is_automatic
    assert not letter_of(letter(Auto_Submitted="no")).is_automatic


def test_two_senders_are_none():
    raw = letter().replace(b"Els <Els@Proefdam.example>", b"a@b.example, els@proefdam.example")
    assert letter_of(raw).sender == ""


def test_a_page_is_read_as_words():
    message = EmailMessage()
    message["From"] = "els@proefdam.example"
    message.set_content("<p>On <b>Monday</b>.</p><script>alert(1)</script>", subtype="html")
    assert letter_of(message.as_bytes()).words == "On Monday."


@pytest.mark.parametrize(
    "quote",
    [
        "> When?",
        "Op di 3 mrt 2026 om 10:00 schreef De balie <desk@proefdam.example>:",
        "On Tue, 3 Mar 2026, The desk wrote:",
        "-----Oorspronkelijk bericht-----",
        "________________________________",
        "-- ",
    ],
)
def test_only_own_words_stay(quote):
    assert own_words(f"Maandag om 7.\n\n{quote}\nWanneer?") == "Maandag om 7."


@given(st.binary(max_size=3000))
def test_no_bytes_break_it(raw):
    found = letter_of(raw)
    assert found is None or len(found.words) <= MAX_TEXT


@given(
    st.sampled_from(["From", "Subject", "Content-Type", "References", "Auto-Submitted"]),
    st.text(alphabet="<>@;:=?\"'\\\x00\té utf-8b().,[]ax", max_size=120),
    st.binary(max_size=200),
)
def test_no_header_breaks_it(name, value, body):
    raw = f"{name}: {value}\r\n".encode() + b"\r\n" + body
    found = letter_of(raw)
    assert found is None or len(found.words) <= MAX_TEXT
