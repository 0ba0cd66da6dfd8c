"""`klankbord guard`: fingerprints of documents, and a look at a text before it is posted."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from django.utils import timezone, translation

from klankbord.ambassadors.guidelines.advice import LIGHTS, PARTS, advice_on
from klankbord.ambassadors.guidelines.register_key import key_id, prints_key
from klankbord.core.guard.check import Inside, Verdict, check_post
from klankbord.core.guard.document_text import READABLE, DocumentUnreadable, document_text
from klankbord.core.guard.finding import Finding, Light, Rule
from klankbord.core.guard.prints import CERTAIN, FEWEST, Printer, PrintIndex, Prints
from klankbord.core.guard.shelf import Shelf, ShelfUnusable, packed, unpacked
from klankbord.core.guard.terms import Term, Terms
from klankbord.site.commands.streams import Unusable, bar, opened_in, report
from klankbord.site.environment import read_environment

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
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def index(*, folder: Path, public: Path | None, prints: Path | None, as_json: bool) -> None:
    """Make keyed fingerprints of every document in FOLDER; their words are not kept.

    Text, Markdown, HTML, Word, PowerPoint, Excel and OpenDocument. Exit code 1 when one was left
    out.
    """
    printer, target = Printer(prints_key()), _place(prints)
    left_out: list[str] = []
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
    values = {
        "documents": len(documents),
        "prints": len(shelf.prints.prints),
        "left_out": left_out,
        "file": str(target),
    }
    lines = [f"{len(documents)} documents, {len(shelf.prints.prints)} prints: {target}"]
    report(values, as_json=as_json, lines=[*lines, *(f"Left out: {each}" for each in left_out)])
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
            if len(made) < FEWEST:
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
