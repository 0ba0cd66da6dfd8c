"""The pages on the query language name every code, field and operator, and their examples work."""

import re
from pathlib import Path

import pytest

from klankbord.core.match import ErrorCode, WarningCode, parse_query
from klankbord.core.match.imports import ChangeCode
from klankbord.core.match.values import DUTCH, FIELDS

DOCS = Path(__file__).parents[5] / "docs"
PAGES = [DOCS / "en" / "query-language.md", DOCS / "nl" / "zoektaal.md"]


def _section(page, number):
    return page.read_text(encoding="utf-8").split("\n## ")[number]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.parametrize(
    ("codes", "section"), [(ErrorCode, 4), (WarningCode, 5), (ChangeCode, 7)], ids=str
)
def test_every_code_has_its_row(page, codes, section):
    rows = re.findall(r"^\| `([^`]+)` \|", _section(page, section), re.MULTILINE)
    assert rows == [code.value for code in codes]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_field_is_named(page):
    named = set(re.findall(r"`(\w+):`", _section(page, 3)))
    assert named == {*FIELDS, *DUTCH}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_of_operators_are_queries(page):
    cells = re.findall(r"^\| (`.+?`) \|", _section(page, 1), re.MULTILINE)
    examples = [example for cell in cells for example in re.findall(r"`([^`]+)`", cell)]
    assert len(examples) > 20
    for example in examples:
        if not example.startswith("/*"):
            assert parse_query(example).warnings == ()
