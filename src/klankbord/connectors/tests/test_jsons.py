"""JSON as others write it: one kind of error, whatever is wrong; and read in one place alone."""

import re
from pathlib import Path

import msgspec
import pytest

from klankbord.connectors.jsons import MAX_DEPTH, check_part, read_fields, read_part, read_whole
from klankbord.connectors.tests.test_contracts_kept import keys

HOME = Path(__file__).parents[1]
READS = re.compile(r"msgspec\.json\.(?:decode|Decoder)\(|\bjson\.loads?\(")
ELSEWHERE = {"jsons.py", "drift.py"}  # and the contract, which spoils what is read


class Word(msgspec.Struct):
    text: str = ""


def nested(depth: int) -> bytes:
    return b'{"unknown": ' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


@pytest.mark.parametrize(
    "body",
    [b'{"text": "\xff"}', b"[" * 100_000, b'{"a":' * 100_000, b'{"text": 1}', b""],
)
def test_whatever_is_wrong_raises_one_kind_of_error(body):
    with pytest.raises(msgspec.MsgspecError):
        read_whole(body, Word)
    with pytest.raises(msgspec.MsgspecError):
        read_part(body, Word)
    assert read_fields(body).keys() <= {"text"}


def test_what_is_passed_over_must_be_readable_too():
    assert read_whole(b'{"unknown": "\xff"}', Word) == Word()
    with pytest.raises(msgspec.MsgspecError, match="UTF-8"):
        read_part(b'{"unknown": "\xff"}', Word)


def test_depth_is_counted_where_brackets_are_brackets():
    assert read_part(nested(MAX_DEPTH), Word) == Word()
    with pytest.raises(msgspec.MsgspecError, match="deep"):
        check_part(nested(MAX_DEPTH + 1))
    check_part(b'{"text": "' + b"[" * 500 + b'", "more": "\\"{"}')
    check_part(b"[" + b",".join([b'{"a": [1]}'] * 500) + b"]")


@pytest.mark.parametrize("key", keys())
def test_a_connector_reads_json_by_that_door_alone(key):
    read = [
        path.name
        for path in (HOME / key).rglob("*.py")
        if "tests" not in path.parts and READS.search(path.read_text())
    ]
    assert read == []


def test_so_do_they_together():
    own = [*HOME.glob("*.py"), *HOME.glob("contract_tests/*.py")]
    read = {path.name for path in own if READS.search(path.read_text())}
    assert read <= ELSEWHERE | {"reading.py", "streaming.py"}  # they try that a cursor is JSON
