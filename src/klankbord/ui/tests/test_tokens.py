"""The colours: enough contrast in both themes, and the files hold what they promise."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "ui"
TEMPLATES = Path(__file__).parents[1] / "templates"
TOKEN = re.compile(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
PAIRS = [
    (ink, paper)
    for ink in ("ink", "ink-soft", "muted", "accent")
    for paper in ("paper", "surface", "sunken", "raised", "hover")
] + [
    *((name, f"{name}-soft") for name in ("good", "warn", "bad", "info")),
    *((name, "surface") for name in ("good", "warn", "bad", "info", "spark-ink")),
    ("accent-strong", "accent-soft"),
    ("ink", "accent-soft"),
    ("muted", "accent-soft"),
    ("ink", "mark"),
    *(("heat-ink-low", f"heat-{level}") for level in range(3)),
    ("heat-ink-mid", "heat-3"),
    *(("heat-ink-high", f"heat-{level}") for level in (4, 5)),
]
DATA = ["data-1", "data-2", "data-3", "data-4", "data-5", "data-6", "line-field", "spark"]


def _colours(theme: int) -> dict[str, str]:
    css = (STATIC / "tokens.css").read_text(encoding="utf-8")
    return {name: (light, dark)[theme] for name, light, dark in TOKEN.findall(css)}


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_text_can_be_read(ink, paper, theme):
    colours = _colours(theme)
    assert _contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", DATA)
def test_data_and_borders_of_fields_stand_out(name, theme):
    colours = _colours(theme)
    assert _contrast(colours[name], colours["surface"]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("fill", ["accent-fill", "accent-fill-hover", "bad-fill"])
def test_white_on_a_button_can_be_read(fill, theme):
    assert _contrast("#ffffff", _colours(theme)[fill]) >= 4.5


def test_no_template_carries_inline_style_or_script():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|hx-on|<style|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path


def test_scripts_evaluate_nothing():
    for path in STATIC.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|document\.write", text), (
            path
        )
