"""JSON as others write it: whatever is wrong with it raises one kind of error.

Bytes that are no UTF-8 and brackets without end raise errors of their own, which nobody here would
catch; and what is passed over unread is kept in a post's `raw`, where others trip over it later.
"""

import re
from typing import Any, TypeVar

import msgspec

Shape = TypeVar("Shape")
MAX_DEPTH = 100
"""Brackets in brackets: no platform's post comes near, and a hundred stop nobody who reads on."""
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{]|[\]}]', re.DOTALL)
_OPEN, _CLOSE = b"[{", b"]}"


def read_whole(raw: bytes | msgspec.Raw, kind: type[Shape], *, strict: bool = True) -> Shape:
    """An answer whose parts are looked at one by one; raises `msgspec.MsgspecError`."""
    try:
        return msgspec.json.decode(raw, type=kind, strict=strict)
    except UnicodeDecodeError as fault:
        raise _not_utf8(fault) from None
    except RecursionError:
        raise _too_deep() from None


def read_part(raw: bytes | msgspec.Raw, kind: type[Shape], *, strict: bool = True) -> Shape:
    """The same for one part that may be kept as it came: all of it is UTF-8, and not too deep."""
    check_part(raw)
    return read_whole(raw, kind, strict=strict)


def read_fields(raw: bytes | msgspec.Raw) -> dict[str, Any]:
    """The fields of one part; none where it has none, or cannot be read."""
    try:
        given = read_part(raw, dict[str, Any])
    except msgspec.MsgspecError:
        return {}
    return given


def check_part(raw: bytes | msgspec.Raw) -> None:
    """Raise `msgspec.DecodeError` for what nobody could read on."""
    written = bytes(raw)
    try:
        written.decode()
    except UnicodeDecodeError as fault:
        raise _not_utf8(fault) from None
    # Who opens so few brackets is not deep, whatever stands between them.
    if sum(map(written.count, (b"[", b"{"))) > MAX_DEPTH and _depth(written) > MAX_DEPTH:
        raise _too_deep()


def _depth(written: bytes) -> int:
    depth = deepest = 0
    for token in _TOKEN.finditer(written):
        sign = token[0]
        depth += (sign in _OPEN) - (sign in _CLOSE)
        deepest = max(deepest, depth)
    return deepest


def _not_utf8(fault: UnicodeDecodeError) -> msgspec.DecodeError:
    return msgspec.DecodeError(f"not UTF-8 (byte {fault.start})")


def _too_deep() -> msgspec.DecodeError:
    return msgspec.DecodeError(f"brackets more than {MAX_DEPTH} deep")
