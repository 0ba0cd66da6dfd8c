"""Bad input, from the screen where it comes in to the screen that says what was wrong with it.

Each says so in the reader's language; good posts beside it are kept; the next one is served.
"""

import gzip
import io
import zipfile

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from klankbord.connectors.http import GuardedClient
from klankbord.jobs.models import Job, State
from klankbord.participate.archive.models import Mention
from klankbord.participate.listening import fetching, previewing
from klankbord.participate.listening.importing import import_folder
from klankbord.participate.listening.models import Delivery, FileImport, Source
from klankbord.site.cli import main

pytestmark = pytest.mark.django_db
HEAD = b"wanneer,wat,wie\n"
GOOD = b"2026-02-01 10:00,Brug dicht,anna\n"
FIELDS = {
    "text": "wat",
    "published_at": "wanneer",
    "author": "wie",
    "timezone": "Europe/Amsterdam",
    "platform_name": "forum",
    "start": "1",
}


def url(name, *args):
    return reverse(f"listening:{name}", args=args)


def xlsx(sheet: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return written.getvalue()


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture(params=["en", "nl"])
def language(request):
    return request.param


@pytest.fixture
def reader(owner, client_of, language):
    """A client of somebody who reads in one of our languages."""
    owner.language = language
    owner.save()
    return client_of(owner)


@pytest.fixture
def stands(reader, work):
    """Afterwards pages answer, and the worker reads and keeps the next file."""
    yield
    assert reader.get(url("source-list")).status_code == 200
    before = Mention.objects.count()
    text = '{"id":"forum:goed","platform":"forum","text":"goed","author":{"id":"a","handle":"a"},'
    bring(reader, f'{text}"published_at":"2026-02-01T10:00:00Z"}}\n'.encode(), "goed.jsonl")
    work()
    assert Mention.objects.count() == before + 1
    assert not Job.objects.filter(state=State.FAILED).exists()
    assert not Delivery.objects.exists()


def bring(client, content, name):
    return client.post(url("import-file"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def words(page) -> str:
    return page.content.decode()


def read_table(client, work, content, name="posts.csv"):
    """Upload, map, let the worker read; gives the page of the source."""
    page = bring(client, content, name)
    brought = FileImport.objects.order_by("-pk").first()
    assert brought is not None, words(page)
    if brought.state == "draft":
        page = client.post(url("import-columns", brought.source_id), FIELDS)
        assert page.status_code == 302, words(page)
    work()
    return client.get(url("source-detail", brought.source_id))


def texts():
    return sorted(Mention.objects.exclude(external_id="goed").values_list("text", flat=True))


REFUSED = {
    "empty": ("leeg.csv", b"", "is empty.", "is leeg."),
    "blank": ("wit.csv", b"\n \n\0\0", "is empty.", "is leeg."),
    "picture": (
        "foto.csv",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        "foto.csv is not a table and not JSON Lines. Save it as CSV or XLSX.",
        "foto.csv is geen tabel en geen JSON Lines. Bewaar het als CSV of XLSX.",
    ),
    "bomb in a workbook": (
        "bom.xlsx",
        xlsx(b"\0" * 60_000_000),
        "Unpacked, the file would be 5",
        "Uitgepakt is het bestand 5",
    ),
    "broken workbook": (
        "stuk.xlsx",
        xlsx(b"<sheet/>")[:-30],
        "stuk.xlsx is damaged. Export it again from where it came.",
        "stuk.xlsx is beschadigd. Exporteer het opnieuw waar het vandaan komt.",
    ),
    "broken gzip": (
        "stuk.csv.gz",
        b"\x1f\x8b" + b"rommel" * 10,
        "stuk.csv.gz is damaged.",
        "stuk.csv.gz is beschadigd.",
    ),
    "archive": (
        "map.zip",
        b"PK\x03\x04" + b"nonsense",
        "map.zip is damaged.",
        "map.zip is beschadigd.",
    ),
    "one JSON list": (
        "lijst.json",
        b'[{"id": 1}]',
        "holds one long JSON list. Save it as JSON Lines",
        "staat één lange JSON-lijst. Bewaar hem als JSON Lines",
    ),
    "no JSON at all": (
        "geen.jsonl",
        b"{geen json\n{ook niet\n",
        "geen.jsonl is not a table and not JSON Lines.",
        "geen.jsonl is geen tabel en geen JSON Lines.",
    ),
    "too many columns": (
        "breed.csv",
        b",".join(b"kolom%d" % n for n in range(20_000)) + b"\n" + b"1," * 19_999 + b"1\n",
        "breed.csv has 20,000 columns or more; we read at most 500.",
        "breed.csv heeft 20.000 kolommen of meer; we lezen er hooguit 500.",
    ),
    "one line without end": (
        "lijn.csv",
        b"a" * 10_000_000,
        "In lijn.csv there is no row with column names. Put one at the top.",
        "In lijn.csv staat geen rij met namen van kolommen. Zet er bovenaan een neer.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.usefixtures("stands")
def test_a_bad_file_is_refused_beside_its_field(reader, language, case):
    name, content, english, dutch = REFUSED[case]
    page = words(bring(reader, content, name))
    assert (english if language == "en" else dutch) in page
    assert not FileImport.objects.exists()
    assert not Source.objects.exists()
    assert not list(import_folder().iterdir())


CAREFULLY = {
    "mixed encodings": (
        HEAD
        + GOOD
        + "2026-02-01 11:00,Café open,bea\n".encode("cp1252")
        + "2026-02-01 12:00,Reünie,cor\n".encode(),
        "A row was in another character set than the rest (Windows-1252)",
        "Een rij had een andere tekenset dan de rest (Windows-1252)",
        ["Brug dicht", "Café open", "Reünie"],
    ),
    "NUL": (
        HEAD + GOOD + b"2026-02-01 11:00,Mar\0kt\0,bea\n",
        "Empty signs (NUL) were taken out of a row.",
        "Lege tekens (NUL) zijn uit een rij gehaald.",
        ["Brug dicht", "Markt"],
    ),
    "year 0": (
        HEAD + GOOD + b"0000-01-01 00:00,Oud nieuws,bea\n",
        "The date “0000-01-01 00:00” makes no sense; it got the time of reading.",
        "De datum “0000-01-01 00:00” klopt niet; het bericht kreeg de tijd van het lezen.",
        ["Brug dicht", "Oud nieuws"],
    ),
    "open quote": (
        HEAD + GOOD + b'2026-02-01 11:00,"Nooit dicht,bea\n' + b"2026-02-01 12:00,Markt,cor\n",
        "A quotation mark was never closed",
        "Een aanhalingsteken ging nooit dicht",
        ["Brug dicht", "Markt", "Nooit dicht"],
    ),
    "a line of 10 MB": (
        HEAD
        + GOOD
        + b"2026-02-01 11:00,"
        + b"a" * 10_000_000
        + b",bea\n"
        + b"2026-02-01 12:00,Markt,cor\n",
        "A row was longer than 4 MB and was left out.",
        "Een rij was langer dan 4 MB en is weggelaten.",
        ["Brug dicht", "Markt"],
    ),
    "broken JSON lines": (
        b'{"wat":"Brug dicht","wanneer":"2026-02-01","wie":"a"}\n{"wat": \n'
        b'{"wat":"Markt","wanneer":"2026-02-01","wie":"b"}\n[1]\n"los"\n'
        + b'{"wat":' * 5_000
        + b"\n"
        + b'{"wat":"\\ud800 half","wanneer":"2026-02-01"}\n',
        "A row could not be read and was left out",
        "Een rij was niet te lezen en is weggelaten",
        ["Brug dicht", "Markt"],
    ),
    "a cell for each thing": (
        HEAD + GOOD + b"2026-02-01 11:00,Markt,cor" + b",x" * 5_000 + b"\n",
        "A row had more cells (5,003) than there are columns",
        "Een rij had meer cellen (5.003) dan er kolommen zijn",
        ["Brug dicht", "Markt"],
    ),
}


@pytest.mark.parametrize("case", CAREFULLY)
@pytest.mark.usefixtures("stands")
def test_bad_rows_are_told_and_good_ones_kept(reader, work, language, case):
    content, english, dutch, kept = CAREFULLY[case]
    page = words(read_table(reader, work, content))
    assert (english if language == "en" else dutch) in page
    assert texts() == kept


@pytest.mark.usefixtures("stands")
def test_a_packed_bomb_is_refused_while_it_is_read(reader, work, language):
    bomb = gzip.compress(HEAD + GOOD * 3 + b" " * 60_000_000, 9)
    page = words(read_table(reader, work, bomb, "bom.csv.gz"))
    english, dutch = "Unpacked, the file would be 5", "Uitgepakt is het bestand 5"
    assert (english if language == "en" else dutch) in page
    assert texts() == ["Brug dicht"]  # what stood before it is not lost
    assert not list(import_folder().iterdir())


@pytest.mark.usefixtures("stands")
def test_a_packed_file_that_ends_too_early_is_read_up_to_there(reader, work, language):
    rows = b"".join(b"2026-02-01 10:00,Bericht %d,anna\n" % n for n in range(20_000))
    cut = gzip.compress(HEAD + rows)[:-5_000]
    page = words(read_table(reader, work, cut, "half.csv.gz"))
    english, dutch = "The file ends too early", "Het bestand houdt te vroeg op"
    assert (english if language == "en" else dutch) in page
    assert Mention.objects.count() > 5_000


@pytest.mark.usefixtures("stands")
def test_files_that_nobody_asked_for_do_not_stay(reader):
    answer = reader.post(
        url("import-file"), {name: SimpleUploadedFile("a.csv", HEAD + GOOD) for name in "abc"}
    )
    assert answer.status_code == 200
    assert not list(import_folder().iterdir())


def test_a_folder_on_the_command_line_is_explained(tmp_path, organisation, language):
    with translation.override(language):
        told = CliRunner().invoke(main, ["import", str(tmp_path)])
    assert told.exit_code == 2
    words = {
        "en": "is a folder. Choose a file in it.",
        "nl": "is een map. Kies een bestand daarin.",
    }
    assert words[language] in told.output
    assert not FileImport.objects.exists()


RSS = (
    '<?xml version="1.0"?>{dtd}<rss version="2.0"><channel><title>Krant</title><item>'
    "<guid>https://krant.example/1</guid><title>Brug open</title>"
    "<description>{text}</description><pubDate>{date}</pubDate></item></channel></rss>"
)
DATE = "Mon, 09 Mar 2026 08:00:00 GMT"
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'lol'>"
    + "".join(
        f"<!ENTITY {here} '{f'&{before};' * 10}'>"
        for before, here in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
SECRET = "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


def rss(text="De brug is weer open.", dtd="", date=DATE) -> bytes:
    return RSS.format(text=text, dtd=dtd, date=date).encode()


def good_feed() -> bytes:
    return rss()


FEEDS = {
    "billion laughs": (
        lambda out: out.says(rss("&i;", LAUGHS)),
        "This feed holds text that would grow without end. It was not read, for safety.",
        "In deze feed staat tekst die eindeloos zou groeien. Hij is voor de veiligheid niet",
    ),
    "long entity many times": (
        lambda out: out.says(rss("&a;" * 50_000, f"<!DOCTYPE x [<!ENTITY a '{'x' * 1_900}'>]>")),
        "This feed holds text that would grow without end.",
        "In deze feed staat tekst die eindeloos zou groeien.",
    ),
    "redirect inside": (
        lambda out: out.sends_to("http://10.1.2.3/feed"),
        "10.1.2.3 lies inside your own network, and that is closed for safety.",
        "10.1.2.3 ligt in je eigen netwerk, en dat is voor de veiligheid gesloten.",
    ),
    "redirect to the cloud's secrets": (
        lambda out: out.sends_to("http://169.254.169.254/latest/meta-data/"),
        "169.254.169.254 lies inside your own network",
        "169.254.169.254 ligt in je eigen netwerk",
    ),
    "redirect to a name that lies inside": (
        lambda out: out.sends_to(f"http://localhost:{out.port}/feed"),
        "localhost lies inside your own network",
        "localhost ligt in je eigen netwerk",
    ),
    "a name that lies inside": (
        lambda out: f"http://localhost:{out.port}/feed",
        "localhost lies inside your own network",
        "localhost ligt in je eigen netwerk",
    ),
    "redirect to a file": (
        lambda out: out.sends_to("file:///etc/passwd"),
        "Addresses start with https:// or http://.",
        "Adressen beginnen met https:// of http://.",
    ),
    "redirect for ever": (
        lambda out: out.sends_to("/feed"),
        "The address sends us on and on (5 times).",
        "Het adres stuurt ons steeds weer door (5 keer).",
    ),
    "packed bomb": (
        lambda out: out.packs(b" " * 30_000_000),
        "The answer is larger than 10 MB.",
        "Het antwoord is groter dan 10 MB.",
    ),
    "endless and slow": (
        lambda out: out.drips(),
        "The answer was not complete after 1 seconds.",
        "Het antwoord was na 1 seconden nog niet compleet.",
    ),
    "picture": (
        lambda out: out.says(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10),
        "This is a page, not a feed.",
        "Dit is een pagina, geen feed.",
    ),
    "nothing": (
        lambda out: out.says(b"\0\0\0"),
        "The address answers, but with an empty page.",
        "Het adres antwoordt, maar met een lege pagina.",
    ),
    "too deep": (
        lambda out: out.says(b"<rss><channel>" + b"<a>" * 5_000),
        "This feed is built in a way (120 layers) that honest feeds are not.",
        "Deze feed zit zo in elkaar (120 lagen) als eerlijke feeds dat niet doen.",
    ),
    "broken JSON": (
        lambda out: out.says(b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1'),
        "This is a page, not a feed.",
        "Dit is een pagina, geen feed.",
    ),
    "breaks off": (
        lambda out: out.says(good_feed(), length=100_000),
        "is damaged and cannot be read. We keep trying.",
        "is beschadigd en niet te lezen. We blijven het proberen.",
    ),
}


@pytest.fixture
def patience(monkeypatch):
    """Half a minute is too long for a test."""

    def hasty(**given):
        return GuardedClient(**given | {"max_seconds": 1.0})

    monkeypatch.setattr(fetching, "GuardedClient", hasty)
    monkeypatch.setattr(previewing, "_SECONDS", 1.0)


@pytest.mark.parametrize("case", FEEDS)
@pytest.mark.usefixtures("stands", "patience")
def test_a_bad_feed_is_told_on_its_screens(reader, work, language, outside, add_source, case):
    make, english, dutch = FEEDS[case]
    address = make(outside) or f"{outside.url}/feed"
    sentence = english if language == "en" else dutch
    assert sentence in words(reader.post(url("source-add"), {"address": address}))
    source = add_source(address)
    work()
    assert sentence in words(reader.get(url("source-detail", source.pk)))
    assert sentence in words(reader.get(url("source-list")))
    assert not Mention.objects.exists()


@pytest.mark.usefixtures("stands", "patience")
def test_what_a_source_gave_before_it_failed_stays(reader, work, outside, add_source, now):
    outside.says(good_feed())
    source = add_source(f"{outside.url}/feed")
    work()
    assert texts() == ["De brug is weer open."]
    outside.says(rss("&i;", LAUGHS))
    Source.objects.filter(pk=source.pk).update(next_run_at=now, last_run_at=None)
    work()
    source.refresh_from_db()
    assert source.last_error == "feed-entities"
    assert texts() == ["De brug is weer open."]


READ = {
    "wrong content type": (
        good_feed,
        {"Content-Type": "image/png"},
        "De brug is weer open.",
        "",
        "",
    ),
    "a secret file asked for": (
        lambda: rss("voor &x; na", SECRET),
        {},
        "voor",
        "",
        "",
    ),
    "NUL": (
        lambda: rss("brug\0 open"),
        {},
        "brug open",
        "The feed has mistakes",
        "De feed bevat fouten",
    ),
    "year 0": (
        lambda: rss(date="Mon, 01 Jan 0000 00:00:00 GMT"),
        {},
        "De brug is weer open.",
        "The date “Mon, 01 Jan 0000 00:00:00 GMT” makes no sense",
        "De datum “Mon, 01 Jan 0000 00:00:00 GMT” klopt niet",
    ),
    "another encoding than it says": (
        lambda: rss("Het café is weer open").decode().encode("cp1252"),
        {"Content-Type": "application/rss+xml; charset=utf-8"},
        "Het café is weer open",
        "The feed names the wrong character set",
        "De feed noemt de verkeerde tekenset",
    ),
}


@pytest.mark.parametrize("case", READ)
@pytest.mark.usefixtures("stands", "patience")
def test_an_odd_feed_is_read_with_care(reader, work, language, outside, add_source, case):
    make, headers, text, english, dutch = READ[case]
    outside.says(make(), **headers)
    source = add_source(f"{outside.url}/feed")
    work()
    page = words(reader.get(url("source-detail", source.pk)))
    assert (english if language == "en" else dutch) in page
    (kept,) = Mention.objects.all()
    assert kept.text.startswith(text)
    assert "root:" not in kept.text + str(kept.extra) + page
