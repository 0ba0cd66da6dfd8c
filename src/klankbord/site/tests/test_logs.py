import asyncio
import logging

import pytest
import structlog

from klankbord.site.logs import masked, set_up_logs, without_personal_data
from klankbord.site.server import RequestLog


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("mail to jan.jansen@dorp.example failed", "mail to …@… failed"),
        ("GET https://x.example/a?token=abc&q=jan now", "GET https://x.example/a?… now"),
        ("postgresql://me:geheim@db.example/x", "postgresql://me:…@db.example/x"),
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
