"""A mailbox on real servers that we did not write: pymap for what comes in, aiosmtpd for the rest.

What is sent to our own address is laid in the mailbox; what is for others is kept by addressee.
"""

import datetime as dt
import email
import email.utils
from collections import defaultdict
from email.message import EmailMessage
from email.policy import default
from imaplib import IMAP4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from klankbord.connectors.contract import Context
from klankbord.connectors.contract_tests import ForgetfulClient
from klankbord.connectors.mail import CONNECTOR
from klankbord.connectors.tests.peers import free_port, imap

OURS, PASSWORD = "webcare@proefdam.example", "a secret"
RESIDENT = "els@dorp.example"
TARGET = f"mailto:{OURS}"


class PostOffice:
    """Delivers: into our mailbox over IMAP, and to everybody else here.

    `loses` (of the client that speaks to it) is the number of the letter whose receipt is lost;
    `rule` may answer an addressee otherwise.
    """

    def __init__(self, imap_port: int) -> None:
        self.imap_port = imap_port
        self.letters: dict[str, list[EmailMessage]] = defaultdict(list)
        self.rule = lambda address: None
        self.http: ForgetfulClient | None = None
        self.cuts_before = 0

    def put(self, raw: bytes, folder: str = "INBOX") -> None:
        with IMAP4("127.0.0.1", self.imap_port) as box:
            box.login(OURS, PASSWORD)
            status, told = box.append(folder, None, None, raw)
            assert status == "OK", told

    def empty(self) -> None:
        with IMAP4("127.0.0.1", self.imap_port) as box:
            box.login(OURS, PASSWORD)
            _status, (n_letters,) = box.select()
            if int(n_letters):
                box.store("1:*", "+FLAGS.SILENT", "(\\Deleted)")
                box.expunge()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  # aiosmtpd's name
        if answer := self.rule(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # aiosmtpd's name
        if self.cuts_before:
            self.cuts_before -= 1
            server.transport.abort()
            return "250 never heard"
        for address in envelope.rcpt_tos:
            if address == OURS:
                self.put(envelope.content)
            else:
                letter = email.message_from_bytes(envelope.content, policy=default)
                self.letters[address].append(letter)
        if self.http is not None and self.http.loses:
            self.http.loses -= 1
            if not self.http.loses:
                server.transport.abort()
        return "250 taken"


@pytest.fixture(scope="session")
def imap_port(tmp_path_factory):
    with imap(tmp_path_factory.mktemp("imap"), OURS, PASSWORD) as port:
        yield port


@pytest.fixture
def office(imap_port) -> PostOffice:
    office = PostOffice(imap_port)
    office.empty()
    return office


def knows(server, session, envelope, mechanism, auth_data):
    is_ours = (auth_data.login, auth_data.password) == (OURS.encode(), PASSWORD.encode())
    return AuthResult(success=is_ours, handled=is_ours)


@pytest.fixture
def account(office) -> str:
    port = free_port()
    outgoing = Controller(
        office,
        hostname="127.0.0.1",
        port=port,
        ready_timeout=30,
        authenticator=knows,
        auth_required=True,
        auth_require_tls=False,
    )
    outgoing.start()
    yield f"{OURS} imap+plain://127.0.0.1:{office.imap_port} smtp+plain://127.0.0.1:{port}"
    outgoing.stop()


@pytest.fixture
def http(office):
    with ForgetfulClient(allowed_networks=("127.0.0.0/8",)) as client:
        office.http = client
        yield client


@pytest.fixture
def context(account, http) -> Context:
    def now() -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    return Context(now=now(), http=http, secrets={account: PASSWORD}, clock=now)


@pytest.fixture
def read(context):
    def read(cursor=None, target=TARGET):
        return CONNECTOR.read(target, cursor or {}, context)

    return read


def letter(text="Wanneer gaat de brug open?", **headers) -> EmailMessage:
    message = EmailMessage()
    given = {
        "From": f"Els Bakker <{RESIDENT}>",
        "To": OURS,
        "Subject": "De brug",
        "Date": email.utils.format_datetime(dt.datetime.now(dt.UTC)),
        "Message-ID": email.utils.make_msgid(domain="dorp.example"),
    }
    for name, value in {**given, **{k.replace("_", "-"): v for k, v in headers.items()}}.items():
        if value is not None:
            message[name] = value
    message.set_content(text)
    return message


def own_id(answer: EmailMessage) -> str:
    return answer["Message-ID"].strip("<>")


def post_id(message: EmailMessage) -> str:
    return f"mail:{OURS}/{message['Message-ID'].strip('<>')}"


@pytest.fixture
def client_of_the_world():
    with ForgetfulClient() as client:
        yield client
