import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from klankbord.participate.topics.models import Topic
from klankbord.reputation.replies import reading
from klankbord.reputation.replies.exporting import replies_csv, replies_json
from klankbord.reputation.replies.importing import guessed_columns
from klankbord.reputation.replies.models import ReplyFile, SavedReply

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, keeper):
    return client_of(keeper)


def bring(client, data, name="replies.csv"):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("replies:saved-import"), {"file": file}, follow=True)


def columns_page(response):
    return response.request["PATH_INFO"]


def test_our_own_export_comes_back_the_same(client, make_reply, now, keeper):
    Topic.objects.create(name="Pool", query="pool", created_at=now, changed_at=now)
    make_reply("One", text_nl="Dag {auteur}", platforms=["mastodon", "x"])
    make_reply("=Two", topic=Topic.objects.get())
    for written, name in ((replies_csv, "a.csv"), (replies_json, "a.json")):
        data = written(list(SavedReply.objects.order_by("pk")))
        page = bring(client, data, name)
        if name == "a.csv":  # a title that a spreadsheet would take for a formula is marked
            data = data.replace(b"'=Two", b"=Two")
            page = bring(client, data, name)
        assert "2 are here already" in page.text, page.text


EXPORT = (
    "Folder;Name;Message;Language\n"
    'Pool;"Hours";"Dear {{customer_name}}, open from 7.";en\n'
    'Pool;"Tijden";"Beste {{customer_name}}, open vanaf 7.";nl\n'
)


def test_an_export_of_another_tool_needs_a_look_and_a_yes(client, now):
    page = bring(client, EXPORT.encode("utf-16"))
    assert "There is no topic “Pool”" in page.text  # told a row, nothing done
    assert "2 rows cannot be used" in page.text
    assert not SavedReply.objects.exists()
    form = {"title": 1, "text": 2, "language": 3, "topic": ""}
    page = client.post(columns_page(page), {**form, "look": 1})
    assert "2 replies would be added" in page.text
    page = client.post(columns_page(page), {**form, "start": 1}, follow=True)
    assert "Done: 2 replies added, 0 changed." in page.text
    assert SavedReply.objects.get(title="Hours").text_en == "Dear [[customer_name]], open from 7."
    assert SavedReply.objects.get(title="Tijden").text_nl.startswith("Beste [[customer_name]]")
    assert not ReplyFile.objects.exists()


BAD = [
    (["", "text"], "There is no title."),
    (["t" * 121, "text"], "The title is longer than 120 characters."),
    (["Good", "Another text"], "Row 2 has the same title"),
    (["No text", ""], "There is no text."),
    (["Broken", "Come on [[which day"], "A blank begins with [["),
]


def test_bad_rows_are_told_each_and_nothing_is_half_done(client):
    out = io.StringIO()
    csv.writer(out).writerows([["title", "text"], ["Good", "Text"], *(row for row, _ in BAD)])
    page = bring(client, out.getvalue().encode())
    for number, (_row, words) in enumerate(BAD, start=3):
        assert f"Row {number}:</" in page.text or f"Row {number}:" in page.text
        assert words in page.text
    page = client.post(columns_page(page), {"title": 0, "text": 1, "start": 1})
    assert "Nothing is read in." in page.text
    assert not SavedReply.objects.exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"language": "de"}, "saved replies are in Dutch (nl) or English (en)"),
        ({"platforms": "mastodon, myspace"}, "We do not know the platform “myspace”."),
        ({"review_on": "soon"}, "“soon” is no day that we can read"),
    ],
)
def test_a_bad_cell_says_what_to_do(client, row, words):
    rows = [{"title": "One", "text": "Two", **row}]
    assert words in bring(client, json.dumps(rows).encode(), "a.json").text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200), "We cannot read this file."),
        (b"title,text\n", "We found no replies in it."),
        (b"[1, 2", "We cannot read this file."),
        (b'{"a": [], "b": []}', "We found no replies in it."),
        (b"PK\x03\x04 not a workbook", "We cannot read this file."),
        (b"a" * (reading.MOST_BYTES + 1), "The file is too large"),
        (b"title,text\n" + b"a,b\n" * (reading.MOST_ROWS + 1), "The file is too large"),
        (b"[" * 100_000, "We cannot read this file."),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(client, data, words):
    assert words in bring(client, data).text
    assert not ReplyFile.objects.exists()


def test_a_workbook_is_read(tmp_path):
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{a}</t></is></c>'
        f'<c r="B{n}" t="inlineStr"><is><t>{b}</t></is></c></row>'
        for n, (a, b) in enumerate([("title", "text"), ("Hours", "Open at 7.")], start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/s.xml"/>'
        "</Relationships>",
        "xl/worksheets/s.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
        "</worksheet>",
    }
    path = Path(tmp_path) / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    table = reading.read_table(path.read_bytes())
    assert table == (["title", "text"], [["Hours", "Open at 7."]])


def test_columns_are_guessed_by_their_names():
    assert guessed_columns(["Naam", "Bericht", "Taal", "x"]) == {
        "title": "0",
        "text": "1",
        "language": "2",
    }


def test_somebody_elses_file_does_not_exist(client, client_of, owner):
    page = bring(client, b"title,text\nHours,Open\n")
    assert client_of(owner).get(columns_page(page)).status_code == 404
