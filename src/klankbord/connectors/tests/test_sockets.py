"""WebSockets of a server that we did not write: read whole, kept awake, cut, refused."""

import datetime as dt
import threading
from contextlib import contextmanager

import pytest
from websockets.sync.server import serve
from websockets.utils import accept_key

from klankbord.connectors import sockets
from klankbord.connectors.contract import ConnectorRefused, Refusal
from klankbord.connectors.http import GuardedClient

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)


@contextmanager
def served(tell, **more):
    """A server that tells what `tell(connection)` sends, and its address."""
    with serve(tell, "127.0.0.1", 0, **more) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/subscribe?a=1"
        server.shutdown()
        thread.join()


def refusal_of(messages) -> str:
    with pytest.raises(ConnectorRefused) as refused:
        for _ in messages:
            pass
    return refused.value.key


def test_messages_are_heard_in_their_order(client):
    def tell(connection):
        assert connection.request.path == "/subscribe?a=1"
        assert connection.request.headers["User-Agent"].startswith("Klankbord/")
        connection.send("één")
        connection.send(iter(["tw", "ee"]))
        connection.send("x" * 200_000)

    heard: list[bytes] = []
    with served(tell) as url:
        messages = client.subscribe(url, now=NOW)
        assert refusal_of(heard.append(each) for each in messages) == Refusal.CONNECTION_FAILED
    assert [each for each in heard if each] == ["één".encode(), b"twee", b"x" * 200_000]


def test_silence_is_asked_for_a_sign_of_life(client, monkeypatch):
    monkeypatch.setattr(sockets, "PING_AFTER", 0.05)
    over = threading.Event()
    with served(lambda _: over.wait(20)) as url:
        messages = client.subscribe(url, now=NOW)
        assert [next(messages) for _ in range(3)] == [b"", b"", b""]
        messages.close()
        over.set()


def test_a_dead_line_is_a_broken_one(client, site):
    """A server that shakes hands and never speaks again, not even when asked."""
    over = threading.Event()

    def answer(handler):
        key = handler.headers["Sec-WebSocket-Key"]
        handler.wfile.write(_hands_shaken(key))
        handler.wfile.flush()
        over.wait(20)

    site.answers["/subscribe"] = answer
    messages = client.subscribe(f"{site.url}/subscribe", now=NOW, patience=1)
    assert refusal_of(messages) == Refusal.ANSWER_TOO_SLOW
    over.set()


def _hands_shaken(key: str) -> bytes:
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept_key(key)}\r\n\r\n"
    ).encode()


def test_another_thread_can_hang_up(client):
    over = threading.Event()
    with served(lambda _: over.wait(20)) as url:
        messages = client.subscribe(url, now=NOW)
        threading.Timer(0.2, client.hang_up).start()
        assert refusal_of(messages) == Refusal.CONNECTION_FAILED
        over.set()


def test_a_message_that_never_ends_is_refused(client):
    with served(lambda connection: connection.send("x" * (sockets.MAX_MESSAGE + 1))) as url:
        assert refusal_of(client.subscribe(url, now=NOW)) == Refusal.CONNECTION_FAILED


@pytest.mark.parametrize(
    ("status", "key"),
    [(404, Refusal.NOT_FOUND), (429, Refusal.ASKED_TO_WAIT), (200, Refusal.ANSWER_MALFORMED)],
)
def test_who_gives_no_socket_says_why(client, status, key):
    def refuse(connection, _):
        answer = connection.respond(status, "no")
        answer.headers["Retry-After"] = "60"
        return answer

    with (
        served(lambda _: None, process_request=refuse) as url,
        pytest.raises(ConnectorRefused) as refused,
    ):
        client.subscribe(url, now=NOW)
    assert refused.value.key == key
    if key == Refusal.ASKED_TO_WAIT:
        assert refused.value.retry_after == dt.timedelta(seconds=60)


def test_who_answers_nonsense_is_refused(client, site):
    site.answers["/subscribe"] = lambda handler: handler.wfile.write(b"hello\n")
    with pytest.raises(ConnectorRefused) as refused:
        client.subscribe(f"{site.url}/subscribe", now=NOW)
    assert refused.value.key == Refusal.ANSWER_MALFORMED


def test_a_private_address_is_refused_here_too():
    with GuardedClient() as closed, pytest.raises(ConnectorRefused) as refused:
        closed.subscribe("ws://127.0.0.1:1/", now=NOW)
    assert refused.value.key == Refusal.ADDRESS_PRIVATE
