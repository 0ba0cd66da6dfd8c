"""The web process with more visitors than threads."""

import json
from contextlib import ExitStack

import httpx
import pytest

from klankbord.site.asgi import N_THREADS

from .staff import ANSWERING

pytestmark = pytest.mark.faults


def test_pages_that_listen_hold_nobody_up(staff):
    cookies = json.loads(staff.run(ANSWERING, "come_in"))
    staff.hire("web")
    client = httpx.Client(base_url=staff.url, cookies=cookies, timeout=60, trust_env=False)
    with client, ExitStack() as open_pages:
        for _page in range(N_THREADS * 2):
            heard = open_pages.enter_context(client.stream("GET", "/desk/stream/"))
            assert heard.headers["Content-Type"] == "text/event-stream"
            assert next(heard.iter_lines()).startswith("retry:")
        assert client.get("/desk/").status_code == 200


def test_threads_that_stay_keep_nothing_of_a_visitor(staff):
    cookies = json.loads(staff.run(ANSWERING, "come_in"))
    staff.hire("web")
    noor = httpx.Client(base_url=staff.url, cookies=cookies, timeout=60, trust_env=False)
    stranger = httpx.Client(base_url=staff.url, timeout=60, trust_env=False)
    with noor, stranger:
        for _turn in range(N_THREADS * 2):
            assert noor.get("/desk/").status_code == 200
            assert stranger.get("/desk/").headers["Location"].startswith("/account/login/")
            for language in ("nl", "en"):
                page = stranger.get("/account/login/", headers={"Accept-Language": language})
                assert f'<html lang="{language}"' in page.text
