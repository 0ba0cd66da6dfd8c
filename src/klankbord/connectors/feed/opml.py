"""Lists of feeds as feed readers give and take them (OPML 2.0, opml.org/spec2.opml)."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from klankbord.connectors.feed.bounds import check_size, check_xml
from klankbord.connectors.http import check_address
from klankbord.connectors.plaintext import tidy
from klankbord.connectors.reasons import ConnectorRefused, Refusal

_FEED_SCHEME = re.compile(r"^feed:(?://)?", re.IGNORECASE)
_LONGEST = 2_000
_N_LETTERS = 200
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Listed(NamedTuple):
    """A feed in a list: what it is called there, and its address."""

    name: str
    address: str


class Brought(NamedTuple):
    """The feeds of a list, each once, in its order; and how many lines bore no good address."""

    feeds: tuple[Listed, ...]
    n_left_out: int


def read_opml(body: bytes) -> Brought:
    """The feeds in a list, of whatever depth; folders are left out.

    Raises `ConnectorRefused` (`feed-empty`, `feed-too-…`, `feed-entities`, `feed-unrecognised`).
    """
    check_size(body)
    check_xml(body)
    lines: list[tuple[str, str]] = []
    is_list = False

    def opened(name: str, given: dict[str, str]) -> None:
        nonlocal is_list
        is_list = is_list or name.lower() == "opml"
        told = {key.lower(): value for key, value in given.items()}
        if name.lower() == "outline" and told.get("xmlurl", "").strip():
            lines.append((told.get("title") or told.get("text") or "", told["xmlurl"]))

    reader = expat.ParserCreate()
    reader.StartElementHandler = opened
    try:
        reader.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as fault:
        raise ConnectorRefused(
            Refusal.FEED_UNRECOGNISED, permanent=True, cause=str(fault), suggestion=""
        ) from fault
    if not is_list:
        raise ConnectorRefused(Refusal.FEED_UNRECOGNISED, permanent=True, suggestion="")
    return _brought(lines)


def _brought(lines: list[tuple[str, str]]) -> Brought:
    feeds: dict[str, Listed] = {}
    n_left_out = 0
    for name, given in lines:
        if address := _address(given):
            own = tidy(name).replace("\n", " ")[:_N_LETTERS] or address[:_N_LETTERS]
            feeds.setdefault(address, Listed(own, address))
        else:
            n_left_out += 1
    return Brought(tuple(feeds.values()), n_left_out)


def _address(given: str) -> str:
    """A web address without name and password; `feed://` is how some readers write it."""
    bare = _FEED_SCHEME.sub("", given.strip())
    address = bare if "://" in bare else f"http://{bare}"
    try:
        check_address(address)
    except ConnectorRefused:
        return ""
    return address if len(address) <= _LONGEST else ""


def write_opml(title: str, feeds: Iterable[Listed], made_at: dt.datetime) -> bytes:
    """The same list for another reader."""
    lines = (
        f'    <outline type="rss" text={_quoted(each.name)} title={_quoted(each.name)}'
        f" xmlUrl={_quoted(each.address)}/>\n"
        for each in feeds
    )
    moment = made_at.strftime("%a, %d %b %Y %H:%M:%S %z")
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head>\n'
        f"    <title>{_text(title)}</title>\n    <dateCreated>{moment}</dateCreated>\n"
        "  </head>\n  <body>\n"
    )
    return f"{head}{''.join(lines)}  </body>\n</opml>\n".encode()


def _quoted(text: str) -> str:
    return quoteattr(_UNWRITABLE.sub("", text))


def _text(text: str) -> str:
    return _quoted(text)[1:-1]
