"""Can I post this?: the page, the share button of a phone, the program, and that nothing stays."""

import base64
import io
import json
import logging

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import ExifTags, Image

from klankbord.ambassadors.guidelines import actions, checking, queries
from klankbord.ambassadors.guidelines.api import MOST_BASE64
from klankbord.ambassadors.guidelines.checking import CheckBroken, look_at
from klankbord.ambassadors.guidelines.inside import actions as inside_actions
from klankbord.ambassadors.guidelines.inside.models import InsideDocument, InsideTerm, PhotoRefusal
from klankbord.ambassadors.guidelines.inside.queries import inside
from klankbord.core.guard import pdf_text
from klankbord.core.guard.finding import Light, Part, Rule
from klankbord.core.guard.tests.pdfs import pdf, written
from klankbord.trust.models import AuditEntry

MARKER = "zqxmarker7781"
SECRET = (
    "Het college bespreekt de verkoop van het oude zwembad en stelt voor om met de tweede partij"
    " verder te praten, omdat die er woningen wil bouwen."
)


def picture(*, place=True):
    exif = Image.Exif()
    if place:
        exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitude: (52.0, 5.0, 1.0)}
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()


def upload():
    return SimpleUploadedFile("photo.jpg", picture(), content_type="image/jpeg")


@pytest.fixture
def published(owner, now):
    version = actions.create_starter_guideline(by=owner, at=now)
    actions.publish_version(version=version, by=owner, at=now)
    return version


def shown(client, name="check", **values):
    return client.post(reverse(f"guidelines:{name}"), values).content.decode()


def test_the_light_the_place_the_clause_and_the_advice(published, colleague, client_of):
    client = client_of(colleague)
    assert b"Show it here first" in client.get(reverse("guidelines:check")).content
    page = shown(client, text="Mijn BSN is 123456782 <b>", picture=upload())
    clause = queries.clauses_by_part()[Part.NEVER_OUT]
    assert "answer--red" in page
    assert "<mark>123456782</mark> &lt;b&gt;" in page
    address = reverse("guidelines:guideline-detail", args=[published.guideline_id])
    assert f"{address}#clause-{clause.number}" in page
    assert "Nobody outside may have it" in page
    assert "The picture holds the place" in page
    assert "answer--green" in shown(client, text="Fijne dag allemaal!")
    assert "answer--amber" in shown(client, text="Bel 06-12345678")


def pdf_upload(*pages):
    return SimpleUploadedFile("nota.pdf", pdf(*pages), content_type="application/pdf")


def test_the_words_of_a_pdf_are_looked_at_behind_the_text(colleague, client_of):
    client = client_of(colleague)
    page = shown(client, text="Kijk eens", picture=pdf_upload("Mijn BSN is 123456782."))
    assert "answer--red" in page
    assert "<mark>123456782</mark>" in page
    shared = shown(client, "check-share", text="Lees", picture=pdf_upload("Bel 06-12345678"))
    assert "answer--amber" in shared
    for upload_, words in (
        (pdf_upload(""), "words of this PDF cannot be read"),
        (pdf_upload(*["woord " * 400] * 25), "This PDF is too long"),
    ):
        refused = shown(client, picture=upload_)
        assert words in refused
        assert "answer--" not in refused


def test_programs_send_a_pdf_too(colleague, client_of):
    client = client_of(colleague)
    address = reverse("api:guidelines-check")
    body = {"text": "Kijk", "pdfs": [base64.b64encode(pdf("BSN 123456782")).decode()]}
    (found,) = client.post(address, body, content_type="application/json").json()["findings"]
    assert (found["rule"], found["start"]) == ("bsn", len("Kijk\n\nBSN "))
    for nonsense in ("?", base64.b64encode(b"%PDF-").decode()):
        wrong = client.post(address, {"pdfs": [nonsense]}, content_type="application/json")
        assert (wrong.status_code, "PDF" in wrong.json()["detail"]) == (422, True)


def send_pdf(client, content):
    body = {"pdfs": [base64.b64encode(content).decode()]}
    address = reverse("api:guidelines-check")
    return client.post(address, body, content_type="application/json")


def test_a_program_is_told_that_a_pdf_is_too_long(colleague, client_of):
    answer = send_pdf(client_of(colleague), pdf(*["woord " * 400] * 25, "BSN 123456782"))
    assert answer.status_code == 422
    assert "longer than 50000 characters" in answer.json()["detail"]


def test_what_a_program_may_send_comes_through_the_door(colleague, client_of, settings):
    words = b"BT /F1 11 Tf (BSN 123456782) Tj ET"
    largest = written([words + b" " * (1_800_000 - len(words) - 700)])
    answer = send_pdf(client_of(colleague), largest)
    assert [each["rule"] for each in answer.json()["findings"]] == ["bsn"]
    assert MOST_BASE64 + 90_000 < settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_while_others_read_everybody_is_told_to_come_back(owner, client_of, monkeypatch):
    monkeypatch.setattr(pdf_text, "TURN_WITHIN", 0.01)
    client = client_of(owner)
    for _ in range(pdf_text.AT_ONCE):
        assert pdf_text._TURNS.acquire(blocking=False)
    try:
        pages = [
            shown(client, picture=pdf_upload("Hallo")),
            shown(client, "document-add", title="Nota", file=pdf_upload("Hallo")),
        ]
        answer = send_pdf(client, pdf("Hallo"))
    finally:
        for _ in range(pdf_text.AT_ONCE):
            pdf_text._TURNS.release()
    assert answer.status_code == 503
    for told in (*pages, answer.json()["detail"]):
        assert "Try again in a minute." in told
    assert not InsideDocument.objects.exists()


def test_a_document_that_is_too_large_is_refused_in_words(owner, client_of):
    file = SimpleUploadedFile("lang.txt", b"woord " * 2_000_001, content_type="text/plain")
    page = shown(client_of(owner), "document-add", title="Lang", file=file)
    assert "This file is larger than 12 MB." in page
    assert "Choose a file" not in page
    assert not InsideDocument.objects.exists()


def test_who_wants_no_picture_is_seen_beside_one(owner, colleague, client_of):
    client = client_of(owner)
    address = reverse("guidelines:refusal-add")
    assert b"at least two words" in client.post(address, {"name": "Anna"}).content
    client.post(address, {"name": "Anna de Wit", "owner": owner.pk, "until": "2099-01-01"})
    client.post(address, {"name": "anna de wit", "owner": owner.pk})
    listed = client.get(reverse("guidelines:inside-list")).content.decode()
    assert "A. D. W." in listed.upper()
    row = json.dumps(PhotoRefusal.objects.values().get(), default=repr)
    assert "Wit" not in row
    text = "Feest met Anna de Wit!"
    asked = client_of(colleague)
    page = shown(asked, text=text, picture=upload())
    assert "does not want to be in a picture" in page
    assert "<mark>Anna de Wit</mark>" in page
    assert "does not want to be in a picture" not in shown(asked, text=text)
    PhotoRefusal.objects.update(until="2020-01-01", changed_at=owner.joined_at)
    assert "does not want to be" not in shown(asked, text=text, picture=upload())
    client.post(reverse("guidelines:refusal-drop", args=[PhotoRefusal.objects.get().pk]))
    assert not PhotoRefusal.objects.exists()
    log = json.dumps(list(AuditEntry.objects.values_list("act", "object", "detail")))
    assert "guidelines.photo-refusal-noted" in log
    assert "Wit" not in log


def test_an_empty_or_endless_post_says_what_to_do(colleague, client_of):
    client = client_of(colleague)
    assert "Write or paste a text" in shown(client, text=" ")
    assert "answer--" not in shown(client, text="a" * (checking.LONGEST + 1))


def test_what_a_phone_shares_is_looked_at(colleague):
    client = Client(enforce_csrf_checks=True)
    client.force_login(colleague, backend="django.contrib.auth.backends.ModelBackend")
    page = shown(client, "check-share", title="Kijk", text="bel 06-12345678", picture=upload())
    assert "answer--red" in page
    assert "Kijk\nbel" in page
    assert client.get(reverse("guidelines:check-share")).status_code == 302
    assert client.post(reverse("guidelines:check"), {"text": "x"}).status_code == 403


def test_a_question_goes_by_mail_and_the_text_only_with_a_tick(owner, colleague, client_of):
    client = client_of(colleague)
    values = {"colleague": owner.pk, "question": "Mag dit?", "text": f"{MARKER} BSN 123456782"}
    assert f"on its way to {owner.name}" in shown(client, "check-ask", **values)
    shown(client, "check-ask", **values, with_text="on")
    without, with_text = mail.outbox
    assert (without.to, without.reply_to) == ([owner.email], [colleague.email])
    assert MARKER not in without.body
    assert MARKER in with_text.body
    page = shown(client, "check-ask", text=values["text"])
    assert "answer--red" in page
    assert len(mail.outbox) == 2
    assert "Write or paste a text" in shown(client, "check-ask", text="")


@pytest.mark.usefixtures("published")
def test_programs_get_the_same(colleague, client_of):
    client = client_of(colleague)
    address = reverse("api:guidelines-check")
    body = {
        "text": "bel 06-12345678",
        "pictures": [base64.b64encode(picture()).decode()],
        "language": "nl",
    }
    found = client.post(address, body, content_type="application/json").json()
    assert found["light"] == "red"
    assert [each["rule"] for each in found["findings"]] == ["picture-place", "phone"]
    assert found["findings"][1] | {"advice": ""} == {
        "start": 4, "end": 15, "rule": "phone", "label": "Telefoonnummer",
        "clause": "Wat nooit naar buiten gaat", "advice": "", "of": "",
    }  # fmt: skip
    for nonsense in ("?", "ò"):
        wrong = client.post(address, {"pictures": [nonsense]}, content_type="application/json")
        assert (wrong.status_code, "base64" in wrong.json()["detail"]) == (422, True)


@pytest.fixture
def breaking(monkeypatch):
    def check_post(text, **_rest):
        raise ValueError(text)

    monkeypatch.setattr(checking, "check_post", check_post)


@pytest.mark.usefixtures("breaking")
def test_a_check_that_breaks_says_nothing_of_the_post(colleague, client_of, caplog, capfd, now):
    client = client_of(colleague)
    with caplog.at_level(logging.DEBUG):
        page = client.post(reverse("guidelines:check"), {"text": MARKER})
        body = json.dumps({"text": MARKER})
        called = client.post(reverse("api:guidelines-check"), body, content_type="application/json")
    assert (page.status_code, called.status_code) == (500, 500)
    assert "The check broke" in page.content.decode()
    assert "ValueError" in called.json()["detail"]
    assert MARKER not in called.content.decode()
    assert MARKER not in caplog.text + "".join(capfd.readouterr())
    with pytest.raises(CheckBroken) as broken:
        look_at(text=MARKER, pictures=(), on=now.date())
    assert (broken.value.__cause__, broken.value.__context__) == (None, None)


def test_the_page_stays_within_its_queries(
    published, colleague, client_of, django_assert_max_num_queries
):
    client = client_of(colleague)
    assert published
    shown(client, text="BSN 123456782")  # the process reads what stays inside once
    with django_assert_max_num_queries(12):
        shown(client, text="BSN 123456782")


def test_words_and_documents_stay_inside_until_their_day(owner, client_of, now):
    client = client_of(owner)
    day = now.date().isoformat()
    client.post(reverse("guidelines:term-add"),
                {"words": "Project Reiger", "kind": "code-name", "owner": owner.pk})  # fmt: skip
    client.post(reverse("guidelines:document-add"), {"title": "Notulen", "text": SECRET})
    file = SimpleUploadedFile("notes.html", f"<p>{SECRET} Anders dan toen.</p>".encode())
    client.post(reverse("guidelines:document-add"), {"title": "Uit een bestand", "file": file})
    page = client.get(reverse("guidelines:inside-list")).content.decode()
    assert all(words in page for words in ("Project Reiger", "Notulen", "Uit een bestand"))
    text = f"#projectreiger: {SECRET[10:90]}"
    found = look_at(text=text, pictures=(), on=now.date())
    assert found.light is Light.RED
    assert {each.rule for each in found.findings} >= {Rule.CODE_NAME, Rule.DOCUMENT}
    InsideTerm.objects.update(until=day, changed_at=now)
    for document in InsideDocument.objects.all():
        client.post(reverse("guidelines:document-free", args=[document.pk]))
    assert look_at(text=text, pictures=(), on=now.date()).light is Light.GREEN
    client.post(reverse("guidelines:term-free", args=[InsideTerm.objects.get().pk]))
    assert not InsideTerm.objects.exists()
    log = json.dumps(list(AuditEntry.objects.values_list("act", "object", "detail")))
    assert "guidelines.inside-document-registered" in log
    assert "Reiger" not in log


def test_what_became_public_is_not_minded(owner, now):
    values = {"text": SECRET, "by": owner, "at": now}
    inside_actions.register_document(title="Notulen", **values)
    assert look_at(text=SECRET, pictures=(), on=now.date()).light is Light.RED
    inside_actions.register_document(title="Persbericht", is_public=True, **values)
    assert look_at(text=SECRET, pictures=(), on=now.date()).light is Light.GREEN


def test_nothing_of_a_document_is_kept_but_prints(owner, now):
    document = inside_actions.register_document(title="Notulen", text=SECRET, by=owner, at=now)
    row = json.dumps(InsideDocument.objects.values().get(), default=repr)
    assert not any(word in row for word in SECRET.split() if len(word) > 5)
    assert str(document) == f"document {document.pk}"
    with pytest.raises(inside_actions.DocumentTooShort):
        inside_actions.register_document(title="Kort", text="Kort.", by=owner, at=now)


def test_prints_of_another_secret_are_told_and_not_used(owner, client_of, now):
    inside_actions.register_document(title="Notulen", text=SECRET, by=owner, at=now)
    InsideDocument.objects.update(key_id="0" * 16, changed_at=now.replace(hour=1))
    assert len(inside(on=now.date()).prints.prints) == 0
    page = client_of(owner).get(reverse("guidelines:inside-list")).content.decode()
    assert "registered under another secret" in page


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("term-add", {"words": "--", "kind": "code-name"}, "at least three letters"),
        ("document-add", {"title": "Leeg"}, "Choose a file, or paste the text"),
        ("document-add", {"title": "Kort", "text": "Kort."}, "Too short"),
    ],
)
def test_what_cannot_stay_inside_says_why(owner, client_of, name, values, words):
    page = client_of(owner).post(reverse(f"guidelines:{name}"), values).content.decode()
    assert words in page


def test_a_scan_is_refused_in_words(owner, client_of):
    scan = pdf_upload("")
    page = client_of(owner).post(
        reverse("guidelines:document-add"), {"title": "Scan", "file": scan}
    )
    assert "Its words cannot be read" in page.content.decode()


@pytest.mark.parametrize("name", ["inside-list", "term-add", "document-add", "refusal-add"])
def test_employees_do_not_see_what_stays_inside(colleague, client_of, name):
    assert client_of(colleague).get(reverse(f"guidelines:{name}")).status_code == 403
