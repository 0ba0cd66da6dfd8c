"""Real input: a published stream, brought in by the mapping that the screen proposes."""

import os
from pathlib import Path

import msgspec
import pytest

from klankbord.connectors.file import propose_mapping, recognise
from klankbord.participate.listening.importing import import_path, read_import
from klankbord.participate.listening.models import Delivery, FileImport, ImportState

DATA = Path(os.environ.get("KLANKBORD_TEST_DATA", "/nowhere"))

pytestmark = [
    pytest.mark.data,
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="set KLANKBORD_TEST_DATA to the public data sets"),
]


def test_the_reddit_stream_comes_in_by_the_proposed_mapping(organisation, now):
    path = DATA / "reddit_stream" / "items.jsonl.gz"
    proposal = propose_mapping(recognise(path).columns)
    assert {"text", "title", "published_at", "author", "id"} <= set(proposal.fields)
    mapping = msgspec.structs.replace(proposal, constants={"platform": "reddit"})
    brought = import_path(path=path, mapping=mapping, at=now)
    brought = FileImport.objects.select_related("source").get(pk=brought.pk)
    read_import(file_import=brought, now=now, on_page=lambda _at: None)
    brought.refresh_from_db()
    assert brought.state == ImportState.DONE
    n_rows = 5_716
    assert brought.n_posts >= 0.99 * n_rows
    assert sum(Delivery.objects.values_list("n_posts", flat=True)) == brought.n_posts
    left_out = sum(row.n_times for row in brought.source.warnings.filter(key__startswith="row-"))
    assert brought.n_posts + left_out >= n_rows
