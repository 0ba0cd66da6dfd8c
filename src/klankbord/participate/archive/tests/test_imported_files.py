"""A file, from the disk to the search results."""

import json

import pytest

from klankbord.core.match import parse_query
from klankbord.participate.archive.jobs import keep_delivery
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.search import search_mentions
from klankbord.participate.archive.tests.counting import assert_counts_agree
from klankbord.participate.listening.importing import import_path, read_import
from klankbord.participate.listening.models import Delivery

pytestmark = pytest.mark.django_db


def test_the_same_file_twice_keeps_its_posts_once(organisation, tmp_path, now):
    path = tmp_path / "posts.jsonl"
    posts = [
        {
            "id": f"reddit:{number}",
            "platform": "reddit",
            "text": f"bericht {number} zonder datum",
            "author": {"id": "a", "handle": "anna"},
            "published_at": "2026-02-01T10:00:00Z",
        }
        for number in range(12)
    ]
    path.write_text("\n".join(map(json.dumps, posts)))
    for _ in range(2):
        brought = import_path(path=path, at=now)
        read_import(file_import=brought, now=now, on_page=lambda _at: None)
        for pk in list(Delivery.objects.values_list("pk", flat=True)):
            keep_delivery(delivery_id=pk, at=now)
    assert Mention.objects.count() == 12
    assert search_mentions(query=parse_query("bericht")).count.n == 12
    assert_counts_agree()
