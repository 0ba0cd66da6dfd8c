"""The standing people of every test, and the clock."""

import datetime as dt
import hashlib
import os
import shutil
import socket
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core import management
from django.core.cache import caches
from django.db import connection
from django.db.models.signals import post_save
from django.test import Client
from django.utils import translation
from hypothesis import settings as thoroughness

from klankbord.people.models import Department, Member, Organisation, Role, RoleGrant
from klankbord.trust.models import AuditEntry
from klankbord.trust.wording import ACTS, kind_of_object, room_of

PASSWORD = "a long enough sentence"
MOST_KEPT = 5  # states of the code
# The tables that no model of Django stands for, which is why it does not empty them.
EMPTIED = {
    "sqlite": [
        "INSERT INTO archive_search (archive_search) VALUES ('delete-all')",
        "INSERT INTO archive_word_letters (archive_word_letters) VALUES ('delete-all')",
        "DELETE FROM archive_words",
        "DELETE FROM archive_word",
        "DELETE FROM desk_search",
    ],
    "postgresql": ["TRUNCATE archive_search, desk_search"],
}

# A busy machine makes no example wrong; in CI the examples are always the same.
thoroughness.register_profile("patient", deadline=None)
thoroughness.load_profile("patient")


@pytest.fixture(scope="session")
def kept_of_code() -> Path:
    """A folder for what is made of this state of the code and costs a minute to make.

    Another one for every state: migrations call what stands elsewhere too.
    """
    here = Path(__file__).parent
    told = hashlib.sha256((here / "requirements-dev.lock").read_bytes())
    for path in sorted((here / "src").rglob("*.py")):
        if path.parent.name != "tests":
            told.update(path.read_bytes())
    folder = here / ".pytest_cache" / "kept" / told.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()  # used: of the others the oldest go
    for old in sorted(folder.parent.iterdir(), key=lambda each: each.stat().st_mtime)[:-MOST_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def _migrated_once(kept_of_code):
    """On SQLite the migrations run once for this state of the code, whatever asks for tests.

    They take a minute on a slow machine, and a whole run has a dozen processes that need their
    end. What they made is kept as a file, and copied page by page into the memory of the next.
    """
    if connection.vendor != "sqlite":
        return
    call, kept = management.call_command, kept_of_code / "migrated.sqlite3"

    def migrate(name, *args, **options):
        if name != "migrate":
            return call(name, *args, **options)
        management.call_command = call  # the others in this process are tests of migrations
        connection.ensure_connection()
        if kept.exists():
            _copy_pages(sqlite3.connect(kept), connection.connection)
            return None
        call(name, *args, **options)
        made = kept.with_suffix(f".{os.getpid()}")
        _copy_pages(connection.connection, sqlite3.connect(made))
        return made.replace(kept)

    management.call_command = migrate


@pytest.fixture(scope="session")
def django_db_setup(_migrated_once, django_db_setup):
    """As pytest-django does it, with the migrations of before."""


def _copy_pages(source, target) -> None:
    source.backup(target)
    target.commit()


@pytest.fixture(autouse=True)
def speak_english():
    """A page in Dutch must not leave its language to the next test."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    """A process remembers, files stay: what one test did must not meet the next."""
    caches["process"].clear()
    for kept in ("imports", "communities", "archive"):
        shutil.rmtree(settings.DATA / "files" / kept, ignore_errors=True)


@pytest.fixture(autouse=True)
def _indexes_are_emptied(request, django_db_blocker):
    """Tables are emptied after a test that commits, but none that has no model: the indexes."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & {*request.fixturenames}
    commits = commits or (marker and marker.kwargs.get("transaction"))
    if commits:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            for statement in EMPTIED[connection.vendor]:
                cursor.execute(statement)


@pytest.fixture(autouse=True)
def _acts_are_in_words():
    """Whatever act a test makes the program write must have words for the reader of the log."""
    unsaid = set()

    def look(instance: AuditEntry, **_more: object) -> None:
        is_said = instance.act in ACTS and _is_said(instance.object)
        if not is_said and room_of(instance.act) != "test":
            unsaid.add((instance.act, instance.object))

    post_save.connect(look, sender=AuditEntry)
    yield
    post_save.disconnect(look, sender=AuditEntry)
    assert not unsaid, "say these in the log.py of their room (see trust/wording.py)"


def _is_said(target: str) -> bool:
    return not target or kind_of_object(target)[0] is not None


@pytest.fixture
def now() -> dt.datetime:
    return dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def organisation(db, now) -> Organisation:
    return Organisation.objects.create(name="Gemeente Proefdam", created_at=now)


@pytest.fixture
def make_member(organisation, now) -> Callable[..., Member]:
    def make(name: str, *roles: Role, department: str = "Communicatie") -> Member:
        room, _ = Department.objects.get_or_create(name=department)
        member = Member.objects.create_user(
            f"{name.lower().replace(' ', '.')}@proefdam.example",
            PASSWORD,
            name=name,
            department=room,
            joined_at=now,
            language="en",
        )
        RoleGrant.objects.bulk_create(RoleGrant(member=member, role=role) for role in roles)
        return member

    return make


@pytest.fixture
def make_guest(organisation, now) -> Callable[..., Member]:
    """Somebody from outside with an account; what they are a guest of is for the test to say."""

    def make(name: str, host: Member | None = None) -> Member:
        return Member.everybody.create_user(
            f"{name.lower().replace(' ', '.')}@elsewhere.example",
            PASSWORD,
            name=name,
            joined_at=now,
            language="en",
            is_guest=True,
            guest_of=host,
        )

    return make


@pytest.fixture
def owner(make_member) -> Member:
    return make_member("Owner", Role.MANAGER, Role.ADMINISTRATOR, Role.EMPLOYEE)


@pytest.fixture
def colleague(make_member) -> Member:
    return make_member("Colleague", Role.EMPLOYEE)


@pytest.fixture
def stranger(make_member) -> Member:
    return make_member("Stranger", Role.EMPLOYEE, department="Groen en water")


@pytest.fixture
def member_with(make_member) -> Callable[..., Member]:
    return lambda *roles: make_member(" ".join(roles).title() or "Nobody", *roles)


@pytest.fixture
def client_of() -> Callable[[Member], Client]:
    def sign_in(member: Member) -> Client:
        client = Client()
        client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


class Mailbox:
    """A real mail server on loopback; `rule` may refuse or break."""

    def __init__(self):
        self.letters = []
        self.rule = lambda n_seen, to: None
        self.n_seen = 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # aiosmtpd's name
        self.n_seen += 1
        answer = self.rule(self.n_seen, envelope.rcpt_tos[0])
        if answer:
            return answer
        self.letters.append((envelope.rcpt_tos[0], envelope.content.decode()))
        return "250 taken"

    @property
    def counts(self):
        return Counter(to for to, _content in self.letters)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@pytest.fixture
def mail_port(settings):
    """Where our mail goes: nobody is there yet."""
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return port


@pytest.fixture
def mail_server(mail_port):
    """Start a real mail server there; what it does with letters is given, and given back."""
    started = []

    def start(office):
        server = Controller(office, hostname="127.0.0.1", port=mail_port, ready_timeout=30)
        server.start()
        started.append(server)
        return office

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def mailbox(mail_server):
    return mail_server(Mailbox())
