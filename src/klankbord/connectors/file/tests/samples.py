"""Small files and short ways to read them, for the tests beside this module."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.file import (
    Mapping,
    read_pages,
)
from klankbord.core.post import Author, Post

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
SIMPLE = Mapping(fields={"id": "id", "text": "text", "published_at": "date"})


def post_of(number: int, **more) -> Post:
    given = {
        "id": f"x:{number}",
        "platform": "x",
        "text": f"Bericht {number} over de brug",
        "published_at": NOW - dt.timedelta(minutes=number),
        "author": Author("a1", "jan"),
    }
    return Post(**{**given, **more})


def everything(path: Path, mapping: Mapping | None = None, limit: int = 5_000):
    pages = list(read_pages(path, mapping, limit=limit, now=NOW))
    posts = [post for page in pages for post in page.batch]
    return posts, [warning for page in pages for warning in page.warnings]


def keys(warnings) -> list[str]:
    return [warning.key for warning in warnings]


def key_of(path: Path, mapping: Mapping | None = None) -> str:
    with pytest.raises(ConnectorRefused) as refused:
        everything(path, mapping)
    return refused.value.key


def workbook(rows: list[list[str]]) -> bytes:
    """A small XLSX made by hand."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in row) + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}'
        "</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "/", 1).replace("_", "."), content)
    return made.getvalue()
