"""Logs: JSON lines for machines, readable on a terminal, and never a secret or an address."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_WORDS = ("password", "secret", "token", "cookie", "authorization", "email", "session")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
# Search words, and keys: also in an address of our own, as Django writes down what it refused.
LINK_QUERY = re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]+")
# An invitation and a new password are opened by a part of the path: whoever reads it comes in.
PATH_SECRET = re.compile(r"/[\w:=-]{24,}(?=[/\s\"'?]|$)")
LINK_PASSWORD = re.compile(r"(\w+://[^\s:/@]+):[^\s@/]+@")

Event = MutableMapping[str, Any]


def without_personal_data(_logger: Any, _method: str, event: Event) -> Event:
    """Blank what may be a secret or point at a person, wherever it stands in the line."""
    for key, value in event.items():
        if any(word in key.lower() for word in SECRET_WORDS):
            event[key] = "…"
        elif isinstance(value, str):
            event[key] = masked(value)
    return event


def masked(text: str) -> str:
    """Take mail addresses, and what opens something in an address, out of a text."""
    text = PATH_SECRET.sub("/…", LINK_PASSWORD.sub(r"\1:…@", text))
    return LINK_QUERY.sub(r"\1?…", ADDRESS.sub("…@…", text))


def set_up_logs(*, process: str = "", level: int = logging.INFO) -> None:
    """Send everything that the program and its libraries log to standard error, in one form."""
    is_terminal = sys.stderr.isatty()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if is_terminal else "iso", utc=True),
        structlog.processors.format_exc_info,
        without_personal_data,
    ]
    if process:
        structlog.contextvars.bind_contextvars(process=process)
    wrap = structlog.stdlib.ProcessorFormatter.wrap_for_formatter
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, wrap],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(is_terminal=is_terminal),
            ],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for chatty in ("httpx", "httpcore", "asyncio", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def _renderer(*, is_terminal: bool) -> Any:
    if is_terminal:
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False)
