"""Faults of connectors themselves: written down so that nothing they know gets out."""

import traceback

import structlog

from klankbord.connectors.contract import ConnectorRefused, Refusal

_LONGEST = 4_000

log = structlog.get_logger(__name__)


def fault_of(connector: str, fault: Exception) -> ConnectorRefused:
    """Note where a connector broke, and give the reason; raise it `from None`.

    Its own words are left out of log and reason: a connector is given secrets, and a library may
    put them in what it says when it fails.
    """
    kind = type(fault).__name__
    where = "".join(traceback.format_tb(fault.__traceback__))[-_LONGEST:]
    log.error("connector has a fault", connector=connector, error=kind, where=where)
    return ConnectorRefused(Refusal.CONNECTOR_FAULT, cause=kind, connector=connector)
