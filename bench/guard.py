"""A look at a post before it goes out: how sure and how soon, with ten thousand documents."""

import datetime as dt
import gzip
import io
import json
import os
import random
import resource
import string
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PIL import ExifTags, Image

from bench.posts import SEED
from bench.report import Line, percentile
from klankbord.core.guard.check import Inside, check_post
from klankbord.core.guard.consent import Refusals, name_hash
from klankbord.core.guard.corpus import MAKERS, labelled_posts
from klankbord.core.guard.pdf_text import pdf_text
from klankbord.core.guard.prints import Printer, PrintIndex
from klankbord.core.guard.terms import Term, Terms
from klankbord.core.guard.tests.pdfs import pdf
from klankbord.core.measure.spans import span_figures

N_DOCUMENTS = 10_000
WORDS_EACH = 600  # about 4,000 characters
N_COPIES = 2_000
N_LOOKS = 300
N_PDFS = 20
KEY = b"bench"
DAY = dt.date(2026, 11, 27)
CONFIDENTIAL = {"4.10", "3.10", "2.8", "3.12"}
UNRELATED = {
    "English": ("crisislex_t26", "reddit_stream", "customer_support_twitter"),
    "Dutch": ("imsypp_nl", "hatecheck_nl", "dutch_text_ud"),
}


def measure() -> list[Line]:
    """Rules on the own corpus, copies among the documents, and the time that a look takes."""
    rng = random.Random(SEED)
    documents = [_document(rng) for _ in range(N_DOCUMENTS)]
    printer = Printer(b"bench")
    began = time.process_time()
    index = PrintIndex.of(
        [(at, printer.prints_of(text).prints) for at, text in enumerate(documents)]
    )
    took = time.process_time() - began
    kilobytes = sum(each.nbytes for each in (index.prints, index.documents)) / 1e6
    inside = Inside(
        names=["Lindewaard"],
        terms=Terms(Term(f"project {_word(rng)}") for _ in range(500)),
        printer=printer,
        prints=index,
        refusals=Refusals.of([name_hash(_name(rng), KEY) for _ in range(1_000)], KEY),
    )
    return [
        *_rules(),
        Line(f"{N_DOCUMENTS:,} documents of 4,000 characters: prints made", took, "s"),
        Line("… memory of their prints", kilobytes, "MB"),
        *_copies(documents, printer, index, rng),
        *_looks(documents, inside, rng),
        *_pdfs(rng),
        *_real(rng),
    ]


def _rules() -> list[Line]:
    pairs = [
        (
            [(start, end, rule.value) for start, end, rule in post.spans],
            [(f.start, f.end, f.rule.value) for f in check_post(post.text, on=DAY).findings],
        )
        for post in labelled_posts(seed=SEED, n_each=1_000)
    ]
    figures = span_figures(pairs, [rule.value for rule in MAKERS])
    return [
        Line(
            "G2: own corpus, lowest recall of a rule",
            min(f.recall.share for f in figures), "", 0.98,
        ),
        Line(
            "G2: own corpus, lowest precision of a rule",
            min(f.precision.share for f in figures), "", 0.95,
        ),
    ]  # fmt: skip


def _copies(
    documents: Sequence[str], printer: Printer, index: PrintIndex, rng: random.Random
) -> list[Line]:
    n_found, waits = 0, []
    for _ in range(N_COPIES):
        at = rng.randrange(len(documents))
        start = rng.randrange(len(documents[at]) - 60)
        post = f"Gehoord: {documents[at][start : start + 60]}, wist je dat?"
        began = time.process_time()
        found = index.stretches(printer.prints_of(post))
        waits.append((time.process_time() - began) * 1000)
        n_found += any(each.document == at for each in found)
    strangers = [_document(rng, 40) for _ in range(N_COPIES)]
    n_false = sum(bool(index.stretches(printer.prints_of(text))) for text in strangers)
    return [
        Line("Copied stretches of 60 characters that are found", n_found / N_COPIES, "", 1.0),
        Line("… other texts that meet a document", n_false / N_COPIES, "", 0.0, is_ceiling=True),
        Line("… the slowest search among all documents", max(waits), "ms", 20.0, is_ceiling=True),
    ]


def _looks(documents: Sequence[str], inside: Inside, rng: random.Random) -> list[Line]:
    picture = _picture()
    waits = []
    for _ in range(N_LOOKS):
        text = (
            f"{rng.choice(documents)[:4_700]} Mijn BSN is 123456782, bel 06-12345678. "
            + " ".join(_word(rng) for _ in range(200))
        )
        began = time.process_time()
        check_post(text[:5_000], on=DAY, inside=inside, pictures=[picture])
        waits.append((time.process_time() - began) * 1000)
    p95 = percentile(waits, 0.95)
    return [
        Line("A look at 5,000 characters and a picture, p95", p95, "ms", 100.0, is_ceiling=True)
    ]


def _pdfs(rng: random.Random) -> list[Line]:
    """The reader is a child process: its own time and that of the start, without the waiting."""
    content = pdf(*[_document(rng, 300) for _ in range(20)])
    waits = []
    for _ in range(N_PDFS):
        began = _with_children()
        pdf_text(content)
        waits.append((_with_children() - began) * 1000)
    what = "The words of a PDF of 20 pages, p95"
    return [Line(what, percentile(waits, 0.95), "ms", 2_000.0, is_ceiling=True)]


def _with_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def _name(rng: random.Random) -> str:
    return f"{_word(rng)} {_word(rng)}"


def _real(rng: random.Random) -> list[Line]:
    """G1 on real mail and posts, where the data sets are."""
    folder = os.environ.get("KLANKBORD_TEST_DATA")
    if not folder:
        return []
    root = Path(folder)
    mails = list(_rows(root / "enron_categories" / "mails.jsonl.gz"))
    inside = [row["body"] for row in mails if CONFIDENTIAL & set(row["categories"])]
    government = [
        " ".join(word for word, *_ in row["tokens"])
        for row in _rows(root / "pii_dutch_government" / "documents.jsonl.gz")
    ]
    lines: list[Line] = []
    for name, documents in (("English", inside), ("Dutch", government)):
        posts = [text for part in UNRELATED[name] for text in _texts(root / part)]
        lines += _leaks(name, [" ".join(each.split()) for each in documents], posts, rng)
    return lines


def _leaks(
    name: str, documents: Sequence[str], posts: Sequence[str], rng: random.Random
) -> list[Line]:
    printer = Printer(b"bench")
    index = PrintIndex.of(
        [(at, printer.prints_of(text).prints) for at, text in enumerate(documents)],
        [printer.background()],
    )

    def look(post: str) -> Sequence[object]:
        return index.stretches(printer.prints_of(post))

    lines = [
        Line(
            f"G1: {length}-character copies from {name} documents found",
            _recall(documents, length, posts, look, rng),
            "",
            0.97 if length == 80 else None,
        )
        for length in (60, 80)
    ]
    n_false = sum(bool(index.stretches(printer.prints_of(text))) for text in posts)
    share = 100 * n_false / len(posts)
    what = f"G1: false alarms on {len(posts):,} unrelated {name} posts"
    return [*lines, Line(what, share, "%", 0.02, is_ceiling=True)]


def _recall(
    documents: Sequence[str], length: int, posts: Sequence[str],
    look: Callable[[str], Sequence[object]], rng: random.Random,
) -> float:  # fmt: skip
    long = [text for text in documents if len(text) > 2 * length]
    n_found = 0
    for _ in range(N_COPIES):
        text = rng.choice(long)
        start = rng.randrange(len(text) - length)
        post = f"{rng.choice(posts)[:150]} {text[start : start + length]} {rng.choice(posts)[:60]}"
        n_found += bool(look(post))
    return n_found / N_COPIES


def _rows(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path) as lines:
        yield from map(json.loads, lines)


def _texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        for row in _rows(path):
            if isinstance(text := row.get("text"), str):
                yield text


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(string.ascii_lowercase, k=rng.randint(3, 9)))


def _document(rng: random.Random, n: int = WORDS_EACH) -> str:
    return " ".join(_word(rng) for _ in range(n))


def _picture() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitude: (52.0, 5.0, 1.0)}
    out = io.BytesIO()
    Image.effect_noise((2000, 1500), 80).save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()
