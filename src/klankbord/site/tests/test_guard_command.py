import datetime as dt
import gzip
import json

import pytest
from click.testing import CliRunner

from klankbord.ambassadors.guidelines.checking import look_at
from klankbord.ambassadors.guidelines.inside.models import InsideDocument
from klankbord.core.guard.finding import Light
from klankbord.core.guard.tests.pdfs import pdf
from klankbord.site.cli import main
from klankbord.trust.models import AuditEntry

SECRET = (
    "De directie sluit de vestiging in Zuid per 1 maart en verlegt het budget van drie miljoen"
    " naar de nieuwe hal. Veertig collega's krijgen ander werk aangeboden."
)


@pytest.fixture
def run(tmp_path):
    runner = CliRunner()
    prints = str(tmp_path / "prints")

    def go(*arguments, **extra):
        return runner.invoke(main, ["guard", *arguments, "--prints", prints], **extra)

    return go


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "inside"
    (inside / "deep").mkdir(parents=True)
    (inside / "deep" / "besluit.txt").write_text(SECRET)
    return inside


def values(done):
    return json.loads(done.stdout)


def test_a_copied_stretch_is_found_with_its_document(run, folder, tmp_path):
    made = values(run("index", str(folder), "--json"))
    assert (made["documents"], made["left_out"]) == (1, [])
    assert b"vestiging" not in (tmp_path / "prints").read_bytes()
    post = f"Gehoord in de gang: {SECRET[20:90]} en zo verder"
    done = run("check", "-", input=post)
    (found,) = values(done)["findings"]
    assert done.exit_code == 1
    assert (found["rule"], found["of"]) == ("document", "deep/besluit.txt")
    assert SECRET[28:80] in post[found["start"] : found["end"]]
    assert found["clause"] == "What never goes out"
    assert found["advice"]


def test_what_is_public_already_is_not_found(run, folder, tmp_path):
    open_ones = tmp_path / "open"
    open_ones.mkdir()
    (open_ones / "press.html").write_text(f"<p>{SECRET}</p>")
    run("index", str(folder), "--public", str(open_ones))
    done = run("check", "-", input=SECRET)
    assert (done.exit_code, values(done)["light"]) == (0, "green")


def test_left_out_documents_are_named(run, folder):
    (folder / "short.txt").write_text("kort")
    (folder / "scan.pdf").write_bytes(b"%PDF")
    done = run("index", str(folder))
    assert done.exit_code == 1
    assert "short.txt (too short" in done.stdout
    assert "scan.pdf (its words cannot be read)" in done.stdout


def test_a_pdf_in_the_folder_is_found_again(run, folder):
    (folder / "nota.pdf").write_bytes(pdf(SECRET[::-1], "Nog een bladzijde."))
    assert values(run("index", str(folder), "--json"))["documents"] == 2
    (found,) = values(run("check", "-", input=f"Ik las {SECRET[::-1][10:90]}!"))["findings"]
    assert (found["rule"], found["of"]) == ("document", "nota.pdf")


def register(folder, *options):
    done = CliRunner().invoke(
        main, ["guard", "index", str(folder), "--register", *options, "--json"]
    )
    return done, json.loads(done.stdout) if done.stdout.startswith("{") else {}


def test_a_folder_fills_the_list_of_the_installation(folder, tmp_path, owner, now):
    (folder / "nota.pdf").write_bytes(pdf(SECRET[::-1]))
    open_ones = tmp_path / "open"
    open_ones.mkdir()
    (open_ones / "press.txt").write_text(SECRET * 2)
    options = ["--owner", owner.email, "--until", "2026-12-03", "--public", str(open_ones)]
    done, made = register(folder, *options)
    assert (done.exit_code, made["documents"], made["new"]) == (0, 3, 3)
    kept = InsideDocument.objects.get(title="nota.pdf")
    assert (kept.owner, kept.until, kept.is_public) == (owner, dt.date(2026, 12, 3), False)
    assert look_at(text=SECRET[::-1][5:95], pictures=(), on=now.date()).light is Light.RED
    assert look_at(text=SECRET, pictures=(), on=now.date()).light is Light.GREEN  # public already
    assert look_at(text=SECRET[::-1], pictures=(), on=kept.until).light is Light.GREEN
    n_entries = AuditEntry.objects.count()
    done, made = register(folder, *options)
    assert (made["new"], made["same"]) == (0, 3)
    assert AuditEntry.objects.count() == n_entries
    (folder / "nota.pdf").write_bytes(pdf(SECRET[::-1] + SECRET))
    assert register(folder, *options)[1]["new"] == 1
    assert InsideDocument.objects.count() == 3


@pytest.mark.django_db
def test_what_does_not_go_together_says_so(folder, run):
    assert "No member" in register(folder, "--owner", "nobody@proefdam.example")[0].stderr
    assert run("index", str(folder), "--register").exit_code == 2
    assert run("index", str(folder), "--owner", "a@proefdam.example").exit_code == 2


def test_places_are_characters_and_words_are_dutch_when_asked(run):
    text = "Één BSN: 123456782"
    (found,) = values(run("check", "-", input=text))["findings"]
    assert text[found["start"] : found["end"]] == "123456782"
    said = run("check", "-", "--words", "--lang", "nl", input=text).stdout
    assert "Wat nooit naar buiten gaat" in said
    assert "123456782" in said


def test_terms_and_names_of_the_organisation(run):
    options = ["--organisation", "Lindewaard", "--term", "zilvermeeuw"]
    done = run("check", "-", *options, input="Lindewaard bouwt #Zilvermeeuw")
    rules = [each["rule"] for each in values(done)["findings"]]
    assert rules == ["disclosure", "confidential-word"]


def test_an_embargo_is_read_as_on_a_day(run):
    text = "Onder embargo tot 3 december 2026."
    before, after = (
        values(run("check", "-", "--on", day, input=text)) for day in ("2026-12-02", "2026-12-03")
    )
    assert (before["light"], after["light"]) == ("red", "green")


def test_json_lines_and_pictures(run, tmp_path):
    posts = tmp_path / "posts.jsonl.gz"
    rows = [{"id": "a", "text": "hallo"}, {"id": "b", "text": "bel 06-12345678"}]
    posts.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    lines = [json.loads(line) for line in run("check", str(posts)).stdout.splitlines()]
    assert [(each["id"], each["light"]) for each in lines] == [("a", "green"), ("b", "amber")]
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(b"no picture")
    (found,) = values(run("check", str(picture)))["findings"]
    assert (found["rule"], found["start"], found["end"]) == ("picture-unreadable", 0, 0)


def test_what_cannot_be_used_says_why(run, tmp_path):
    (tmp_path / "prints").write_bytes(b"nonsense")
    done = run("check", "-", input="hallo")
    assert (done.exit_code, "guard index" in done.stderr) == (2, True)
    (tmp_path / "prints").unlink()
    broken = tmp_path / "posts.jsonl"
    broken.write_text('{"id": 1}\n')
    assert run("check", str(broken)).exit_code == 2
    assert run("check", str(tmp_path / "nowhere.txt")).exit_code == 2
    scan = tmp_path / "scan.docx"
    scan.write_bytes(b"PK")
    assert run("check", str(scan)).exit_code == 2


def judged(*arguments):
    done = CliRunner().invoke(main, ["evaluate", "guard", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_evaluate_guard_prints_recall_and_precision_of_every_rule(tmp_path):
    labelled = tmp_path / "labelled.jsonl"
    rows = [
        {"text": "BSN 123456782", "spans": [{"type": "BSN", "start": 4, "end": 13}]},
        {"text": "Bel Jan Jansen", "spans": [{"type": "PERSON", "start": 4, "end": 14}]},
        {"text": "Olanzapine", "spans": [{"type": "persoon", "start": 0, "end": 10}]},
        {"text": "Fijn", "spans": [{"type": "GPE", "start": 0, "end": 4}]},
    ]
    labelled.write_text("\n".join(map(json.dumps, rows)))
    rules = json.loads(judged(str(labelled), "--json"))["rules"]
    assert set(rules) == {"bsn", "person"}
    assert rules["bsn"]["recall"]["share"] == 1
    assert (rules["person"]["n"], rules["person"]["n_found"]) == (2, 1)
    assert "person" in judged(str(labelled))


def test_evaluate_guard_reads_tokens_and_mail(tmp_path):
    tokens = tmp_path / "tokens.jsonl"
    words = [
        ["De", "", ""],
        ["heer", "", "B_PER_1"],
        ["Jansen", "", "I_PER_1"],
        ["hij", "", "B_PER_1"],
    ]
    tokens.write_text(json.dumps({"tokens": words}))
    assert json.loads(judged(str(tokens), "--json"))["rules"]["person"]["n"] == 1
    mails = tmp_path / "mails.jsonl"
    rows = [
        {"body": f"Strictly confidential. {SECRET * 3}", "categories": {"4.10": 1}},
        {"body": "Het was een mooie dag in de stad, " * 20, "categories": {"2.7": 1}},
    ]
    mails.write_text("\n".join(map(json.dumps, rows)))
    found = json.loads(judged(str(mails), "--json"))
    assert found["recall_of_copies"]["60"]["share"] == 1
    assert found["posts_that_meet_documents"]["share"] == 0
    assert found["marked"]["confidential"]["share"] == 1


def test_evaluate_guard_says_what_it_cannot_judge_by(tmp_path):
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text('{"text": "Fijn", "spans": []}\n')
    done = CliRunner().invoke(main, ["evaluate", "guard", str(labelled)])
    assert (done.exit_code, "no place" in done.stderr) == (2, True)
    assert CliRunner().invoke(main, ["evaluate", "language"]).exit_code == 2
