"""Hashtags, handles and addresses that stand in a text."""

import re
from collections.abc import Iterable
from typing import Final

from klankbord.core.text.fold import fold_value

_TAG: Final = re.compile(r"(?<![\w&/])[#＃](\w+)")
_HANDLE: Final = re.compile(r"(?<![\w/.@])@(\w[\w.\-]*(?:@\w[\w.\-]*)?)")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'()]+", re.IGNORECASE)
_SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.\-]*://", re.IGNORECASE)
_MOST_LABELS: Final = 6


def hashtags_in(text: str, given: Iterable[str] = ()) -> list[str]:
    """Folded tags without their sign, those the platform gave first, each once."""
    found = [fold_value(tag.lstrip("#＃")) for tag in given]
    if "#" in text or "＃" in text:
        found.extend(fold_value(tag) for tag in _TAG.findall(text))
    return [tag for tag in dict.fromkeys(found) if tag]


def handles_in(text: str, given: Iterable[str] = ()) -> list[str]:
    """Folded handles without `@` in front; `anna@plek.example` also counts as `anna`."""
    found = [handle.lstrip("@") for handle in given]
    if "@" in text:
        found.extend(_HANDLE.findall(text))
    return handle_spellings(found)


def handle_spellings(handles: Iterable[str]) -> list[str]:
    """Each handle as it is, and without its server."""
    made: dict[str, None] = {}
    for handle in handles:
        folded = fold_value(handle).lstrip("@").rstrip(".-")
        made[folded] = None
        made[folded.partition("@")[0]] = None
    made.pop("", None)
    return list(made)


def addresses_in(text: str, given: Iterable[str] = ()) -> list[str]:
    """Addresses without scheme and `www.`, in lower case, each once."""
    found = list(given)
    if "://" in text or "www." in text.lower():
        found.extend(address.rstrip(".,;:!?") for address in _ADDRESS.findall(text))
    return [made for made in dict.fromkeys(bare_address(each) for each in found) if made]


def bare_address(address: str) -> str:
    """`https://www.Krant.example/Stuk` as `krant.example/stuk`."""
    return _SCHEME.sub("", fold_value(address)).removeprefix("www.").rstrip("/")


def host_of(bare: str) -> str:
    """The host in an address that `bare_address` made, without sign-in or port."""
    return re.split(r"[/?#]", bare, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].strip(".")


def host_spellings(host: str) -> list[str]:
    """`nieuws.krant.example` also counts as `krant.example`; a top level alone does not."""
    labels = host.split(".")
    first = max(0, len(labels) - _MOST_LABELS)
    return [host, *(".".join(labels[at:]) for at in range(max(first, 1), len(labels) - 1))]


def link_spellings(bare: str) -> list[str]:
    """A bare address, and the same from a wider host: `krant.example/stuk`."""
    host = host_of(bare)
    if not host:
        return []
    rest = bare[cut.start() :] if (cut := re.search(r"[/?#]", bare)) else ""
    return [each + rest for each in host_spellings(host)]
