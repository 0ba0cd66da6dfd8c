"""Bodies of answers, unpacked in small steps and never beyond a limit."""

import zlib
from collections.abc import Iterator

import httpx

from klankbord.connectors.reasons import ConnectorRefused, Refusal
from klankbord.connectors.wires import time_left


def bounded(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """The same pieces; refuses as soon as they are more than `limit` bytes or too late."""
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise _too_large(limit)
        time_left()
        yield chunk


def _too_large(limit: int) -> ConnectorRefused:
    return ConnectorRefused(Refusal.ANSWER_TOO_LARGE, megabytes=round(limit / 1024 / 1024, 1))


def unpacked(response: httpx.Response, limit: int) -> Iterator[bytes]:
    """The body in pieces; packed bodies are unpacked in small steps, so that a bomb stays small."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing in {"", "identity"}:
        return response.iter_raw()
    if packing not in {"gzip", "x-gzip", "deflate"}:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=packing, host=response.url.host)
    return _inflated(bounded(response.iter_raw(), limit), response.url.host)


def _inflated(chunks: Iterator[bytes], host: str, step: int = 65_536) -> Iterator[bytes]:
    machine = None
    try:
        for chunk in filter(None, chunks):
            machine, rest = machine or _machine_for(chunk), chunk
            while rest:
                yield machine.decompress(rest, step)
                rest = machine.unconsumed_tail
                if machine.eof:  # packed members may follow each other; other tails are rubbish
                    rest = machine.unused_data if _is_gzip(machine.unused_data) else b""
                    machine = zlib.decompressobj(47)
        yield machine.flush() if machine else b""
    except zlib.error as fault:
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=str(fault), host=host) from fault


def _is_gzip(start: bytes) -> bool:
    return start[:2] == b"\x1f\x8b"


def _machine_for(start: bytes) -> "zlib._Decompress":
    """For gzip and zlib, or for bare deflate, which some servers send under the name deflate."""
    is_bare = not _is_gzip(start) and (start[0] & 0x0F != 8 or int.from_bytes(start[:2]) % 31)  # noqa: PLR2004  # RFC 1950 header check
    return zlib.decompressobj(-15 if is_bare else 47)
