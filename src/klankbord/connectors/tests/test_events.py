"""Streams that do not end: cut anywhere, silent, endless, hung up."""

import datetime as dt
import threading

import pytest

from klankbord.connectors.contract import ConnectorRefused, Refusal
from klankbord.connectors.events import Event, read_events

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
KIND = "text/event-stream"


def test_events_are_read_however_they_are_cut():
    told = b':)\r\nevent: update\ndata: {"a":\ndata: 1}\n\n:thump\n\nevent: delete\ndata: 7\n\n'
    whole = [Event("update", b'{"a":\n1}'), Event("delete", b"7")]
    for size in (1, 2, 3, 7, 1000):
        pieces = [told[at : at + size] for at in range(0, len(told), size)]
        assert [each for some in read_events(pieces, "m.example") for each in some] == whole


def test_an_event_that_never_ends_is_refused():
    with pytest.raises(ConnectorRefused) as refused:
        list(read_events([b"data: " + b"x" * 600_000, b"x" * 600_000], "m.example"))
    assert refused.value.key == Refusal.ANSWER_TOO_LARGE


@pytest.fixture
def stream(site):
    """A stream that says one line and then nothing."""
    over = threading.Event()

    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", KIND)
        handler.end_headers()
        handler.wfile.write(b":)\n")
        handler.wfile.flush()
        over.wait(20)

    site.answers["/stream"] = answer
    yield f"{site.url}/stream"
    over.set()


def test_a_silent_stream_is_a_broken_one(client, stream):
    pieces = client.listen(stream, kind=KIND, now=NOW, patience=1)
    assert next(pieces) == b":)\n"
    with pytest.raises(ConnectorRefused) as refused:
        next(pieces)
    assert refused.value.key == Refusal.ANSWER_TOO_SLOW


def test_another_thread_can_hang_up(client, stream):
    pieces = client.listen(stream, kind=KIND, now=NOW)
    next(pieces)
    threading.Timer(0.2, client.hang_up).start()
    with pytest.raises(ConnectorRefused) as refused:
        next(pieces)
    assert refused.value.key == Refusal.CONNECTION_FAILED


def test_a_stream_that_ends_says_so(site, client):
    site.give("/short", b":)\n", Content_Type=f"{KIND}; charset=utf-8")
    with pytest.raises(ConnectorRefused) as refused:
        list(client.listen(f"{site.url}/short", kind=KIND, now=NOW))
    assert refused.value.key == Refusal.CONNECTION_FAILED


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"status": 503}, Refusal.SERVER_FAULT),
        ({"status": 404}, Refusal.NOT_FOUND),
        ({"Content_Type": "text/html"}, Refusal.ANSWER_MALFORMED),
    ],
)
def test_what_is_no_stream_is_refused(site, client, given, key):
    site.give("/page", b"<html>", **given)
    with pytest.raises(ConnectorRefused) as refused:
        client.listen(f"{site.url}/page", kind=KIND, now=NOW)
    assert refused.value.key == key
