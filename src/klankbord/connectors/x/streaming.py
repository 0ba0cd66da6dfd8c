"""Hearing X as it speaks: one wire for all sources, a rule for each, lists for what it missed."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from klankbord.connectors.contract import ConnectorRefused, Context, Reading, Refusal
from klankbord.connectors.jsons import read_whole
from klankbord.connectors.lines import warn_of
from klankbord.connectors.memory import Memory
from klankbord.connectors.reasons import Warnings
from klankbord.connectors.walking import short_of
from klankbord.connectors.x.adapter import Adapter
from klankbord.connectors.x.service import PLACE, Service
from klankbord.connectors.x.trunk import Trunk
from klankbord.connectors.x.wire import Rules, Told
from klankbord.core.post import NO_RAW, Batch, Post

LOOK_AGAIN = dt.timedelta(minutes=15)
"""As often as a visit would come: the list brings what the stream dropped, and moves the cursor."""
_STREAM = "tweets/search/stream"
_RULES = f"{_STREAM}/rules"
_OURS = "klankbord:"
_EXPECTED = frozenset({"data", "matching_rules"})

Catch = Callable[[dict[str, Any], Context], Iterator[Reading]]


def stream(
    words: str,
    trunk: Trunk,
    cursor: dict[str, Any],
    context: Context,
    *,
    service: Callable[[Context], Service],
    fields: dict[str, str],
    catch_up: Catch,
) -> Iterator[Reading]:
    """What is said in these words; `service` makes the calls of an app."""
    with trunk.changing:
        ear = trunk.join(_standing(words, service(context)))
    kept, memory, look_at = cursor, Memory(), context.now
    for lines in trunk.hear(ear, context, lambda at: _opened(service(at), fields)):
        context = context.renewed()
        if lines is None or context.now >= look_at:
            look_at = context.now + LOOK_AGAIN
            for reading in catch_up(kept, context):
                kept = reading.cursor
                yield memory.unheard(reading)
            if lines is not None and trunk.leader is ear:
                _tidy(trunk, service(context))
        yield _reading(lines or (), kept, context, memory)


def _standing(words: str, service: Service) -> str:
    """The number of the rule for these words: the one that stands, or a new one."""
    try:
        found = _rule_of(words, service.get(_RULES, {}, Rules))
        if not found:
            rule = {"value": words, "tag": f"{_OURS}{short_of(words)}"}
            made = service.post(_RULES, {"add": [rule]}, Rules)
            found = _rule_of(words, made)
    except ConnectorRefused as refusal:
        raise _missing(refusal) from refusal
    if not found:
        cause = ", ".join(each.title for each in made.errors)[:200]
        raise ConnectorRefused(Refusal.STREAM_MISSING, permanent=True, cause=cause, host=PLACE)
    return found


def _rule_of(words: str, rules: Rules) -> str:
    return next((rule.id for rule in rules.data if rule.value == words), "")


def _opened(service: Service, fields: dict[str, str]) -> Iterator[bytes]:
    try:
        return service.listen(_STREAM, fields)
    except ConnectorRefused as refusal:
        raise _missing(refusal) from refusal


def _missing(refusal: ConnectorRefused) -> ConnectorRefused:
    """Not every access has a stream, and not every search is a rule: such sources are visited."""
    is_refused = 400 <= refusal.values.get("status", 0) < 500  # noqa: PLR2004  # HTTP's own class
    if not is_refused or refusal.key == Refusal.ASKED_TO_WAIT:
        return refusal
    return ConnectorRefused(Refusal.STREAM_MISSING, permanent=True, cause=refusal.cause, host=PLACE)


def _tidy(trunk: Trunk, service: Service) -> None:
    """Take away rules of ours that nobody listens to any more: what they bring costs money."""
    with trunk.changing:
        wanted, standing = trunk.rules, service.get(_RULES, {}, Rules).data
        ours = (rule.id for rule in standing if (rule.tag or "").startswith(_OURS))
        if idle := [number for number in ours if number not in wanted]:
            service.post(_RULES, {"delete": {"ids": idle}}, Rules)


def _reading(
    lines: tuple[bytes, ...], kept: dict[str, Any], context: Context, memory: Memory
) -> Reading:
    warnings, posts = Warnings(), list[Post]()
    for line in lines:
        posts += memory.first(_posts(line, context, warnings))
    return Reading(batch=Batch(tuple(posts)), cursor=kept, warnings=warnings.collected())


def _posts(line: bytes, context: Context, warnings: Warnings) -> tuple[Post, ...]:
    try:
        told = read_whole(line, Told)
    except msgspec.MsgspecError as fault:
        warn_of(line, fault, expected=_EXPECTED, warnings=warnings)
        return ()
    if told.data == NO_RAW:
        warn_of(line, ValueError("no post"), expected=_EXPECTED, warnings=warnings)
        return ()
    given = told.includes
    adapter = Adapter(given.users, given.tweets, now=context.now, warnings=warnings)
    return adapter.posts([told.data])
