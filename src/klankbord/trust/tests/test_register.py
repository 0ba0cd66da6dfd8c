import csv
import io
import os
import subprocess
import sys
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from odfdo import Document

from klankbord.trust.council import papers
from klankbord.trust.council.actions import note_register
from klankbord.trust.council.models import NotedFunction
from klankbord.trust.council.odt import ODT, as_odt
from klankbord.trust.council.queries import Function, functions_known
from klankbord.trust.models import AuditEntry
from klankbord.trust.register import DECLARATIONS, Subject, load_every_function

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def words(document):
    """All words of a document, one line a paragraph."""
    kinds = ("text:h", "text:p")
    found = [each for kind in kinds for each in document.body.get_elements(f"descendant::{kind}")]
    return "\n".join(each.inner_text for each in found)


def opened(content):
    """Read an ODT as an office program would, and check that it says at once what it is."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.namelist()[0] == "mimetype"
        assert file.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert file.read("mimetype").decode() == ODT
        assert file.testzip() is None
    return Document(io.BytesIO(content))


def test_noting_twice_notes_once(now):
    note_register(at=now)
    note_register(at=now)
    assert NotedFunction.objects.count() == len(DECLARATIONS)
    assert AuditEntry.objects.filter(act="trust.functions-appeared").count() == 1


def test_seen_of_me_shows_every_function_about_employees(client_of, colleague, now):
    note_register(at=now)
    page = client_of(colleague).get(reverse("trust:seen-of-me"))
    shown = {each.declaration.key for room in page.context["rooms"] for each in room.functions}
    about = {key for key, each in DECLARATIONS.items() if Subject.EMPLOYEE in each.subjects}
    assert shown == about
    text = page.content.decode()
    assert "since March 10, 2026" in text
    assert all(f'id="{key}"' in text for key in about)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_function_that_went_is_told(client_of, make_member, language, now):
    """An update can take a function away: the council reads what it was."""
    gone = {**next(iter(DECLARATIONS.values())).scope, "basis": "a basis of the future"}
    NotedFunction.objects.create(key="rooms.gone", scope=gone, fingerprint="", since=now)
    note_register(at=now)
    assert AuditEntry.objects.get(act="trust.function-gone").object == "function:rooms.gone"
    council = make_member("Council", "council")
    council.language = language
    council.save()
    page = client_of(council).get(reverse("trust:council"))
    assert page.status_code == 200
    assert "a basis of the future" in page.content.decode()


KNOWN_IN_A_WORKER = """
import django
django.setup()
from klankbord.trust.register import DECLARATIONS, load_every_function
load_every_function()
print(*sorted(DECLARATIONS))
"""


def test_a_worker_knows_every_function(tmp_path):
    """It has no screens, and once noted all of theirs as gone."""
    surroundings = {**os.environ, "KLANKBORD_DATA": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", KNOWN_IN_A_WORKER],
        env=surroundings,
        check=True,
        capture_output=True,
        text=True,
    )
    load_every_function()
    assert told.stdout.split() == sorted(DECLARATIONS)
    assert {"community.words", "insight.overview", "trust.decisions"} <= {*told.stdout.split()}


def test_a_function_that_was_never_noted_is_shown_too(client_of, colleague):
    assert "since today" in client_of(colleague).get(reverse("trust:seen-of-me")).content.decode()


@pytest.mark.parametrize(
    "screen", ["register", "council", "seen-of-me", "history", "decision-list"]
)
def test_screens_ask_little_of_the_database(
    client_of, owner, now, screen, django_assert_max_num_queries
):
    note_register(at=now)
    client = client_of(owner)
    with django_assert_max_num_queries(14):
        assert client.get(reverse(f"trust:{screen}")).status_code == 200


def test_the_register_shows_every_function(client_of, owner):
    page = client_of(owner).get(reverse("trust:register")).content.decode()
    for key in DECLARATIONS:
        assert reverse("trust:function-detail", args=[key]) in page


@pytest.mark.parametrize("key", sorted(DECLARATIONS))
def test_every_function_has_its_page(client_of, owner, key):
    client = client_of(owner)
    assert client.get(reverse("trust:function-detail", args=[key])).status_code == 200
    if not DECLARATIONS[key].is_suitable_for_observing:
        for name in ("request-export", "decision-record"):
            assert client.get(reverse(f"trust:{name}", args=[key])).status_code == 404


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_register_as_a_table(client_of, owner, language):
    answer = client_of(owner).get(
        reverse("trust:register-export"), {"form": "csv", "language": language}
    )
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows[1:]] == sorted(DECLARATIONS)
    with translation.override(language):
        assert rows[1][2] == str(DECLARATIONS[rows[1][0]].purpose)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", ["register-export", "assessment-export"])
def test_papers_open_as_documents(client_of, owner, organisation, name, language):
    answer = client_of(owner).get(reverse(f"trust:{name}"), {"form": "odt", "language": language})
    assert answer.headers["Content-Type"] == ODT
    text = words(opened(answer.content))
    assert organisation.name in text
    with translation.override(language):
        for each in DECLARATIONS.values():
            assert str(each.data) in text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_letter_asks_for_one_function(language):
    with translation.override(language):
        function = next(each for each in functions_known(on=TODAY))
        paper = papers.request_letter(function, "Huis <b>& | Co</b>", TODAY)
        document = opened(as_odt(paper, language=language))
        text = words(document)
    assert "Huis <b>& | Co</b>" in text
    assert "27" in text
    assert "{" not in text
    assert document.meta.title == paper.title


def test_words_of_people_cannot_change_a_paper(now):
    declaration = next(iter(DECLARATIONS.values()))
    function = Function(
        declaration=declaration, since=now, changed_at=None, decision=None, n_waiting=0
    )
    paper = papers.request_letter(function, "# Title\n## More\n- x\n| a | b", TODAY)
    assert paper.title.startswith("Request")


def test_an_unknown_language_is_the_readers_own(client_of, owner):
    answer = client_of(owner).get(reverse("trust:assessment-export"), {"language": "xx"})
    assert answer.status_code == 200


def test_an_unknown_function_is_not_found(client_of, owner):
    client = client_of(owner)
    for name in ("function-detail", "request-export", "decision-record"):
        assert client.get(reverse(f"trust:{name}", args=["no.such"])).status_code == 404


@pytest.mark.parametrize("name", ["register", "register-export", "assessment-export"])
def test_a_stranger_reads_no_register(client_of, stranger, name):
    assert client_of(stranger).get(reverse(f"trust:{name}")).status_code == 403
