"""The menu as the frame draws it: lines with an address, the current one marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch

THUMB = ("plan", "mention", "community", "desk", "newsletter", "guideline")
THUMB_LINES = 4


@dataclass(frozen=True)
class Line:
    """One line of the menu."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Group:
    """A heading with its lines."""

    label: str
    lines: tuple[Line, ...]


def groups(phases: Iterable[Any], path: str) -> list[Group]:
    """Resolve the menu; a room whose address is not mounted has no line."""
    listed = list(phases)
    urls = [url for phase in listed for entry in phase.entries if (url := _url(entry))]
    current = max((url for url in urls if _covers(url, path)), key=len, default="")
    found = [Group(str(phase.label), lines(phase.entries, current)) for phase in listed]
    return [group for group in found if group.lines]


def lines(entries: Iterable[Any], path: str = "") -> tuple[Line, ...]:
    """Resolve a list of entries that stand alone."""
    resolved = [(entry, _url(entry)) for entry in entries]
    return tuple(
        Line(str(entry.label), url, entry.icon, is_current=url == path)
        for entry, url in resolved
        if url
    )


def thumb_lines(of: Iterable[Group]) -> list[Line]:
    """Choose the lines for the thumb: the daily rooms, at most four."""
    daily = [line for group in of for line in group.lines if line.icon in THUMB]
    chosen = sorted(daily, key=lambda line: THUMB.index(line.icon))[:THUMB_LINES]
    return [line for line in daily if line in chosen]


def _url(entry: Any) -> str:
    try:
        return str(entry.url)
    except NoReverseMatch:
        return ""


def _covers(url: str, path: str) -> bool:
    """Tell whether a path lies under an address; "/" covers only itself."""
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
