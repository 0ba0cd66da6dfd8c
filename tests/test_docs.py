"""What exists is documented, in both languages, with links that work."""

import re
from importlib.metadata import entry_points
from itertools import compress
from pathlib import Path

import pytest

import klankbord
from klankbord.connectors.registry import installed
from klankbord.site.api import api
from klankbord.site.cli import main

ROOT = Path(klankbord.__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
VARIABLE = re.compile(r"""["'](KLANKBORD_[A-Z_]+|DATABASE_URL)["']""")


def read(*names):
    return "\n".join((DOCS / name).read_text(encoding="utf-8") for name in names)


def test_every_setting_is_documented_in_both_languages():
    sources = [
        path for path in (ROOT / "src").rglob("*.py") if "tests" not in path.relative_to(ROOT).parts
    ]
    used = {name for path in sources for name in VARIABLE.findall(path.read_text("utf-8"))}
    assert used
    for page in ("en/settings.md", "nl/instellingen.md"):
        assert sorted(name for name in used if f"`{name}`" not in read(page)) == []


def commands(group, before=""):
    for name, command in group.commands.items():
        full = f"{before}{name}"
        if hasattr(command, "commands"):
            yield from commands(command, f"{full} ")
        else:
            yield full, command


@pytest.mark.parametrize("page", ["en/commands.md", "nl/opdrachten.md"])
def test_every_command_is_documented(page):
    text = read(page)
    names = [name for name, command in commands(main) if not command.hidden]
    assert names
    assert [name for name in names if f"klankbord {name}" not in text] == []


def test_every_connector_is_documented():
    text = read("connectors.md")
    keys = {entry.name for entry in entry_points(group="klankbord.connectors")}
    assert keys >= {"feed", "file"}
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_what_each_connector_can_is_told():
    registry = installed()
    _, _, told = read("connectors.md").partition("## What each can\n")
    rows = [
        line.split("|")[1:-1] for line in told.partition("\n## ")[0].splitlines() if "|" in line
    ]
    head, _, *lines = [[cell.strip() for cell in row] for row in rows]
    abilities = {row[0].strip("`"): set(compress(head, row)) - {"key"} for row in lines}
    assert all(row[-1] for row in lines)
    assert {key: each - {"tried against"} for key, each in abilities.items()} == {
        key: {ability.value for ability in each.abilities} & {*head}
        for key, each in {**registry.connectors, **registry.closed}.items()
    }


def test_every_operation_says_what_it_does():
    schema = api.get_openapi_schema()
    operations = [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    assert operations
    assert [
        (path, method) for path, method, each in operations if not each.get("description")
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_guides_stand_in_both_languages():
    english = {path.name for path in (DOCS / "en").glob("*.md")}
    pairs = dict(
        re.findall(r"\((\S+\.md)\) · \[[^\]]+\]\(\.\./nl/(\S+\.md)\)", read("en/index.md"))
    )
    assert english - {"index.md"} == set(pairs)
    assert {path.name for path in (DOCS / "nl").glob("*.md")} - {"index.md"} == set(pairs.values())
