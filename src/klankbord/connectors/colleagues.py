"""What colleagues say to each other, and how files that hold it are known.

Nothing of the house hears it yet: see `docs/decisions/0073-what-colleagues-say-stays-closed.md`.
"""

import re
from collections.abc import Collection
from enum import StrEnum

from klankbord.connectors.reasons import ConnectorRefused, Refusal


class Export(StrEnum):
    """The internal platforms whose exports are known."""

    SLACK = "slack"
    YAMMER = "yammer"
    MATTERMOST = "mattermost"


MESSAGES = "Messages.csv"
CHANNELS = "channels.json"
MATTERMOST_LINES = ".jsonl"
TELLS_PRIVATE = frozenset({"in_private_group", "in_private_conversation"})
"""Columns of Viva Engage that say who may read a message."""
_VERSION = re.compile(r'\{\s*"type"\s*:\s*"version"\s*,\s*"version"\s*:\s*\d')


def export_of_names(names: Collection[str]) -> Export | None:
    """Whose export a ZIP with these files is."""
    if CHANNELS in names:
        return Export.SLACK
    if MESSAGES in names:
        return Export.YAMMER
    if any(name.endswith(MATTERMOST_LINES) and "/" not in name for name in names):
        return Export.MATTERMOST
    return None


def export_of_columns(columns: Collection[str]) -> Export | None:
    """Whose export a table with these columns is."""
    return Export.YAMMER if TELLS_PRIVATE & set(columns) else None


def export_of_line(line: str) -> Export | None:
    """Whose export begins with this line."""
    return Export.MATTERMOST if _VERSION.match(line) else None


def refuse_colleagues(export: Export | None, name: str) -> None:
    """Raise `ConnectorRefused` (`colleagues-unheard`) for a file that is such an export."""
    if export:
        raise ConnectorRefused(Refusal.COLLEAGUES_UNHEARD, permanent=True, name=name)
