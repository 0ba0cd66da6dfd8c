"""Faults of connectors themselves: written down so that nothing they know gets out."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from klankbord.connectors.contract import ConnectorRefused, Refusal

_LONGEST = 4_000

log = structlog.get_logger(__name__)


@contextmanager
def unquoted(connector: str) -> Iterator[None]:
    """What breaks in a connector in here becomes a reason, without its own words."""
    try:
        yield
    except ConnectorRefused:
        raise
    except Exception as fault:  # noqa: BLE001  # a plug-in may raise anything
        raise fault_of(connector, fault) from None


def fault_of(connector: str, fault: Exception) -> ConnectorRefused:
    """Note where a connector broke, and give the reason; raise it `from None`.

    Its own words are left out of log and reason: a connector is given secrets, and a library may
    put them in what it says when it fails.
    """
    kind = type(fault).__name__
    where = "".join(traceback.format_tb(fault.__traceback__))[-_LONGEST:]
    log.error("connector has a fault", connector=connector, error=kind, where=where)
    return ConnectorRefused(Refusal.CONNECTOR_FAULT, cause=kind, connector=connector)
