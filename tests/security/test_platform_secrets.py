"""What opens an account on a platform stands nowhere: no log, no table, no page, no error."""

import json
import socketserver
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from klankbord.connectors.contract import Ability, ConnectorRefused, SignsIn
from klankbord.connectors.google.places import Doors
from klankbord.connectors.registry import Registry, installed
from klankbord.core.exchange.columns import SCHEMA, row_of, write_parquet
from klankbord.core.post import Author, Post
from klankbord.jobs.models import Job
from klankbord.jobs.queue import enqueue
from klankbord.jobs.worker import Worker
from klankbord.participate.archive.actions import export_posts
from klankbord.participate.archive.jobs import keep_delivery
from klankbord.participate.listening import accounts, fetching, previewing, streaming
from klankbord.participate.listening.accounts import connect_account, secret_name
from klankbord.participate.listening.actions import add_source, deliver
from klankbord.participate.listening.fetching import fetch
from klankbord.participate.listening.models import Account, Source
from klankbord.participate.listening.streaming import Switchboard
from klankbord.people.models import Role
from klankbord.site.commands.exchange import FORMS
from klankbord.trust.vault.actions import keep_secret

MARKER = "geheim-7c1f9a-marker"
OWN = sorted(k for k, each in installed().connectors.items() if isinstance(each, SignsIn))
ROOMS = {"matrix": ("https://matrix.to/#/!brug:dorp.example",)}
WITHOUT_HTTP = {"mail"}
ONE_PLACE = {  # an account there is kept under this
    "facebook": "100200",
    "google": "501",
    "instagram": "178414001",
    "reddit": "gemeente",
    "x": "x.com",
    "youtube": "youtube.com",
}
FORMS_OF_SECRETS = {"google": "app7 hush {}", "reddit": "app7 hush {}"}  # others are one word
NAMED = {"bluesky", "discourse"}  # an account there has a name beside its place
STATUSES = (200, 400, 401, 403, 404, 429, 500, 503)
TARGETS = {
    "mastodon": ("tags/brug", "notifications", "search?q=brug", "@jan"),
    "bluesky": ("profile/jan.test", "notifications", "search?q=brug"),
    "discourse": ("latest", "t/brug/7"),
    "mail": ("mailto:webcare@dorp.example",),
    "facebook": ("https://www.facebook.com/100200", "https://www.facebook.com/dorp"),
    "google": ("https://www.google.com/maps?cid=987654",),
    "instagram": (
        "https://www.instagram.com/dorp/",
        "https://www.instagram.com/explore/tags/brug/",
    ),
    "reddit": ("https://www.reddit.com/r/dorp", "https://www.reddit.com/search?q=brug"),
    "x": ("https://x.com/jan", "https://x.com/search?q=brug"),
    "youtube": ("https://youtu.be/brugvideo01", "https://www.youtube.com/@gemeente"),
    "matrix": (),  # its rooms bear no address of a server: see `ROOMS`
}


class Echo:
    """A server that throws back all that it is told, also what it should keep to itself."""

    def __init__(self) -> None:
        self.status = 200
        self.told: list[str] = []
        echo = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode()
                echo.told.append(f"{self.headers} {body}")
                heard = f"{self.headers} {body}"
                answer = json.dumps({"error": heard, "message": heard}).encode()
                self.send_response(echo.status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_GET  # noqa: N815  # the library's names

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Leaky:
    """A plug-in whose every fault says all that it knows."""

    key = "lek"
    label = "Lek"
    abilities = frozenset({Ability.READ, Ability.STREAM})

    def read(self, target, cursor, context):
        raise self.fault(context)

    def stream(self, target, cursor, context, *, address=""):
        raise self.fault(context)
        yield

    def sign_in(self, place, secret, context):
        words = f"cannot sign in with {secret}"
        raise RuntimeError(words)

    def fault(self, context):
        return RuntimeError(f"cannot go on with {context.secrets}")


@pytest.fixture
def echo(settings, monkeypatch):
    settings.OPEN_NETWORKS = ("127.0.0.0/8",)
    echo = Echo()
    for key in ONE_PLACE.keys() - {"google"}:
        monkeypatch.setattr(installed().find(key), "_api", echo.url)
    monkeypatch.setattr(installed().find("google"), "_doors", Doors(*[echo.url] * 4))
    monkeypatch.setattr(installed().find("reddit"), "_gate", echo.url)
    yield echo
    echo.close()


@pytest.fixture
def leaky(monkeypatch):
    registry = Registry({**installed().connectors, "lek": Leaky()})
    for room in (fetching, streaming, accounts, previewing):
        monkeypatch.setattr(room, "installed", lambda: registry)


def everything_kept() -> str:
    """The whole database as text, sealed secrets among it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # the database's own names
            rows += [str(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def connected(key: str, echo: Echo, now) -> Account:
    """An account whose secret was good once; the server has changed since."""
    place = ONE_PLACE.get(key) or (f"jan.test@{echo.url}" if key in NAMED else echo.url)
    secret = FORMS_OF_SECRETS.get(key, "{}").format(MARKER)
    keep_secret(name=secret_name(key, place), value=secret, at=now, actor="test")
    return Account.objects.create(connector=key, place=place, handle="gemeente", connected_at=now)


def visited(key: str, echo: Echo, now) -> None:
    paths = TARGETS.get(key, ("",))
    places = [path if "://" in path else f"{echo.url}/{path}" for path in paths]
    for place in (*places, *ROOMS.get(key, ())):
        source = add_source(connector=key, target=place, name=place, at=now, actor="test")
        fetch(source=source, now=now)


def looked_at(client) -> str:
    pages = [reverse("listening:source-list"), reverse("listening:account-list")]
    pages += [reverse("listening:source-detail", args=[s.pk]) for s in Source.objects.all()]
    pages += [reverse("jobs:job-detail", args=[job.pk]) for job in Job.objects.all()]
    return "".join(client.get(page).content.decode() for page in pages)


def test_every_connector_with_accounts_is_tried_here():
    assert set(OWN) == set(TARGETS)


@pytest.mark.django_db
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("key", sorted({*OWN} - WITHOUT_HTTP))
def test_a_server_that_throws_back_what_it_hears_leaves_no_trace(
    key, status, echo, organisation, client_of, member_with, caplog, capfd
):
    echo.status, now = status, timezone.now()
    connected(key, echo, now)
    visited(key, echo, now)
    assert any(MARKER in told for told in echo.told)  # it was really used
    with pytest.raises(ConnectorRefused) as refused:
        connect_account(
            connector=key,
            place=f"a.test@{echo.url}" if key in NAMED else echo.url,
            secret=FORMS_OF_SECRETS.get(key, "{}").format(f"{MARKER}-2"),
            at=now,
            actor="test",
        )
    assert MARKER not in f"{refused.value!r} {refused.value.values} {refused.value.cause}"
    assert MARKER not in everything_kept()
    assert MARKER not in looked_at(client_of(member_with(Role.ADMINISTRATOR)))
    assert MARKER not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.django_db(transaction=True)
def test_a_plugin_that_says_all_it_knows_is_not_quoted(
    leaky, echo, organisation, client_of, member_with, caplog, capfd
):
    now = timezone.now()
    connected("lek", echo, now)
    visited("lek", echo, now)
    enqueue("listening.fetch_source", payload={"source_id": Source.objects.get().pk}, at=now)
    Worker().turn()
    board = Switchboard()
    board.turn(now=now)
    for line in board._lines.values():
        line.thread.join(20)
        assert line.refusal.key == "connector-fault"
        assert line.refusal.cause == "RuntimeError"
    board.close()
    assert Source.objects.get().last_error == "connector-fault"
    assert MARKER not in everything_kept()
    assert MARKER not in looked_at(client_of(member_with(Role.ADMINISTRATOR)))
    logged = caplog.text + "".join(capfd.readouterr())
    assert "connector has a fault" in logged  # it was written down, with where it broke
    assert MARKER not in logged


def filled_in(echo) -> dict[str, str]:
    return {"connector": "lek", "place": echo.url, "secret": MARKER}


@pytest.mark.django_db
def test_a_plugin_that_says_all_it_knows_is_not_quoted_on_a_screen_either(
    leaky, echo, organisation, client_of, member_with, caplog, capfd
):
    connected("lek", echo, timezone.now())
    client = client_of(member_with(Role.ADMINISTRATOR))
    looked = {"connector": "lek", "address": f"{echo.url}/brug"}
    answers = [
        client.post(reverse("listening:account-add"), filled_in(echo)),
        client.post(reverse("listening:source-add"), looked),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert MARKER not in answer.content.decode()
    logged = caplog.text + "".join(capfd.readouterr())
    assert logged.count("connector has a fault") == 2
    assert MARKER not in logged


@pytest.mark.django_db
def test_an_error_page_and_its_trace_hold_no_secret(
    leaky, echo, organisation, client_of, member_with, monkeypatch, caplog, capfd
):
    """Our own fault, after the secret was typed: in the hands of the view, the form, the action."""
    monkeypatch.setattr(accounts, "_identify", lambda *_: 1 / 0)
    client = client_of(member_with(Role.ADMINISTRATOR))
    client.raise_request_exception = False
    answer = client.post(reverse("listening:account-add"), filled_in(echo))
    assert answer.status_code == 500
    assert MARKER not in answer.content.decode()
    logged = caplog.text + "".join(capfd.readouterr())
    assert "ZeroDivisionError" in logged  # the trace was written down
    assert MARKER not in logged
    assert MARKER not in everything_kept()


@pytest.mark.django_db
def test_nothing_that_goes_out_of_the_house_holds_a_secret(
    echo, organisation, client_of, member_with, tmp_path
):
    now = timezone.now()
    for key in {*OWN} - WITHOUT_HTTP:
        connected(key, echo, now)
        visited(key, echo, now)
    source = Source.objects.first()
    author = Author(id="jan", handle="jan")
    post = Post("mastodon:m.example/1", "mastodon", "De brug is open", now, author)
    delivery = deliver(source=source, posts=[post], at=now)
    keep_delivery(delivery_id=delivery.pk, at=now)
    files = {name: b"".join(form.write(export_posts())) for name, form in FORMS.items()}
    with (tmp_path / "posts.parquet").open("wb") as file:
        write_parquet(file, map(row_of, export_posts()), SCHEMA)
    files["parquet"] = (tmp_path / "posts.parquet").read_bytes()
    assert all(b"De brug is open" in given for given in files.values())
    names = ("audit-export", "register-export", "assessment-export")
    client = client_of(member_with(Role.ADMINISTRATOR))
    for name in names:
        answer = client.get(reverse(f"trust:{name}"))
        assert answer.status_code == 200
        files[name] = b"".join(answer) if answer.streaming else answer.content
    assert b"trust.secret-kept" in files["audit-export"]  # the log knows that there is one
    assert [name for name, given in files.items() if MARKER.encode() in given] == []


class Gossip(socketserver.StreamRequestHandler):
    """A mail server that says back all that it is told: as IMAP if its door says so, else SMTP."""

    def handle(self) -> None:
        self.wfile.write(self.server.greeting)
        for line in self.rfile:
            words = line.decode("ascii", "replace").strip()
            self.server.told.append(words)
            self.wfile.write(self.server.answer(words).encode())


def imap_answer(words: str) -> str:
    tag, _, said = words.partition(" ")
    is_harmless = said.upper().startswith(("CAPABILITY", "LOGOUT"))
    told = "* CAPABILITY IMAP4rev1\r\n" if is_harmless else f"* NO [ALERT] {said}\r\n"
    return f"{told}{tag} {'OK' if is_harmless else 'NO'} you said {said}\r\n"


@pytest.fixture
def gossip(settings):
    settings.OPEN_NETWORKS = ("127.0.0.0/8",)
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Gossip)
    server.daemon_threads = True
    server.told, server.answer, server.greeting = [], imap_answer, b"* OK welcome\r\n"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
def test_a_mail_server_that_throws_back_what_it_hears_leaves_no_trace(
    gossip, organisation, client_of, member_with, caplog, capfd
):
    now = timezone.now()
    server = f"imap+plain://127.0.0.1:{gossip.server_address[1]}"
    place = f"webcare@dorp.example {server} {server.replace('imap', 'smtp')}"
    keep_secret(name=secret_name("mail", place), value=MARKER, at=now, actor="test")
    Account.objects.create(connector="mail", place=place, handle="webcare", connected_at=now)
    source = add_source(
        connector="mail", target=TARGETS["mail"][0], name="Post", at=now, actor="test"
    )
    fetch(source=source, now=now)
    assert any(MARKER in told for told in gossip.told)  # it was really used
    with pytest.raises(ConnectorRefused) as refused:
        connect_account(connector="mail", place=place, secret=f"{MARKER}-2", at=now, actor="test")
    assert MARKER not in f"{refused.value!r} {refused.value.values} {refused.value.cause}"
    assert MARKER not in "".join(traceback.format_exception(refused.value))
    assert MARKER not in everything_kept()
    assert MARKER not in looked_at(client_of(member_with(Role.ADMINISTRATOR)))
    assert MARKER not in caplog.text + "".join(capfd.readouterr())
