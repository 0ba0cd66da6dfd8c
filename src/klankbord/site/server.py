"""The web server process: uvicorn, with a log line a request that names no visitor."""

import os
import re
import socket
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
import uvicorn

log = structlog.get_logger("klankbord.web")

FORM = 3_000_000
GONE_AWAY = 499  # what nginx writes of a browser that did not wait for the answer
ALONG = 250_000_000  # four pictures and the files that may go along with one post
UPLOADS = {
    "/sources/import/": 1_100_000_000,
    "/people/import/": 25_000_000,
    "/desk/contacts/import/": 25_000_000,
    "/guidelines/check/": 13_000_000,
    "/guidelines/check/share/": 13_000_000,
    "/share/": 13_000_000,
    "/guidelines/inside/documents/new/": 13_000_000,
    "/community/posts/new/": ALONG,
    "/community/posts/0/edit/": ALONG,
    "/community/posts/0/comments/": ALONG,
    "/community/comments/0/edit/": ALONG,
}
_NUMBER = re.compile(r"(?<=/)[0-9]+(?=/)")  # of a thing, as 0 in the list above
# Longer than programs and proxies keep an idle connection (nginx: 60): whoever hangs up
# first knows it, but what is sent while we hang up is lost, and a form is not sent twice.
KEEP_ALIVE = 75  # seconds

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
IsSignedIn = Callable[[bytes], Awaitable[bool]]  # of a Cookie header
Application = Callable[..., Awaitable[None]]  # ASGI; Django and uvicorn type it differently


class RequestLog:
    """Log method, path, status and time: no address, no parameters, no cookies."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request and write its line."""
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            return await self._application(scope, receive, send)
        began = time.perf_counter()
        status = GONE_AWAY

        async def note_status(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._application(scope, receive, note_status)
        except Exception:
            status = 500
            raise
        finally:
            took = round((time.perf_counter() - began) * 1000)
            log.info("request", method=scope["method"], path=scope["path"], status=status, ms=took)


class OneHost:
    """Answer who says which site is meant, once (RFC 9112, 3.2); whether it is ours, Django says.

    Without the name some would suppose one, and the libraries for signing in would break.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass on, or answer 400 in words."""
        named = [value for name, value in scope.get("headers", ()) if name == b"host"]
        if scope["type"] != "http" or (len(named) == 1 and named[0].strip()):
            return await self._application(scope, receive, send)
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        text = b"This request must say which site it is for, in one Host header.\n"
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        await send({"type": "http.response.body", "body": text})
        return None


class BodyLimit:
    """Refuse bodies that are too large before anything of them is kept.

    Forms are small. Files come to few addresses, and only from somebody who signed in;
    their own limit and right are the view's.
    """

    def __init__(self, application: Application, is_signed_in: IsSignedIn) -> None:
        self._application = application
        self._is_signed_in = is_signed_in

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass on, answer 413, or cut off a body that grows past what was announced."""
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        headers = dict(scope["headers"])
        limit = FORM
        place = _NUMBER.sub("0", scope["path"])
        if place in UPLOADS and await self._is_signed_in(headers.get(b"cookie", b"")):
            limit = UPLOADS[place]
        announced = headers.get(b"content-length", b"0")
        if not announced.isdigit() or int(announced[:18]) > limit:
            await send({"type": "http.response.start", "status": 413, "headers": []})
            await send({"type": "http.response.body", "body": b"This is too large.\n"})
            return None
        n_bytes = 0

        async def count() -> Message:
            nonlocal n_bytes
            message = await receive()
            n_bytes += len(message.get("body", b""))
            return message if n_bytes <= limit else {"type": "http.disconnect"}

        return await self._application(scope, count, send)


class Server(uvicorn.Server):
    """uvicorn that tells its parent when it answers."""

    def __init__(
        self,
        config: uvicorn.Config,
        announcement: tuple[int, bytes] | None,
        before_end: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._announcement = announcement
        self._before_end = before_end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so on the parent's pipe."""
        await super().startup(sockets)
        if self.started and self._announcement is not None:
            pipe, text = self._announcement
            os.write(pipe, text)
            os.close(pipe)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go of answers that have no end by themselves, then stop."""
        self._before_end()
        await super().shutdown(sockets)


def open_socket(host: str, port: int) -> socket.socket:
    """Bind and listen; raises `OSError` when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def serve(
    application: Application,
    listener: socket.socket,
    *,
    is_signed_in: IsSignedIn,
    announcement: tuple[int, bytes] | None = None,
    before_end: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests until SIGTERM or SIGINT; open ones get five seconds to end.

    `announcement` is a pipe and what to write on it as soon as we answer; `before_end` ends what
    would go on for ever.
    """
    config = uvicorn.Config(
        RequestLog(BodyLimit(application, is_signed_in)),
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        http="httptools",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=5,
    )
    Server(config, announcement, before_end).run(sockets=[listener])
