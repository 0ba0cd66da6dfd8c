"""The web application that the server runs."""

import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klankbord.site.settings")

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from klankbord.site.server import OneHost

Send = Callable[[Mapping[str, Any]], Awaitable[None]]

# More would not answer sooner, as one Python runs at a time, and each keeps a connection with its
# memory; fewer would let some slow platforms that a page waits for hold everybody.
N_THREADS = 4


class Answers(ASGIHandler):
    """Django, with a few threads that answer in turn, each with a connection that it keeps.

    Django's own way is a thread and a connection for each request: two hundred at once then share
    one Python, each with memory of its own, and all end late. Here who came first is answered
    first. Files and lines that are sent for a while hold no thread.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(N_THREADS, thread_name_prefix="web")
        self.load_middleware(is_async=False)  # all of ours answer in one go, in one thread

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Wait for a thread, and answer there; who hangs up before is not answered."""
        answer = sync_to_async(self._answer, thread_sensitive=False, executor=self._threads)
        return await answer(request)

    async def send_response(self, response: HttpResponseBase, send: Send) -> None:
        """Send, and close what a file opened that was written while it was sent."""
        try:
            await super().send_response(response, send)
        finally:  # also when the browser hangs up half-way
            if response.streaming:
                await sync_to_async(connections.close_all)()

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()  # Django looks at those of its own thread only
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


django.setup(set_prefix=False)
application = OneHost(Answers())
