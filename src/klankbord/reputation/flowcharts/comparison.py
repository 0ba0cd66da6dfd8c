"""What differs between two versions of a flow, node by node."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from klankbord.core.flow import Chart


@dataclass(frozen=True)
class FieldChange:
    """One field with its old and its new value, as words."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class PartChange:
    """One node or example that is new, gone or changed."""

    state: str
    key: str
    fields: tuple[FieldChange, ...]


def compare_charts(old: Chart, new: Chart) -> list[PartChange]:
    """Every node and example that differs, in the order of the new version."""
    return [
        *_parts(_by_id(old.nodes), _by_id(new.nodes)),
        *_parts(_by_id(old.examples), _by_id(new.examples)),
    ]


def _by_id(parts: Any) -> dict[str, dict[str, str]]:
    return {part.id: dict(_flat(msgspec.to_builtins(part))) for part in parts}


def _parts(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> Iterator[PartChange]:
    for key in [*new, *(key for key in old if key not in new)]:
        before, after = old.get(key, {}), new.get(key, {})
        if before == after:
            continue
        state = "new" if not before else "gone" if not after else "changed"
        names = [name for name in {**after, **before} if before.get(name) != after.get(name)]
        changes = (FieldChange(n, before.get(n, ""), after.get(n, "")) for n in names)
        yield PartChange(state, key, tuple(changes))


def _flat(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every leaf with its place; parts of a list are named by their id where they have one."""
    match value:
        case dict():
            for key, each in value.items():
                yield from _flat(each, f"{place}.{key}".lstrip("."))
        case list():
            if all(isinstance(each, str) for each in value):
                yield place, " → ".join(value)
            else:
                for at, each in enumerate(value):
                    name = each.get("id", at + 1) if isinstance(each, dict) else at + 1
                    yield from _flat(each, f"{place}.{name}")
        case None | "" | 0.0:
            return
        case _:
            yield place, str(value)
