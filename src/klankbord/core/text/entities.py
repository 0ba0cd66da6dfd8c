"""Hashtags, handles and addresses that stand in a text."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from klankbord.core.text.fold import fold_value
from klankbord.core.text.words import has_address

WIDE_HASH: Final = "\uff03"
_TAG: Final = re.compile(rf"(?<![\w&/])[#{WIDE_HASH}](\w+)")
_HANDLE: Final = re.compile(r"(?<![\w/.@])@(\w[\w.\-]*(?:@\w[\w.\-]*)?)")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'()]+", re.IGNORECASE)
_PLAIN_ADDRESS: Final = re.compile(
    r"https?://(?:www\.(?!www\.))?(?!www\.)([a-z0-9][a-z0-9.\-]*(?:/[a-z0-9_.\-]+)*)/?", re.ASCII
)
_PATH: Final = re.compile(r"[/?#]")
_MOST_LABELS: Final = 6

_folded = lru_cache(maxsize=50_000)(fold_value)


def hashtags_in(text: str, given: Iterable[str] = ()) -> list[str]:
    """Folded tags without their sign, those the platform gave first, each once."""
    found = [_folded(tag).lstrip(f"#{WIDE_HASH} ") for tag in given] if given else []
    first = 0 if WIDE_HASH in text else text.find("#")
    if first >= 0:
        found += map(_folded, _TAG.findall(text, first))
    return found if len(found) == 1 and found[0] else [*filter(None, dict.fromkeys(found))]


def handles_in(text: str, given: Iterable[str] = ()) -> list[str]:
    """Folded handles without `@` in front; `anna@plek.example` also counts as `anna`."""
    found = list(given)
    if "@" in text:
        found.extend(_HANDLE.findall(text))
    return handle_spellings(found) if found else found


def handle_spellings(handles: Iterable[str]) -> list[str]:
    """Each handle as it is, and without its server."""
    made: dict[str, None] = {}
    for handle in handles:
        folded = _folded(handle).lstrip("@ ").rstrip(".- ")
        made[folded] = None
        made[folded.partition("@")[0]] = None
    made.pop("", None)
    return list(made)


def addresses_in(text: str, given: Iterable[str] = ()) -> list[str]:
    """Addresses without scheme and `www.`, in lower case, each once."""
    found = list(given)
    if has_address(text):
        found.extend(address.rstrip(".,;:!?") for address in _ADDRESS.findall(text))
    if not found:
        return found
    return [made for made in dict.fromkeys(map(bare_address, found)) if made]


def bare_address(address: str) -> str:
    """`https://www.Krant.example/Stuk` as `krant.example/stuk`; what is bare stays as it is."""
    if (found := _PLAIN_ADDRESS.fullmatch(address)) is not None:
        return found[1]
    bare = fold_value(address)
    while (barer := _without_front(bare)) != bare:
        bare = barer
    return bare


def _without_front(address: str) -> str:
    scheme, mark, rest = address.partition("://")
    bare = rest if mark and _PATH.search(scheme) is None else address
    return bare.removeprefix("www.").strip("/ ")


def host_of(bare: str) -> str:
    """The host in an address that `bare_address` made, without sign-in or port."""
    return _PATH.split(bare, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].strip(".")


@lru_cache(maxsize=20_000)
def host_spellings(host: str) -> tuple[str, ...]:
    """`nieuws.krant.example` also counts as `krant.example`; a top level alone does not."""
    labels = host.split(".")
    first = max(1, len(labels) - _MOST_LABELS)
    return (host, *(".".join(labels[at:]) for at in range(first, len(labels) - 1)))


def link_spellings(bare: str) -> list[str]:
    """A bare address, and the same from a wider host: `krant.example/stuk`."""
    host = host_of(bare)
    if not host:
        return []
    rest = bare[cut.start() :] if (cut := _PATH.search(bare)) else ""
    return [each + rest for each in host_spellings(host)]
