"""The numbers of the house: small functions, small files, plain folder names, pinned locks."""

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "klankbord"
MODULES = sorted(
    path
    for path in SOURCE.rglob("*.py")
    if not {"tests", "migrations", "__pycache__"} & set(path.relative_to(SOURCE).parts)
)
NO_NOUNS = {"utils", "helpers", "common", "base", "manager", "misc", "services", "lib"}
MARKS = re.compile(r"# noqa: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)*(?P<reason>.*)")


def functions():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                yield f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}", length


@pytest.fixture(scope="module")
def lengths():
    return dict(functions())


def test_a_function_has_nine_lines_in_the_middle(lengths):
    assert len(lengths) > 100
    assert statistics.median(lengths.values()) <= 9


def test_few_functions_are_over_forty_lines_and_none_over_a_hundred(lengths):
    over_forty = [name for name, n_lines in lengths.items() if n_lines > 40]
    assert len(over_forty) <= 0.06 * len(lengths), over_forty
    assert [name for name, n_lines in lengths.items() if n_lines > 100] == []


def test_no_file_is_over_five_hundred_lines():
    sizes = {path: path.read_text(encoding="utf-8").count("\n") for path in MODULES}
    assert {str(path): size for path, size in sizes.items() if size > 500} == {}


def test_every_name_is_a_noun_that_says_something():
    names = [
        (path, part.removesuffix(".py"))
        for path in MODULES
        for part in path.relative_to(SOURCE).parts
    ]
    assert [str(path) for path, name in names if name in NO_NOUNS] == []


def test_every_exception_to_a_rule_gives_its_reason():
    bare = [
        f"{path.relative_to(SOURCE)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := MARKS.search(line)) and not (found["reason"] or "").strip(" #")
    ]
    assert bare == []


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements-pip.lock"]
)
def test_a_lock_pins_by_hash_and_names_no_registry(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9][\w.\[\],-]*==\S+", text, re.MULTILINE | re.IGNORECASE)
    assert len(pins) > 30 or name == "requirements-pip.lock"
    assert text.count("==") >= len(pins)
    assert "://" not in text
    assert "--index-url" not in text
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE | re.IGNORECASE)
    assert [block.split()[0] for block in blocks if "==" in block and "--hash" not in block] == []
