"""`klankbord evaluate guard`: recall and precision of every rule, and of copies from documents."""

import datetime as dt
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import msgspec

from klankbord.core.guard.check import check_post
from klankbord.core.guard.corpus import MAKERS, labelled_posts
from klankbord.core.guard.finding import Rule
from klankbord.core.guard.prints import Printer, PrintIndex
from klankbord.core.measure.intervals import Interval, wilson_interval
from klankbord.core.measure.spans import Span, SpanFigures, span_figures
from klankbord.site.commands.streams import Unusable, numbered_lines

SEED: Final = 20_261_127
DAY: Final = dt.date(2026, 11, 27)  # a corpus has no today
# What labelled sets call our rules. A label that is not here is not judged.
NAMES: Final = {
    **{rule.value: rule for rule in Rule},
    "person": Rule.PERSON, "persoon": Rule.PERSON, "patient": Rule.PERSON,
    "credit_card": Rule.CARD, "iban_code": Rule.IBAN, "phone_number": Rule.PHONE,
    "telefoonnummer": Rule.PHONE, "email_address": Rule.EMAIL, "emailadres": Rule.EMAIL,
    "ip_address": Rule.IP_ADDRESS, "us_ssn": Rule.NATIONAL_NUMBER,
    "us_driver_license": Rule.IDENTITY_DOCUMENT, "us_passport": Rule.IDENTITY_DOCUMENT,
    "date_of_birth": Rule.BIRTH_DATE, "password": Rule.SECRET, "api_key": Rule.SECRET,
    "kenteken": Rule.LICENCE_PLATE, "license_plate": Rule.LICENCE_PLATE,
    "rijksregisternummer": Rule.NATIONAL_NUMBER_BE, "be_national_number": Rule.NATIONAL_NUMBER_BE,
    "onderwijsnummer": Rule.EDUCATION_NUMBER, "btw": Rule.VAT, "vat_number": Rule.VAT,
}  # fmt: skip
# Mail of the study of Enron: secrecy, legal advice, legal documents, minutes; press, news, letters.
CONFIDENTIAL: Final = frozenset({"4.10", "3.10", "2.8", "3.12"})
PUBLIC: Final = frozenset({"2.4", "2.7", "2.10"})
COPIED: Final = (60, 80)
N_COPIES: Final = 5  # of each length from each document
POST: Final = 280
_NAMED: Final = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]{2,}")
_NO_NAME: Final = frozenset(
    """
    Hij Zij Haar Hem Zijn Hun Wij Ons Onze Ik Mijn Uw Voorzitter Burgemeester Wethouder Minister
    Deze Die Het Een Staatssecretaris Directeur Griffier Secretaris Generaal
    """.split()  # noqa: SIM905  # a list of words reads as one
)


class _Place(msgspec.Struct):
    start: int
    end: int
    type: str


class _Row(msgspec.Struct):
    text: str = ""
    spans: list[_Place] = []
    tokens: list[tuple[str, str, str]] = []
    body: str = ""
    categories: dict[str, int] = {}


@dataclass(frozen=True)
class Judged:
    """A report for programs and for people."""

    values: dict[str, Any]
    lines: list[str]


def judge_guard(file: str | None) -> Judged:
    """Judge by a labelled file, or by the corpus that comes along."""
    if file is None:
        texts = [
            (post.text, [(start, end, rule.value) for start, end, rule in post.spans])
            for post in labelled_posts(seed=SEED)
        ]
        return _by_rule(texts, [rule.value for rule in MAKERS])
    rows = list(_rows(file))
    if any(row.categories for row in rows):
        return _by_copies(rows)
    texts = [_labelled(row) for row in rows]
    labels = {label for _, spans in texts for *_, label in spans}
    if not labels:
        raise Unusable(file, "no place that is labelled with one of our rules")
    return _by_rule(texts, sorted(labels))


def _rows(name: str) -> Iterator[_Row]:
    for number, line in numbered_lines(name):
        try:
            yield msgspec.json.decode(line, type=_Row)
        except msgspec.MsgspecError as error:
            raise Unusable(name, number, error) from error


def _labelled(row: _Row) -> tuple[str, list[Span]]:
    if row.tokens:
        return _from_tokens(row.tokens)
    known = [(each, NAMES.get(each.type.lower())) for each in row.spans]
    return row.text, [(each.start, each.end, rule.value) for each, rule in known if rule]


def _from_tokens(tokens: Sequence[tuple[str, str, str]]) -> tuple[str, list[Span]]:
    """Words with a space between; mentions of people by a name, not "he" or "the mayor"."""
    text, mentions = "", list[list[int]]()
    for word, _, tag in tokens:
        if tag.startswith("B_PER"):
            mentions.append([len(text), 0])
        if tag.startswith(("B_PER", "I_PER")) and mentions:
            mentions[-1][1] = len(text) + len(word)
        text += f"{word} "
    spans = [(start, end, Rule.PERSON.value) for start, end in mentions]
    return text, [each for each in spans if _is_named(text[each[0] : each[1]])]


def _is_named(mention: str) -> bool:
    return any(word not in _NO_NAME for word in _NAMED.findall(mention))


def _by_rule(texts: Sequence[tuple[str, list[Span]]], labels: Sequence[str]) -> Judged:
    pairs = [
        (right, [(f.start, f.end, f.rule.value) for f in check_post(text, on=DAY).findings])
        for text, right in texts
    ]
    figures = span_figures(pairs, labels)
    values = {"task": "guard", "n": len(texts), "rules": {f.label: _values(f) for f in figures}}
    head = "rule                      n  recall                  precision               F1     F2"
    return Judged(values, [f"{len(texts)} texts", "", head, *map(_line, figures)])


def _values(figures: SpanFigures) -> dict[str, Any]:
    return {
        "n": figures.n,
        "n_given": figures.n_given,
        "n_found": figures.n_found,
        "recall": asdict(figures.recall),
        "precision": asdict(figures.precision),
        "f1": figures.f(),
        "f2": figures.f(2),
    }


def _line(figures: SpanFigures) -> str:
    return (
        f"{figures.label:20} {figures.n:6}  {_said(figures.recall):22}  "
        f"{_said(figures.precision):22}  {figures.f():.3f}  {figures.f(2):.3f}"
    )


def _said(interval: Interval) -> str:
    return f"{interval.share:.3f} ({interval.low:.3f}-{interval.high:.3f})"


def _by_copies(rows: Sequence[_Row]) -> Judged:
    """Confidential mail is registered; what is copied from it into a post must be seen."""
    inside = [row.body for row in rows if CONFIDENTIAL & set(row.categories)]
    outside = [row.body for row in rows if not CONFIDENTIAL & set(row.categories)]
    printer = Printer(b"evaluate")
    index = PrintIndex.of([(at, printer.prints_of(body).prints) for at, body in enumerate(inside)])
    rng = random.Random(SEED)  # noqa: S311  # a choice of places, not a key
    outcome = {
        str(length): asdict(_recall(inside, length, printer, index, rng)) for length in COPIED
    }
    posts = [post for body in outside for post in _posts(body)]
    n_false = sum(bool(index.stretches(printer.prints_of(post))) for post in posts)
    alarms = wilson_interval(n_false, len(posts))
    marked = [_share_marked(bodies) for bodies in (inside, outside)]
    values = {
        "task": "guard", "n": len(rows), "documents": len(inside), "posts": len(posts),
        "recall_of_copies": outcome, "posts_that_meet_documents": asdict(alarms),
        "marked": {"confidential": asdict(marked[0]), "others": asdict(marked[1])},
    }  # fmt: skip
    lines = [
        f"{len(inside)} confidential documents, {len(posts)} posts cut from the other mail",
        *(
            f"copies of {n} characters found   {_said(Interval(**each))}"
            for n, each in outcome.items()
        ),
        f"other posts that meet a document {_said(alarms)}",
        f"marked as confidential by itself {_said(marked[0])}, of other mail {_said(marked[1])}",
    ]
    return Judged(values, lines)


def _recall(
    inside: Sequence[str], length: int, printer: Printer, index: PrintIndex, rng: random.Random
) -> Interval:
    n_found = n = 0
    for at, body in enumerate(inside):
        words = " ".join(body.split())
        for _ in range(N_COPIES if len(words) > 2 * length else 0):
            start = rng.randrange(len(words) - length)
            post = f"Zie hier: {words[start : start + length]} ..."
            n_found += any(each.document == at for each in index.stretches(printer.prints_of(post)))
            n += 1
    return wilson_interval(n_found, n)


def _posts(body: str) -> Iterator[str]:
    words = " ".join(body.split())
    for start in range(0, len(words), POST):
        yield words[start : start + POST]


def _share_marked(bodies: Sequence[str]) -> Interval:
    n = sum(
        any(each.rule is Rule.MARKING for each in check_post(body, on=DAY).findings)
        for body in bodies
    )
    return wilson_interval(n, len(bodies))
