"""A marker that was planted everywhere is nowhere: tables, index, log, free pages, files."""

import dataclasses
import datetime as dt
import json
import random
import zipfile
import zlib
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.urls import reverse

from klankbord.ambassadors.newsletters.models import Edition, Item
from klankbord.core.post import Author as Writer
from klankbord.core.post import Post, decode_batch, encode_post
from klankbord.jobs.models import Job
from klankbord.participate.archive.actions import export_posts, forget_post, keep_posts
from klankbord.participate.archive.filing import file_months
from klankbord.participate.archive.models import (
    Arrival,
    Author,
    DayTally,
    Forgotten,
    Hashtag,
    Mention,
)
from klankbord.participate.archive.parquet import folder
from klankbord.participate.archive.rights import outsider_found
from klankbord.participate.archive.rows import key_of
from klankbord.participate.listening.actions import deliver
from klankbord.participate.listening.models import Delivery, Source
from klankbord.participate.topics.models import Match, SavedView, Topic
from klankbord.people.models import Role
from klankbord.reputation.desk.actions import add_note
from klankbord.reputation.desk.models import Case, Channel
from klankbord.reputation.desk.opening import message_of, open_case
from klankbord.site.backup import write_backup
from klankbord.site.rights.erasing import erase_author, note_request, statement_file, statement_of
from klankbord.site.rights.proof import is_signed
from klankbord.trust import audit
from klankbord.trust.retention.holds import place_hold
from klankbord.trust.rights.models import Erasure

pytestmark = pytest.mark.django_db(transaction=True)
MARKER = "kwartelslag"
TEXT = (
    f"De {MARKER} bij het loket wacht al drie weken op antwoord. Zo kan het niet langer. #{MARKER}"
)


def post(number, handle, text, now, **more):
    writer = Writer(
        id=handle,
        handle=handle,
        name=f"{handle.title()} Jansen",
        url=f"https://say.example/@{handle}",
    )
    return Post(
        id=f"mastodon:{handle}-{number}",
        platform="mastodon",
        text=text,
        published_at=now,
        author=writer,
        url=f"https://say.example/@{handle}/{number}",
        raw=msgspec.Raw(json.dumps({"html": f"<p>{text}</p>"}).encode()),
        **more,
    )


@pytest.fixture
def source(now, organisation):
    return Source.objects.create(connector="file", target="a", name="A", created_at=now)


@pytest.fixture
def planted(source, owner, now):
    """The marker, wherever something of an author can come to stand."""
    others = [post(n, f"other{n}", f"Nummer {n} over de bus.", now) for n in range(200)]
    own = [post(n, MARKER, f"{TEXT} ({n})", now) for n in range(30)]
    repeat = post(1, "repeater", TEXT, now, repost_of=f"mastodon:{MARKER}-1")
    quote = post(1, "quoter", "Kijk eens hier.", now, quote_of=f"{MARKER}-2")
    quote = msgspec.structs.replace(quote, raw=msgspec.Raw(json.dumps({"quoted": TEXT}).encode()))
    keep_posts(posts=[*own, *others, repeat, quote], source=source, at=now)
    deliver(
        source=source, posts=[post(99, MARKER, TEXT, now), post(99, "other1", "Hoi", now)], at=now
    )
    topic = Topic.objects.create(name="T", query="loket", created_at=now, changed_at=now)
    mention = Mention.objects.filter(author__handle=MARKER).select_related("author").first()
    Match.objects.create(topic=topic, mention=mention)
    opened = open_case(
        by=owner,
        at=now,
        title=mention.text[:80],
        channel=Channel.MENTION,
        message=message_of(mention),
    )
    add_note(case=opened.case, by=owner, at=now, text=f"Zij schreef: {TEXT}")
    SavedView.objects.create(
        member=owner, name="V", filters={"q": f"author:{MARKER}"}, created_at=now
    )
    edition = Edition.objects.create(
        title="N", language="nl", period_from=now, period_until=now, created_at=now
    )
    quoted = f"Buiten zegt @{MARKER}: “De {MARKER} bij het loket wacht al drie weken op antwoord.”"
    Item.objects.create(edition=edition, position=1, headline="Buiten", text=quoted)
    export = Path(settings.DATA) / "files" / "mentions.csv"
    export.parent.mkdir(parents=True, exist_ok=True)
    export.write_text(TEXT, encoding="utf-8")
    with zipfile.ZipFile(export.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("own.json", json.dumps({"case": TEXT}))
    list(file_months(at=now))
    draft = folder() / ".mentions-2026-03.parquet.99"  # of a writer that was killed
    draft.write_bytes((folder() / "mentions-2026-03.parquet").read_bytes())
    caches["process"].set("drawing", TEXT)
    return opened.case


def files() -> list[Path]:
    """Every file of the database and the data folder."""
    base = Path(str(connection.settings_dict["NAME"]))
    paths = {*Path(settings.DATA).rglob("*"), *base.parent.glob(base.name + "*")}
    return sorted(path for path in paths if path.is_file())


def holders(marker: str) -> list[str]:
    """Every file that holds the marker, capitals or not, packed or not."""
    return [path.name for path in files() if marker in content_of(path).lower()]


def content_of(path: Path) -> str:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as pack:
            return str([pack.read(name) for name in pack.namelist()])
    if ".parquet" in path.name:
        return str(pq.read_table(path).to_pylist())
    return path.read_bytes().decode("latin-1")


def stored_of(words: list[str]) -> list[str]:
    """Which of the words stand in a file."""
    content = b"".join(path.read_bytes().lower() for path in files())
    return [word for word in words if word.encode() in content]


def forget(now, **whom):
    erasure = note_request(
        **{"platform": "", "handle": "", "url": ""} | whom, by="member:1", at=now
    )
    erase_author(erasure=erasure)
    return erasure


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's own file")
@pytest.mark.parametrize(
    "whom",
    [{"handle": f"@{MARKER}"}, {"url": f"https://say.example/@{MARKER}/7"}],
    ids=["handle", "url of a message"],
)
def test_the_marker_is_gone_from_every_byte(planted, now, whom):
    assert {
        ".mentions-2026-03.parquet.99",
        "mentions-2026-03.parquet",
        "mentions.zip",
        "mentions.csv",
    } <= {*holders(MARKER)}
    assert not Mention.objects.filter(extra__has_key="raw").exists()
    erasure = forget(now, **whom)
    assert holders(MARKER) == [], statement_of(erasure)
    assert caches["process"].get("drawing") is None
    assert sum(statement_of(erasure)["left"].values()) == 0
    assert Mention.objects.count() == 201
    assert Author.objects.count() == 201
    assert statement_of(erasure)["removed"]["archive.files"] == 31
    assert [post for post in export_posts() if MARKER in encode_post(post).decode()] == []
    assert sum(bool(post.raw) for post in export_posts()) == 200  # of others, but for the quote


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's own file")
def test_a_single_word_is_gone_too(source, now):
    """Pages that were split keep copies of words; a phrase of the author is not found there."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # always the same pages: with this seed a word of theirs stays
    dice = random.Random(4)  # noqa: S311  # words, not secrets
    words = ["".join(dice.choices("bdfgklmnprstvaeiou", k=9)) for _ in range(6_000)]
    said = [(n % 300, n, words[4 * n : 4 * n + 4]) for n in range(1_500)]
    dice.shuffle(said)
    for start in range(0, len(said), 60):
        posts = [
            post(n, f"name{who:03}", f"{a} de {b} bus {c} stil {d}", now - dt.timedelta(minutes=n))
            for who, n, (a, b, c, d) in said[start : start + 60]
        ]
        keep_posts(posts=posts, source=source, at=now)
    for gone in range(8):
        statement = statement_of(forget(now, handle=f"name{gone:03}"))
        own = [word for who, _n, four in said for word in four if who == gone]
        assert len(own) == 20
        assert stored_of(own) == []
        assert not statement["said_by_others_too"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's own file")
def test_a_backup_of_after_it_holds_nothing(planted, now, tmp_path):
    """One of before does, until the day that the proof names; see test_backup_sealed.py."""
    name = {"NAME": connection.settings_dict["NAME"]}
    here = settings.ENVIRONMENT
    here = dataclasses.replace(here, database=here.database | name, data=settings.DATA)

    def is_in_backup(target):
        write_backup(environment=here, target=target, with_secret=False, now=now, passphrase="")
        place = tmp_path / target.stem
        with zipfile.ZipFile(target) as packed:
            packed.extractall(place)
        paths = [path for path in place.rglob("*") if path.is_file()]
        assert any(path.suffix == ".parquet" for path in paths)
        return any(MARKER in content_of(path).lower() for path in paths)

    assert is_in_backup(tmp_path / "before.zip")
    forget(now, handle=MARKER)
    assert not is_in_backup(tmp_path / "after.zip")


def test_counts_follow_and_others_stay(planted, now):
    forget(now, handle=MARKER)
    assert not Hashtag.objects.exists()
    assert DayTally.objects.filter(kind="hashtag").count() == 0
    assert Match.objects.count() == 0
    delivery = Delivery.objects.get()
    kept = decode_batch(zlib.decompress(delivery.posts)).posts
    assert [each.author.handle for each in kept] == ["other1"]
    assert delivery.n_posts == 1


def test_a_case_keeps_that_there_was_a_message(planted, now):
    forget(now, handle=MARKER)
    case = Case.objects.get(pk=planted.pk)
    message = case.messages.get()
    assert (message.text, message.author_handle, message.author_name, message.url) == (
        "",
        "",
        "",
        "",
    )
    assert message.published_at == now
    assert case.title == case.number
    note = case.events.get(kind="noted").data["text"]
    assert note.startswith("Zij schreef:")
    assert MARKER not in json.dumps([event.data for event in case.events.all()])


def test_what_comes_again_is_not_kept(planted, source, now):
    forget(now, handle=MARKER)
    again = [post(n, MARKER, TEXT, now) for n in range(40)]
    assert keep_posts(posts=again, source=source, at=now).n_new == 0
    repeat = post(5, "another", TEXT, now, repost_of=f"{MARKER}-1")
    assert keep_posts(posts=[repeat], source=source, at=now).n_new == 0


def test_the_proof_says_until_when_and_can_be_checked(planted, now):
    erasure = forget(now, handle=MARKER)
    proof = statement_file(erasure)
    said = json.loads(proof["statement"])
    assert is_signed(proof["statement"], proof["signature"], proof["public_key"])
    changed = proof["statement"].replace('"left"', '"kept"')
    assert not is_signed(changed, proof["signature"], proof["public_key"])
    assert said["removed"]["archive.mentions"] == 31
    assert said["backups_until"] > said["finished_at"]
    assert MARKER not in json.dumps(proof)
    erasure.refresh_from_db()
    assert (erasure.handle, erasure.url, erasure.platform) == ("", "", "")


def test_the_log_has_the_act_and_no_name(planted, now):
    forget(now, handle=MARKER)
    entries = audit.AuditEntry.objects.filter(act__startswith="rights.")
    assert set(entries.values_list("act", flat=True)) == {
        "rights.erasure-asked",
        "rights.author-erased",
    }
    assert MARKER not in json.dumps(list(entries.values("act", "object", "detail")))
    assert audit.verify().is_whole


def test_what_is_held_stays_and_is_said(planted, now):
    held = Mention.objects.filter(author__handle=MARKER).order_by("pk").last()
    place_hold(
        kind="archive.mentions",
        row=held.pk,
        reason="A claim that is before the court",
        until_on=(dt.datetime.now(dt.UTC) + dt.timedelta(days=90)).date(),
        by="member:1",
        at=dt.datetime.now(dt.UTC),
    )
    forget(now, handle=MARKER)
    assert list(Mention.objects.filter(text__contains=MARKER)) == [held]
    assert Author.objects.filter(handle=MARKER).exists()


def test_another_author_of_the_same_handle_elsewhere_stays(source, now):
    here = post(1, "anna", "Een bericht over de bus van anna.", now)
    there = msgspec.structs.replace(here, id="bluesky:anna-1", platform="bluesky")
    keep_posts(posts=[here, there], source=source, at=now)
    forget(now, platform="mastodon", handle="anna")
    assert list(Mention.objects.values_list("platform", flat=True)) == ["bluesky"]


def test_a_post_that_its_platform_took_away(planted, source, now):
    n_before = Mention.objects.count()
    assert forget_post(post_id=f"mastodon:{MARKER}-3", at=now) == 1
    assert forget_post(post_id=f"mastodon:{MARKER}-3", at=now) == 0
    assert Mention.objects.count() == n_before - 1
    assert keep_posts(posts=[post(3, MARKER, TEXT, now)], source=source, at=now).n_new == 0
    assert Forgotten.objects.get().pk == key_of(f"mastodon:{MARKER}-3")
    assert Arrival.objects.count() == 1


def test_the_screen_shows_first_and_asks_then(planted, client_of, member_with):
    client = client_of(member_with(Role.MANAGER))
    form = {"platform": "", "handle": MARKER, "url": ""}
    address = reverse("rights:author-erase")
    shown = client.post(address, form)
    assert shown.status_code == 200
    assert shown.context["n_found"] == 31 + 31 + 1 + 1 + 1 + 1  # and in files
    assert Mention.objects.filter(author__handle=MARKER).count() == 30
    assert not Job.objects.filter(name="rights.erase_author").exists()
    answer = client.post(address, form | {"sure": "1"})
    assert answer.status_code == 302
    job = Job.objects.get(name="rights.erase_author")
    assert MARKER not in json.dumps(job.payload)
    erasure = Erasure.objects.get()
    assert client.get(reverse("rights:erasure-detail", args=[erasure.pk])).status_code == 200
    assert client.get(reverse("rights:erasure-export", args=[erasure.pk])).status_code == 404
    erase_author(erasure=erasure)
    page = client.get(reverse("rights:erasure-detail", args=[erasure.pk]))
    assert MARKER not in page.content.decode()
    assert client.get(reverse("rights:erasure-export", args=[erasure.pk])).json()["signature"]
    assert client.post(address, {"handle": " @ "}).context["form"].errors


def test_nobody_is_found_for_a_stranger_name(source, now):
    outsider = outsider_found(handle="nobody-here")
    assert outsider.mentions == ()
    erasure = forget(now, handle="nobody-here")
    assert set(statement_of(erasure)["removed"].values()) == {0}
