"""From a picture to what a reader gets: SVG in the page, PNG, SVG or CSV to keep.

The SVG carries no style attribute, no script and no address, so that it lives under the strict
content security policy; its colours are the custom properties of the page around it, so that one
drawing serves light and dark.
"""

import csv
import functools
import hashlib
import io
import json
import re
import threading
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree as ET

import vl_convert
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language

from klankbord.ui.charts import Cell, Picture, Spec
from klankbord.ui.words import number

WIDE, NARROW = 920, 320
WIDTHS = {"wide": WIDE, "middle": 600, "narrow": NARROW}
KEPT_SECONDS = 24 * 3600
SHAPES = frozenset(["svg", "g", "path", "line", "rect", "circle", "text", "tspan"])
ATTRIBUTES = frozenset(
    [
        "d",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "width",
        "height",
        "transform",
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-opacity",
        "opacity",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "text-anchor",
        "font-size",
        "font-weight",
        "viewBox",
        "dx",
        "dy",
        "pointer-events",
    ]
)
LOCALES: dict[str, Literal["nl-NL", "en-GB"]] = {"nl": "nl-NL", "en": "en-GB"}
FONTS = "Inter, 'Liberation Sans', Arial, sans-serif"
TOKEN = re.compile(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
DECIMALS = re.compile(r"\d+\.\d{2,}")
FORMULA = ("=", "+", "-", "@", "\t", "\r")

# Each drawing holds a JavaScript engine busy: two at a time, the rest wait their turn.
_desks = threading.BoundedSemaphore(2)


def picture_response(request: HttpRequest, picture: Picture) -> HttpResponse:
    """Answer with the picture as `?format=` asks: a fragment, a page, svg, png or csv."""
    makers = {"svg": _svg_file, "png": _png_file, "csv": _csv_file}
    if maker := makers.get(request.GET.get("format", "")):
        return maker(picture)
    is_fragment = bool(request.headers.get("HX-Request"))
    template = "ui/_picture.html" if is_fragment else "ui/picture.html"
    response = render(request, template, picture_context(request, picture))
    response["Vary"] = "HX-Request, Cookie"
    return response


def picture_context(request: HttpRequest, picture: Picture) -> dict[str, Any]:
    """Gather what `ui/_picture.html` shows."""
    kinds = ("png", "svg", "csv") if picture.spec else ()
    links = []
    for kind in kinds:
        query = request.GET.copy()
        query["format"] = kind
        links.append({"kind": kind.upper(), "url": f"{request.path}?{query.urlencode()}"})
    return {
        "picture": picture,
        "drawings": [
            {"size": size, "svg": page_svg(picture.spec, width)}
            for size, width in WIDTHS.items()
            if picture.spec
        ],
        "table": [[_shown(cell) for cell in row] for row in picture.rows],
        "links": links,
    }


def page_svg(spec: Spec, width: int = WIDE) -> SafeString:
    """Draw for the page around it; the same data in the same language is drawn once a day."""
    language = get_language() or "en"
    text = json.dumps([spec, width, language], sort_keys=True, default=str)
    key = f"ui.picture.{hashlib.sha256(text.encode()).hexdigest()}"
    kept = caches["process"]
    svg: str | None = kept.get(key)
    if svg is None:
        svg = _cleaned(_drawn(spec, width, language))
        kept.set(key, svg, KEPT_SECONDS)
    return SafeString(svg)  # every element and attribute is on our list


def _drawn(spec: Spec, width: int, language: str) -> str:
    locale = LOCALES.get(language[:2], "en-GB")
    config = dict(spec.get("config", {}))
    if width == NARROW:
        config["axisTop"] = {"labelAngle": -40}  # names do not fit side by side on a phone
    with _desks:
        return str(
            vl_convert.vegalite_to_svg(
                {
                    **spec,
                    "config": config,
                    "width": width - 2 * 4,
                    "autosize": {"type": "fit-x", "contains": "padding"},
                },
                allowed_base_urls=[],
                format_locale=locale,
                time_format_locale=locale,
            )
        )


def _cleaned(svg: str) -> str:
    """Keep shapes and numbers, and the label of each mark; everything else is left behind."""
    root = ET.fromstring(svg)  # noqa: S314  # drawn on this machine, one function up
    _clean(root, "")
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _clean(element: ET.Element, group: str) -> None:
    group = element.get("class", group)
    element.tag = element.tag.rpartition("}")[2]
    label = element.get("aria-label", "")
    is_mark = "role-mark" in group and bool(label)
    kept = {name: _short(text) for name, text in element.attrib.items() if name in ATTRIBUTES}
    element.attrib.clear()
    element.attrib.update(kept)
    if is_mark:
        element.set("role", "img")
        element.set("aria-label", label)
        if not {"fill", "stroke"} & kept.keys():
            # A mark without ink is there to be pointed at.
            element.attrib.update({"fill": "transparent", "class": "chart__hit"})
    for child in list(element):
        if child.tag.rpartition("}")[2] not in SHAPES or _is_unseen(child):
            element.remove(child)
        else:
            _clean(child, group)


def _short(text: str) -> str:
    """A tenth of a pixel is fine enough."""
    return DECIMALS.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), text)


def _is_unseen(element: ET.Element) -> bool:
    return (
        element.get("display") == "none"
        or element.get("opacity") == "0"
        or element.get("class") in {"background", "foreground"}
    )


def _svg_file(picture: Picture) -> HttpResponse:
    return _file(picture, "svg", "image/svg+xml", standalone_svg(picture).encode())


def _png_file(picture: Picture) -> HttpResponse:
    with _desks:
        data = bytes(vl_convert.svg_to_png(standalone_svg(picture), scale=2))
    return _file(picture, "png", "image/png", data)


def _csv_file(picture: Picture) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(picture.columns)
    writer.writerows([_harmless(cell) for cell in row] for row in picture.rows)
    # The mark at the start tells spreadsheet programs that this is UTF-8.
    return _file(picture, "csv", "text/csv; charset=utf-8", out.getvalue().encode("utf-8-sig"))


def _file(picture: Picture, kind: str, content_type: str, data: bytes) -> HttpResponse:
    name = f"{slugify(picture.key) or 'picture'}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=content_type, headers=headers)


def standalone_svg(picture: Picture, fonts: str = FONTS) -> str:
    """Draw for a file: colours of the light theme written out, the sentence as title."""
    root = ET.fromstring(page_svg(picture.spec or {"mark": "point"}))  # noqa: S314  # ours
    for element in root.iter():
        element.attrib.pop("class", None)
    _, _, width, height = root.get("viewBox", f"0 0 {WIDE} 10").split()
    root.attrib.update({"xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height})
    root.attrib.update({"role": "img", "font-family": fonts})
    root.insert(0, ET.Element("rect", {"width": width, "height": height, "fill": "var(--surface)"}))
    title = ET.Element("title")
    title.text = picture.sentence
    root.insert(0, title)
    light = palette()
    return re.sub(
        r"var\(--([a-z0-9-]+)\)",
        lambda name: light.get(name[1], "#000000"),
        ET.tostring(root, encoding="unicode"),
    )


@functools.cache
def palette() -> dict[str, str]:
    """Read the light colours from the tokens, where each stands once."""
    css = Path(__file__).with_name("static") / "ui" / "tokens.css"
    return {name: light for name, light, _dark in TOKEN.findall(css.read_text(encoding="utf-8"))}


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int | float):
        return number(cell)
    return date_format(cell, "j F Y")


def _harmless(cell: Cell) -> str:
    """Write a cell that no spreadsheet program takes for a formula."""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA) else text
