import asyncio
import contextlib
import logging
import secrets

import pytest
import structlog
from django.urls import reverse

from klankbord.site.logs import masked, set_up_logs, without_personal_data
from klankbord.site.server import RequestLog


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("mail to jan.jansen@dorp.example failed", "mail to …@… failed"),
        ("GET https://x.example/a?token=abc&q=jan now", "GET https://x.example/a?… now"),
        ("postgresql://me:geheim@db.example/x", "postgresql://me:…@db.example/x"),
        ("Gone: /people/join/cHJvZWYgcHJvZWYgcHJvZWYtMTIzNDU2Nzg5MA/", "Gone: /people/join/…/"),
        (
            "/account/password/reset/key/3-d0c9v5-8f3b0c1d2e3f4a5b6c7d8e9f/",
            "/account/password/reset/key/…/",
        ),
        ("<ASGIRequest: GET '/mentions/?q=jan&topic=1'>", "<ASGIRequest: GET '/mentions/?…'>"),
        ("/mentions/1234567890123456789/example/", "/mentions/1234567890123456789/example/"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_texts_are_masked(said, written):
    assert masked(said) == written


def test_secret_fields_are_blanked():
    event = {"event": "x", "session_key": "abc", "Password": "p", "job": "archive.keep"}
    shown = without_personal_data(None, "info", dict(event))
    assert shown == {"event": "x", "session_key": "…", "Password": "…", "job": "archive.keep"}


def test_the_request_log_names_no_visitor():
    async def application(scope, receive, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/mentions/",
        "query_string": b"q=jan",
        "client": ("203.0.113.9", 1),
        "headers": [(b"cookie", b"sessionid=abc")],
    }

    async def nothing(*_arguments):
        return None

    with structlog.testing.capture_logs() as lines:
        asyncio.run(RequestLog(application)(scope, nothing, nothing))
    assert [line["status"] for line in lines] == [204]
    assert not any(word in str(lines) for word in ("jan", "203.0.113", "abc"))


def test_our_own_secrets_in_addresses_are_not_written(rf):
    """Each address that is opened by what stands in it, as the request log writes it."""
    secret = secrets.token_urlsafe(32)
    for name in ("people:invitation-accept", "newsletters:unsubscribe"):
        path = reverse(name, args=[secret])
        request = rf.get(path, {"q": "jan"})
        line = without_personal_data(None, "info", {"path": path, "request": repr(request)})
        assert secret not in str(line)
        assert "jan" not in str(line)
        assert line["path"].endswith("/…/")


@pytest.mark.parametrize(("fails", "status"), [(False, 499), (True, 500)])
def test_who_does_not_wait_for_the_answer_is_no_fault_of_ours(fails, status):
    async def application(_scope, _receive, _send):
        if fails:
            raise ValueError

    scope = {"type": "http", "method": "GET", "path": "/mentions/"}
    with structlog.testing.capture_logs() as lines, contextlib.suppress(ValueError):
        asyncio.run(RequestLog(application)(scope, None, None))
    assert [line["status"] for line in lines] == [status]


def test_libraries_log_in_the_same_form(capfd):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        set_up_logs(process="test")
        logging.getLogger("django.request").warning("Not found for %s", "jan@dorp.example")
        written = capfd.readouterr().err
    finally:
        root.handlers[:], root.level = before, level
        logging.captureWarnings(capture=False)
        structlog.contextvars.clear_contextvars()
        structlog.reset_defaults()
    assert "Not found for …@…" in written
    assert '"process": "test"' in written
