"""What is erased is gone: rows, index, counts, authors, and every file."""

from pathlib import Path

import pytest
from django.db import connection

from klankbord.core.match import parse_query
from klankbord.participate.archive.actions import erase_source, export_posts, keep_posts
from klankbord.participate.archive.models import Author, Mention
from klankbord.participate.archive.search import search_mentions
from klankbord.participate.archive.tests.counting import assert_counts_agree
from klankbord.participate.listening.models import Source


@pytest.mark.django_db
def test_a_source_goes_with_all_it_gave(source, make_post, now):
    other = Source.objects.create(connector="feed", target="y", name="Ander", created_at=now)
    keep_posts(posts=[make_post(n, handle=f"a{n}") for n in range(30)], source=source, at=now)
    keep_posts(posts=[make_post(99, "blijft", handle="b")], source=other, at=now)
    assert erase_source(source=source) == 30
    assert [row.external_id for row in Mention.objects.all()] == ["99"]
    assert [author.handle for author in Author.objects.all()] == ["b"]
    assert search_mentions(query=parse_query("brug")).count.n == 0
    assert search_mentions(query=parse_query("blijft")).count.n == 1
    assert not Source.objects.filter(pk=source.pk).exists()
    assert_counts_agree()
    assert [post.external_id for post in export_posts()] == ["99"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the files of SQLite")
@pytest.mark.django_db(transaction=True)
def test_no_file_holds_an_erased_word(source, make_post, now):
    for part in range(3):
        posts = [
            make_post(100 * part + n, f"geheimwoord{n} zqxjkv weg", handle="wqzzyx")
            for n in range(50)
        ]
        keep_posts(posts=posts, source=source, at=now)
    erase_source(source=source)
    database = Path(connection.settings_dict["NAME"])
    for path in database.parent.glob(f"{database.name}*"):
        content = path.read_bytes()
        for trace in (b"zqxjkv", b"eheimwoord", b"wqzzyx"):
            assert trace not in content, path.name
