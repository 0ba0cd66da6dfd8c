import asyncio

import pytest

from klankbord.site.server import FORM, BodyLimit


async def keep(scope, receive, send):
    n_bytes = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            await send({"type": "cut off", "n": n_bytes})
            return
        n_bytes += len(message["body"])
        if not message.get("more_body"):
            await send({"type": "kept", "n": n_bytes})
            return


def answers_to(headers, parts):
    sent, waiting = [], list(parts)

    async def receive():
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": headers}
    asyncio.run(BodyLimit(keep)(scope, receive, send))
    return sent


@pytest.mark.parametrize("length", [b"3000001", b"99999999999", b"-1", b"many"])
def test_a_large_body_of_a_stranger_is_refused_unread(length):
    assert answers_to([(b"content-length", length)], [])[0]["status"] == 413


def test_a_body_that_was_not_announced_is_cut_off():
    parts = [b"x" * 1_000_000] * 5
    assert answers_to([], parts) == [{"type": "cut off", "n": FORM}]


def test_a_member_may_upload():
    headers = [(b"cookie", b"a=b; sessionid=c"), (b"content-length", b"5000000")]
    assert answers_to(headers, [b"x" * 5_000_000]) == [{"type": "kept", "n": 5_000_000}]
