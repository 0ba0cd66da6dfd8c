"""Whether plain values have the shape of a flow; every fault is found, not only the first.

The declarations in `chart.py` are read here as they are read for the JSON Schema, so that the two
cannot drift apart.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import Any

import msgspec.inspect as kinds

from klankbord.core.flow.chart import Chart
from klankbord.core.flow.problems import Problem, ProblemCode

TAG = "kind"


def shape_problems(value: Any, *, most: int | None = None) -> list[Problem]:
    """Everything in `value` that is not as a flow document must be, or the first `most` of it."""
    return list(islice(_look(value, _declared(), ""), most))


@cache
def _declared() -> kinds.Type:
    return kinds.type_info(Chart)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like this one; empty if none does."""
    return next(iter(get_close_matches(word, list(known), 1)), "")


def place_in(place: str, name: Any) -> str:
    """The place of a part inside another."""
    return f"{place}.{name}" if place else str(name)


def _look(value: Any, declared: kinds.Type, place: str) -> Iterator[Problem]:
    match declared:
        case kinds.StructType():
            yield from _look_struct(value, declared, place)
        case kinds.UnionType():
            yield from _look_union(value, declared, place)
        case kinds.VarTupleType():
            yield from _look_row(value, declared.item_type, place)
        case kinds.DictType():
            yield from _look_map(value, declared.value_type, place)
        case kinds.LiteralType():
            yield from _one_of(value, declared.values, place)
        case kinds.EnumType():
            yield from _one_of(value, [str(each) for each in declared.cls], place)
        case _:
            yield from _look_leaf(value, declared, place)


def _look_struct(value: Any, declared: kinds.StructType, place: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong("mapping", place)
        return
    fields = {field.encode_name: field for field in declared.fields}
    known = {*fields, TAG} if declared.tag else {*fields}
    for key in value.keys() - known:
        values = {"field": key, "nearest": nearest(key, known)}
        yield Problem(ProblemCode.FIELD_UNKNOWN, place_in(place, key), values)
    for key, field in fields.items():
        if key in value:
            yield from _look(value[key], field.type, place_in(place, key))
        elif field.required:
            yield Problem(ProblemCode.FIELD_MISSING, place, {"field": key})


def _look_union(value: Any, declared: kinds.UnionType, place: str) -> Iterator[Problem]:
    structs = {each.tag: each for each in declared.types if isinstance(each, kinds.StructType)}
    if not structs:
        yield from _look_choice(value, declared, place)
    elif not isinstance(value, dict):
        yield _wrong("mapping", place)
    elif TAG not in value:
        yield Problem(ProblemCode.FIELD_MISSING, place, {"field": TAG})
    elif isinstance(value[TAG], str) and value[TAG] in structs:
        yield from _look(value, structs[value[TAG]], place)
    else:
        yield from _one_of(value[TAG], [str(tag) for tag in structs], place_in(place, TAG))


def _look_choice(value: Any, declared: kinds.UnionType, place: str) -> Iterator[Problem]:
    """One of several leaves, such as a number or nothing: the faults of the one that fits best."""
    if value is None and any(isinstance(each, kinds.NoneType) for each in declared.types):
        return
    leaves = [each for each in declared.types if not isinstance(each, kinds.NoneType)]
    found = [list(_look(value, leaf, place)) for leaf in leaves]
    if all(found):
        yield from next((each for each in found if _is_bound(each)), found[0])


def _is_bound(problems: list[Problem]) -> bool:
    return problems[0].code == ProblemCode.VALUE_OUTSIDE


def _look_row(value: Any, item: kinds.Type, place: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield _wrong("list", place)
        return
    for at, each in enumerate(value):
        yield from _look(each, item, place_in(place, _name_of(each, at)))


def _name_of(value: Any, at: int) -> Any:
    """The id of an item, so that a place can be found by reading; else its number from 0."""
    name = value.get("id") if isinstance(value, dict) else None
    return name if isinstance(name, str) and name else at


def _look_map(value: Any, item: kinds.Type, place: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong("mapping", place)
        return
    for key, each in value.items():
        yield from _look(each, item, place_in(place, key))


def _look_leaf(value: Any, declared: kinds.Type, place: str) -> Iterator[Problem]:
    match declared:
        case kinds.StrType():
            if not isinstance(value, str):
                yield _wrong("text", place)
            elif not _fits_text(value, declared):
                yield Problem(ProblemCode.VALUE_OUTSIDE, place, {"value": value[:60]})
        case kinds.IntType() | kinds.FloatType():
            if not _is_number(value, declared):
                yield _wrong("number", place)
            elif not _fits_bounds(value, declared):
                yield Problem(ProblemCode.VALUE_OUTSIDE, place, {"value": value})
        case _:
            raise TypeError(declared)


def _is_number(value: Any, declared: kinds.Type) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(declared, kinds.IntType):
        return isinstance(value, int)
    return isinstance(value, int | float)


def _fits_text(value: str, declared: kinds.StrType) -> bool:
    if not (declared.min_length or 0) <= len(value) <= (declared.max_length or len(value)):
        return False
    return declared.pattern is None or re.search(declared.pattern, value) is not None


def _fits_bounds(value: float, declared: kinds.IntType | kinds.FloatType) -> bool:
    low, high = declared.ge, declared.le
    return (low is None or value >= low) and (high is None or value <= high)


def _one_of(value: Any, allowed: Iterable[Any], place: str) -> Iterator[Problem]:
    choices = list(allowed)
    is_same = any(type(value) is type(each) and value == each for each in choices)
    if not is_same:
        near = nearest(value, map(str, choices)) if isinstance(value, str) else ""
        values = {"value": str(value)[:60], "allowed": choices, "nearest": near}
        yield Problem(ProblemCode.VALUE_UNKNOWN, place, values)


def _wrong(expected: str, place: str) -> Problem:
    return Problem(ProblemCode.WRONG_TYPE, place, {"expected": expected})
