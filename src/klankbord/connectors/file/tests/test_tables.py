"""Any table: recognised, mapped, read, whatever is wrong with it."""

import gzip
import os
import time

import pytest

from klankbord.connectors.file import (
    Mapping,
    propose_mapping,
    read_pages,
    recognise,
)
from klankbord.connectors.file.adapter import number_of
from klankbord.connectors.file.tests.samples import NOW, SIMPLE, everything, key_of, keys
from klankbord.connectors.reasons import Caution, Refusal


def test_a_first_guess_in_two_languages():
    english = ["Post ID", "Message", "Created At", "Username", "Likes", "Comments", "Permalink"]
    dutch = [
        "Berichtnummer",
        "Bericht",
        "Geplaatst op",
        "Gebruikersnaam",
        "Taal",
        "Aantal reacties",
    ]
    assert propose_mapping(english).fields == {
        "id": "Post ID", "text": "Message", "published_at": "Created At", "author": "Username",
        "likes": "Likes", "replies": "Comments", "url": "Permalink",
    }  # fmt: skip
    assert propose_mapping(dutch).fields == {
        "id": "Berichtnummer", "text": "Bericht", "published_at": "Geplaatst op",
        "author": "Gebruikersnaam", "lang": "Taal", "replies": "Aantal reacties",
    }  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(write, delimiter):
    rows = [["id", "text", "date"], *([str(n), "Hallo, daar", "2025-01-01"] for n in range(5))]
    lines = (delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    path = write("a.csv", "\n".join(lines))
    assert recognise(path).delimiter == delimiter
    assert len(everything(path, SIMPLE)[0]) == 5


def test_spreadsheet_hint_is_obeyed(write):
    path = write("a.csv", "sep=;\nid;text;date\n1;a,b,c,d,e,f;2025-01-01\n")
    assert [post.text for post in everything(path, SIMPLE)[0]] == ["a,b,c,d,e,f"]


@pytest.mark.parametrize(
    ("mapping", "key"),
    [
        (Mapping(fields={"text": "weg"}), Refusal.MAPPING_COLUMN_MISSING),
        (Mapping(fields={"tekst": "text"}), Refusal.MAPPING_INVALID),
        (Mapping(fields={"id": "id"}), Refusal.MAPPING_INVALID),
        (Mapping(fields={"text": "text"}, timezone="Mars/Noord"), Refusal.MAPPING_INVALID),
        (None, Refusal.MAPPING_NEEDED),
    ],
)
def test_wrong_mappings_are_refused(write, mapping, key):
    assert key_of(write("a.csv", "id,text,date\n1,a,2025-01-01\n"), mapping) == key


def test_mixed_character_sets(write):
    lines = [b"id,text,date", "1,Café,2025-01-01".encode(), "2,België,2025-01-01".encode("cp1252")]
    lines += ["3,\U0001f600,2025-01-01".encode()]
    posts, warnings = everything(write("a.csv", b"\n".join(lines)), SIMPLE)
    assert [post.text for post in posts] == ["Café", "België", "\U0001f600"]
    assert [(w.key, w.place) for w in warnings] == [(Caution.ROW_ENCODING, 3)]


def test_a_whole_file_of_windows_needs_no_warning(write):
    text = "id;text;date\n" + "".join(f"{n};Café € {n};2025-01-01\n" for n in range(9))
    path = write("a.csv", text.encode("cp1252"))
    assert recognise(path).encoding == "cp1252"
    posts, warnings = everything(path, SIMPLE)
    assert (posts[0].text, warnings) == ("Café € 0", [])


def test_quotes_that_are_never_closed_cost_one_row(write):
    text = 'id,text,date\n1,goed,2025-01-01\n2,"lek,2025-01-01\n' + "".join(
        f"{n},goed {n},2025-01-01\n" for n in range(3, 40)
    )
    posts, warnings = everything(write("a.csv", text), SIMPLE)
    assert [post.id for post in posts] == [f"web:{n}" for n in range(1, 40)]
    assert [(w.key, w.place) for w in warnings] == [(Caution.QUOTE_UNCLOSED, 3)]


def test_quotes_that_open_again_and_again_end(write):
    """Each line closes the quote before it and opens the next: one record to the file's end."""
    line = f'a",",{"b" * 20}\n'
    path = write("a.csv", "id,text,date\n" + line * 100_000 + "2,goed,2025-01-01\n")
    began = time.process_time()
    pages = read_pages(path, SIMPLE, limit=100, now=NOW)
    assert Caution.QUOTE_UNCLOSED in keys(next(pages).warnings)
    assert time.process_time() - began < 4


def test_line_ends_inside_quotes_are_kept(write):
    path = write("a.csv", 'id,text,date\r\n1,"een\r\ntwee, ""drie""",2025-01-01\r\n2,b,2025-01-02')
    posts, warnings = everything(path, SIMPLE, limit=1)
    assert ([post.text for post in posts], warnings) == (['een\ntwee, "drie"', "b"], [])


def test_rows_of_odd_width(write):
    path = write("a.csv", "id,text,date\n1,a,2025-01-01,extra\n2,b\n\n3,,2025-01-01\n")
    posts, warnings = everything(path, SIMPLE)
    assert [post.text for post in posts] == ["a", "b"]
    assert keys(warnings) == [
        Caution.ROW_TOO_LONG, Caution.ROW_TOO_SHORT, Caution.DATE_MISSING, Caution.ROW_EMPTY,
    ]  # fmt: skip


def test_nul_and_year_zero(write):
    path = write("a.csv", b"id,text,date\n1,a\0b,2025-01-01\n2,c,0000-00-00\n3,d,0000-01-01\n")
    posts, warnings = everything(path, SIMPLE)
    assert [post.text for post in posts] == ["ab", "c", "d"]
    assert [post.published_at for post in posts[1:]] == [NOW, NOW]
    assert keys(warnings) == [
        Caution.ROW_NUL, Caution.DATE_UNREADABLE, Caution.DATE_UNREADABLE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "month", "warned"),
    [
        (["3/4/2025", "13/4/2025"], 4, False),
        (["3/4/2025", "4/13/2025"], 3, False),
        (["3/4/2025", "5/6/2025"], 4, True),
    ],
)
def test_order_of_day_and_month_is_found_out(write, dates, month, warned):
    rows = "".join(f"{n},a,{date}\n" for n, date in enumerate(dates))
    posts, warnings = everything(write("a.csv", "id,text,date\n" + rows), SIMPLE)
    assert posts[0].published_at.month == month
    assert (Caution.DATE_ORDER_GUESSED in keys(warnings)) == warned


def test_rows_without_id_get_a_lasting_one(write):
    mapping = Mapping(fields={"text": "text", "published_at": "date"})
    path = write("a.csv", "text,date\nzelfde,2025-01-01\nzelfde,2025-01-02\n")
    posts, _ = everything(path, mapping)
    again, _ = everything(path, mapping)
    assert posts == again
    assert posts[0].id != posts[1].id
    assert posts[0].author.id != posts[1].author.id  # they name nobody
    assert posts[0].author.handle == ""


def test_rows_of_one_site_that_name_nobody_are_not_one_person(write):
    mapping = Mapping(fields={"text": "text", "url": "url", "published_at": "date"})
    rows = "".join(f"Bericht {n},https://krant.example/{n},2025-01-01\n" for n in range(2))
    posts, _ = everything(write("a.csv", "text,url,date\n" + rows), mapping)
    assert len({post.author.id for post in posts}) == 2
    assert {post.author.handle for post in posts} == {""}


def test_a_line_of_many_megabytes_is_left_out(write):
    path = write("a.csv", b"id,text,date\n1," + b"x" * 9_000_000 + b"\n2,b,2025-01-01\n")
    posts, warnings = everything(path, SIMPLE)
    assert posts[-1].text == "b"
    assert Caution.ROW_ENDLESS in keys(warnings)


def test_cut_off_archives_give_what_they_have(write):
    text = "id,text,date\n" + "".join(
        f"{n},{os.urandom(30).hex()},2025-01-01\n" for n in range(9000)
    )
    packed = gzip.compress(text.encode())
    posts, warnings = everything(write("a.csv.gz", packed[: len(packed) // 2]), SIMPLE)
    assert 1_000 < len(posts) < 9_000
    assert keys(warnings)[-1] == Caution.FILE_CUT_OFF


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234", 1234), ("1.234.567", 1_234_567), ("1 234", 1234), ("12K", 12_000), ("1.5k", 1500),
        ("3.0", 3), ("2,5", 2), ("-4", 0), ("7", 7), ("veel", None), ("1/2", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text, number):
    assert number_of(text) == number
