"""`klankbord guidelines lint`: read a guideline, and say what may be better and where."""

import re
import sys
from collections.abc import Iterator
from typing import Any

import click
import msgspec
from django.utils import translation

from klankbord.ambassadors.guidelines.linting.remarks import Remark, remarks_on
from klankbord.core.guidelines.finding import LANGUAGES, ClauseText
from klankbord.core.guidelines.lint import lint_clause, lint_guideline
from klankbord.core.text.language import languages
from klankbord.core.text.readability import readability
from klankbord.site.commands.streams import Unusable, numbered_lines, opened_in, report

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
_LINES = (".jsonl", ".ndjson")


class _Line(msgspec.Struct):
    text: str = ""
    body: str = ""
    title: str = ""
    lang: str = ""
    id: str | int | None = None


@click.group()
def guidelines() -> None:
    """Read a guideline as colleagues will."""


@guidelines.command()
@click.argument("file")
@click.option("--text-lang", type=click.Choice(LANGUAGES), help="The language of the text.")
@click.option("--lang", type=click.Choice(["en", "nl"]), default="en", show_default=True)
@click.option("--json/--words", "as_json", default=False, help="JSON Lines, or sentences.")
def lint(*, file: str, text_lang: str | None, lang: str, as_json: bool) -> None:
    """Look at FILE: how plain it reads, what is vague, what is missing.

    Text or Markdown is one guideline, with a clause under each heading. In JSON Lines every line
    is a text of its own ({"id", "text"}), of which no subjects are asked. Gives {"clause",
    "start", "end", "flaw", "said", "remedy"} for each finding; "start" and "end" count characters
    in the text of the clause. Exit code 1 when something was found.
    """
    n_found = 0
    with translation.override(lang):
        for name, clauses, language in _given(file, text_lang):
            is_whole = "id" not in name
            remarks = _remarks(clauses, language, is_whole=is_whole)
            n_found += len(remarks)
            if remarks or is_whole:
                values = {**name, "language": language, **_values(remarks, clauses, language)}
                report(values, as_json=as_json, lines=_lines(name, values))
    sys.exit(1 if n_found else 0)


def _remarks(clauses: list[ClauseText], language: str, *, is_whole: bool) -> list[Remark]:
    if is_whole:
        found = lint_guideline(clauses, on=None, languages=[language])
    else:
        found = lint_clause(clauses[0], 0, on=None, languages=[language])
    return remarks_on(found, clauses)


def _given(file: str, told: str | None) -> Iterator[tuple[dict[str, Any], list[ClauseText], str]]:
    """What to look at: a name for it, its clauses, and their language."""
    if file.removesuffix(".gz").endswith(_LINES):
        yield from _given_lines(file, told)
        return
    with opened_in(file) as opened:
        text = opened.read().decode("utf-8", "replace").removeprefix("\ufeff")
    language = told or _language(text)
    if not language:
        raise Unusable(file, "is this Dutch or English? Say so with --text-lang")
    yield {}, list(_clauses(text, language)), language


def _given_lines(
    file: str, told: str | None
) -> Iterator[tuple[dict[str, Any], list[ClauseText], str]]:
    n_left_out = 0
    for number, line in numbered_lines(file):
        row = _row(file, number, line)
        text = row.text or row.body
        language = told or (row.lang if row.lang in LANGUAGES else _language(text))
        if language:
            name = {"id": number if row.id is None else row.id}
            yield name, [ClauseText({language: row.title}, {language: text})], language
        n_left_out += not language
    if n_left_out:
        click.echo(f"Left out, neither Dutch nor English: {n_left_out}", err=True)


def _row(file: str, number: int, line: bytes) -> _Line:
    try:
        return msgspec.json.decode(line, type=_Line)
    except msgspec.MsgspecError as error:
        raise Unusable(file, number, error) from error


def _language(text: str) -> str:
    """Identified; empty when it is another language or none."""
    found = languages([text], expected=LANGUAGES)[0].code
    return found if found in LANGUAGES else ""


def _clauses(text: str, language: str) -> Iterator[ClauseText]:
    """One under each heading; what stands above the first is a clause too."""
    parts = _HEADING.split(text.replace("\r\n", "\n"))
    pairs = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    for title, body in pairs:
        if body.strip():
            yield ClauseText({language: title}, {language: body.strip("\n")})


def _values(remarks: list[Remark], clauses: list[ClauseText], language: str) -> dict[str, Any]:
    text = "\n\n".join(each.texts[language] for each in clauses)
    figures = readability(text, language)
    return {
        "score": round(figures.score, 1) if figures else None,
        "words_a_sentence": round(figures.words_a_sentence, 1) if figures else None,
        "syllables_a_word": round(figures.syllables_a_word, 2) if figures else None,
        "findings": [_finding(each, clauses) for each in remarks],
    }


def _finding(remark: Remark, clauses: list[ClauseText]) -> dict[str, Any]:
    title = "" if remark.clause is None else clauses[remark.clause].titles.get(remark.language, "")
    place = remark.place
    return {
        "clause": None if remark.clause is None else remark.clause + 1,
        "title": title,
        "start": place.start if place else None,
        "end": place.end if place else None,
        "flaw": remark.flaw.value,
        "said": str(remark.said),
        "remedy": str(remark.remedy),
        "text": remark.quote,
    }


def _lines(name: dict[str, Any], values: dict[str, Any]) -> list[str]:
    head = [f"{name['id']}:"] if name else []
    if values["score"] is not None:
        head.append(f"Reading ease {values['score']:.0f} of 100")
    return head + [
        f"{_where(each)}{each['said']} {each['remedy']}"
        + (f"\n    “{each['text']}”" if each["text"] else "")
        for each in values["findings"]
    ]


def _where(each: dict[str, Any]) -> str:
    if each["clause"] is None:
        return ""
    place = "" if each["start"] is None else f", {each['start']}-{each['end']}"
    return f"{each['clause']}{place}: "
