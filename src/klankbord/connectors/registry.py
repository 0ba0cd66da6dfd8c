"""Which connectors are installed: built-in ones and plug-ins come in by the same door.

A package offers a connector by an entry point in the group `klankbord.connectors` whose name is
the connector's key. One that cannot be loaded is written down as a fault and skipped.
"""

import importlib.metadata
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from klankbord.connectors.contract import (
    Ability,
    Connector,
    ConnectorRefused,
    HearsColleagues,
    Refusal,
)

GROUP = "klankbord.connectors"
_KEY = re.compile(r"[a-z][a-z0-9]{0,30}")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A connector that could not be loaded: its entry point, its package, and what went wrong."""

    name: str
    package: str
    error: str


@dataclass(frozen=True)
class Registry:
    """The connectors that work, by key, and those that do not.

    `closed` ones read what colleagues say to each other: they work, and no part of the house uses
    them.
    """

    connectors: Mapping[str, Connector] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    closed: Mapping[str, Connector] = field(default_factory=dict)

    def find(self, key: str) -> Connector:
        """The connector with `key`; raises `ConnectorRefused` if it is unknown or closed."""
        if key in self.closed:
            raise ConnectorRefused(Refusal.COLLEAGUES_UNHEARD, permanent=True, name=key)
        try:
            return self.connectors[key]
        except KeyError as missing:
            raise ConnectorRefused(
                Refusal.CONNECTOR_UNKNOWN, permanent=True, connector=key[:50]
            ) from missing


def check_connector(name: str, connector: object) -> Connector:
    """The connector, if it keeps the contract; raises `TypeError` that says what is missing."""
    if not isinstance(connector, Connector):
        message = "has no key, label, abilities and read"
        raise TypeError(message)
    if connector.key != name or not _KEY.fullmatch(name):
        message = f"key {connector.key!r} must be the entry point's name, in lower-case letters"
        raise TypeError(message)
    if not connector.abilities or not all(isinstance(a, Ability) for a in connector.abilities):
        message = "abilities must name at least one Ability"
        raise TypeError(message)
    return connector


def load(entry_points: Iterable[importlib.metadata.EntryPoint]) -> Registry:
    """Load connectors; whatever a broken one raises is caught, logged and kept as a fault."""
    found: dict[str, Connector] = {}
    faults: list[Fault] = []
    for point in entry_points:
        try:
            found.setdefault(point.name, check_connector(point.name, point.load()))
        except Exception as error:  # noqa: BLE001  # a plug-in may raise anything; the house stands
            faults.append(_fault(point, error))
    is_closed = {key: isinstance(each, HearsColleagues) for key, each in found.items()}
    opened, closed = (
        MappingProxyType({key: found[key] for key in sorted(found) if is_closed[key] is wanted})
        for wanted in (False, True)
    )
    return Registry(opened, tuple(faults), closed)


def _fault(point: importlib.metadata.EntryPoint, error: Exception) -> Fault:
    package = point.dist.name if point.dist else ""
    _LOG.error("connector %s of %s cannot be used: %s", point.name, package, error)
    return Fault(name=point.name, package=package, error=f"{type(error).__name__}: {error}")


@cache
def installed() -> Registry:
    """Everything installed with this Python, read once; own connectors win over a namesake."""
    points = importlib.metadata.entry_points(group=GROUP)
    return load(sorted(points, key=lambda p: (not p.value.startswith("klankbord."), p.name)))
