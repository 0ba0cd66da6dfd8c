"""`klankbord guard`: fingerprints of documents, and a look at a text before it is posted."""

import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from django.utils import timezone, translation

from klankbord.ambassadors.guidelines.advice import LIGHTS, PARTS, advice_on
from klankbord.ambassadors.guidelines.inside.actions import enter_document
from klankbord.ambassadors.guidelines.inside.queries import documents_titled
from klankbord.ambassadors.guidelines.register_key import key_id, prints_key
from klankbord.core.guard.check import Inside, Verdict, check_post
from klankbord.core.guard.document_text import READABLE, DocumentUnreadable, document_text
from klankbord.core.guard.finding import Finding, Light, Rule
from klankbord.core.guard.prints import CERTAIN, FEWEST, Printer, PrintIndex, Prints
from klankbord.core.guard.shelf import Shelf, ShelfUnusable, packed, unpacked
from klankbord.core.guard.terms import Term, Terms
from klankbord.people.models import Member
from klankbord.site.commands.streams import Unusable, bar, opened_in, report
from klankbord.site.environment import read_environment

LONGEST_TITLE = 200  # of a place in a folder its end says most
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif", ".heic", ".avif", ".mpo"}
PRINTS = click.option(
    "--prints",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file of fingerprints; without it guard.prints in the data folder.",
)


@click.group()
def guard() -> None:
    """Make fingerprints of documents that stay inside, and look at a text before posting."""


@guard.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--public",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with texts that are public already: what stands there is nobody's secret.",
)
@PRINTS
@click.option("--register", is_flag=True, help="Into the list of this installation, not a file.")
@click.option("--owner", metavar="EMAIL", help="Who answers questions about them (--register).")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day on which they may go out (--register).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def index(
    *,
    folder: Path,
    public: Path | None,
    prints: Path | None,
    register: bool,
    owner: str | None,
    until: dt.datetime | None,
    as_json: bool,
) -> None:
    """Make keyed fingerprints of every document in FOLDER; their words are not kept.

    Text, Markdown, HTML, Word, PowerPoint, Excel, OpenDocument and PDF. Exit code 1 when one was
    left out. With --register they stand in "What stays inside", under their place in the folder;
    run it again as often as you like: what is there already is left as it is.
    """
    if register and prints:
        message = "--register fills the installation's list, --prints names a file."
        raise click.UsageError(message)
    if (owner or until) and not register:
        message = "--owner and --until go with --register."
        raise click.UsageError(message)
    left_out: list[str] = []
    if register:
        entry = Entry(owner=_member(owner), until=until.date() if until else None)
        values = _registered(folder, public, entry, left_out)
        line = "{documents} documents: {new} new or changed, {same} as they were".format(**values)
    else:
        values = _written(folder, public, _place(prints), left_out)
        line = "{documents} documents, {prints} prints: {file}".format(**values)
    lines = [line, *(f"Left out: {each}" for each in left_out)]
    report(values | {"left_out": left_out}, as_json=as_json, lines=lines)
    sys.exit(1 if left_out else 0)


@guard.command()
@click.argument("file")
@PRINTS
@click.option("--lang", type=click.Choice(["en", "nl"]), default="en", show_default=True)
@click.option("--organisation", multiple=True, help="A name of your organisation; may be repeated.")
@click.option("--term", multiple=True, help="A word that stays inside; may be repeated.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As on this day.")
@click.option("--json/--words", "as_json", default=True, help="JSON Lines, or sentences.")
def check(
    *,
    file: str,
    prints: Path | None,
    lang: str,
    organisation: tuple[str, ...],
    term: tuple[str, ...],
    on: Any,
    as_json: bool,
) -> None:
    """Look at FILE before it is posted: a text, a picture, or JSON Lines with a "text" each.

    Gives {"light", "findings": [{"start", "end", "rule", "clause", "advice"}]} for a text, and one
    line for each of JSON Lines, with its "id". Exit code 1 when something was found.
    """
    inside = _inside(_place(prints), organisation, term)
    day = on.date() if on else timezone.localdate()
    is_found = False
    with translation.override(lang):
        for name, text, pictures in _given(file):
            verdict = check_post(text, on=day, inside=inside, pictures=pictures)
            is_found |= verdict.light is not Light.GREEN
            values = {**name, **_values(verdict)}
            report(values, as_json=as_json, lines=_lines(verdict, text))
    sys.exit(1 if is_found else 0)


@dataclass(frozen=True)
class Entry:
    """What is noted of every document that a folder gives to the installation."""

    owner: Member | None
    until: dt.date | None


def _written(
    folder: Path, public: Path | None, target: Path, left_out: list[str]
) -> dict[str, Any]:
    """Write the prints of a folder to a file."""
    printer = Printer(prints_key())
    documents = list(_printed(folder, printer, left_out))
    open_ones = [made for _, made in _printed(public, printer, left_out)] if public else []
    shelf = Shelf(
        PrintIndex.of(
            [(at, made) for at, (_, made) in enumerate(documents)],
            [*open_ones, printer.background()],
        ),
        [title for title, _ in documents],
        key_id(),
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(packed(shelf))
    n_prints = len(shelf.prints.prints)
    return {"documents": len(documents), "prints": n_prints, "file": str(target)}


def _registered(
    folder: Path, public: Path | None, entry: Entry, left_out: list[str]
) -> dict[str, Any]:
    """Enter a folder in the list of the installation, and one of what is public already."""
    entered = _entered(folder, entry, left_out, is_public=False)
    if public:
        nobody = Entry(owner=entry.owner, until=None)
        entered += _entered(public, nobody, left_out, is_public=True)
    return {"documents": len(entered), "new": sum(entered), "same": entered.count(False)}


def _entered(folder: Path, entry: Entry, left_out: list[str], *, is_public: bool) -> list[bool]:
    known = documents_titled(is_public=is_public)
    return [
        enter_document(
            known=known.get(title[-LONGEST_TITLE:]),
            title=title[-LONGEST_TITLE:],
            prints=made,
            until=entry.until,
            owner=entry.owner,
            is_public=is_public,
            actor="command line",
            at=timezone.now(),
        )
        for title, made in _printed(folder, Printer(prints_key()), left_out)
    ]


def _member(email: str | None) -> Member | None:
    if email is None:
        return None
    found = Member.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        message = f"No member with the address {email}: see `People` in Klankbord."
        raise click.UsageError(message)
    return found


def _place(prints: Path | None) -> Path:
    return prints or read_environment().data / "guard.prints"


def _printed(folder: Path, printer: Printer, left_out: list[str]) -> Iterator[tuple[str, Prints]]:
    """Title and prints of each document; what cannot be used is named."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with bar() as progress:
        for path in progress.track(files, description="index"):
            title = str(path.relative_to(folder))
            try:
                text = document_text(path.name, path.read_bytes())
            except (DocumentUnreadable, OSError):
                left_out.append(f"{title} (its words cannot be read)")
                continue
            made = printer.prints_of(text).prints
            if len(set(made.tolist())) < FEWEST:
                left_out.append(f"{title} (too short: fewer than {CERTAIN} letters)")
            else:
                yield title, made


def _inside(place: Path, names: Sequence[str], terms: Sequence[str]) -> Inside:
    """What the command knows of the organisation; a file of another key says so."""
    told = Terms(Term(words, Rule.CONFIDENTIAL_WORD) for words in terms)
    if not place.is_file():
        return Inside(names=names, terms=told)
    try:
        shelf = unpacked(place.read_bytes(), key_id=key_id())
    except ShelfUnusable as error:
        message = "no fingerprints, or made with another secret. Run `klankbord guard index` again"
        raise Unusable(place, message) from error
    titles = dict(enumerate(shelf.titles))
    return Inside(
        names=names, terms=told, printer=Printer(prints_key()), prints=shelf.prints, titles=titles
    )


def _given(file: str) -> Iterator[tuple[dict[str, Any], str, tuple[bytes, ...]]]:
    """What to look at: the id of a line, its text, its pictures."""
    with opened_in(file) as stream:
        content = stream.read()
    bare = file.removesuffix(".gz").lower()
    ending = Path(bare).suffix
    if ending == ".jsonl":
        yield from _lines_of(file, content)
    elif ending in PICTURES:
        yield {}, "", (content,)
    else:
        yield {}, _text_of(file, bare, ending, content), ()


def _text_of(file: str, bare: str, ending: str, content: bytes) -> str:
    try:
        return document_text(bare if ending in READABLE else "text", content)
    except DocumentUnreadable as error:
        raise Unusable(file, "its words cannot be read") from error


def _lines_of(file: str, content: bytes) -> Iterator[tuple[dict[str, Any], str, tuple[bytes, ...]]]:
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, name = row["text"], {"id": row["id"]} if "id" in row else {}
        except (ValueError, KeyError, TypeError) as error:
            raise Unusable(file, number, 'a line must be JSON with a "text"') from error
        yield name, str(text), ()


def _values(verdict: Verdict) -> dict[str, Any]:
    return {
        "light": verdict.light.value,
        "findings": [_finding(each) for each in verdict.findings],
    }


def _finding(found: Finding) -> dict[str, Any]:
    values = {
        "start": found.start,
        "end": found.end,
        "rule": found.rule.value,
        "clause": str(PARTS[found.part]),
        "advice": str(advice_on(found).rewrite),
    }
    return values | ({"of": found.detail} if found.detail else {})


def _lines(verdict: Verdict, text: str) -> list[str]:
    light = LIGHTS[verdict.light]
    lines = [f"{light.label}. {light.rewrite}"]
    for each in verdict.findings:
        advice = advice_on(each)
        place = f" “{text[each.start : each.end][:80]}”" if each.end else ""
        lines.append(f"- {advice.label}:{place} {advice.rewrite} ({PARTS[each.part]})")
    return lines
