"""Files: read to their end, once, from where they stopped; what is wrong with them is said."""

import gzip

import pytest

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.file import Mapping
from klankbord.participate.listening import importing
from klankbord.participate.listening.importing import import_path, read_import
from klankbord.participate.listening.models import Delivery, FileImport, ImportState

pytestmark = pytest.mark.django_db


class Stopped(Exception):  # noqa: N818  # a stop is no error
    pass


def read(file_import, now, on_page=lambda _at: None):
    again = FileImport.objects.select_related("source").get(pk=file_import.pk)
    read_import(file_import=again, now=now, on_page=on_page)
    again.refresh_from_db()
    return again


def test_a_file_is_read_by_the_worker(organisation, posts_file, drain, now):
    brought = import_path(path=posts_file(30), at=now)
    assert brought.state == ImportState.WAITING
    assert drain() == 1
    brought.refresh_from_db()
    assert (brought.state, brought.n_posts) == (ImportState.DONE, 30)
    assert brought.n_done == brought.n_total == brought.n_bytes
    assert Delivery.objects.get().n_posts == 30


def test_reading_goes_on_where_it_stopped(organisation, posts_file, now, monkeypatch):
    monkeypatch.setattr(importing, "PAGE", 10)
    brought = import_path(path=posts_file(35), at=now)

    def stop_at_second(at):
        if at.n_posts == 20:
            raise Stopped

    with pytest.raises(Stopped):
        read(brought, now, stop_at_second)
    done = read(brought, now)
    assert (done.state, done.n_posts) == (ImportState.DONE, 35)
    assert sum(Delivery.objects.values_list("n_posts", flat=True)) == 35


def test_a_stop_inside_a_page_leaves_nothing_of_it(organisation, posts_file, now):
    brought = import_path(path=posts_file(5), at=now)

    def stop():
        raise Stopped

    file_import = FileImport.objects.select_related("source").get(pk=brought.pk)
    with pytest.raises(Stopped):
        read_import(file_import=file_import, now=now, on_page=lambda _at: None, in_page=stop)
    assert not Delivery.objects.exists()
    assert read(brought, now).n_posts == 5


def test_a_packed_file_is_read(organisation, posts_file, tmp_path, now):
    packed = tmp_path / "posts.jsonl.gz"
    packed.write_bytes(gzip.compress(posts_file(4).read_bytes()))
    assert read(import_path(path=packed, at=now), now).n_posts == 4


def test_a_table_is_read_by_its_mapping_and_warnings_are_counted(organisation, tmp_path, now):
    path = tmp_path / "eigen.csv"
    path.write_text(
        "wanneer,wat,wie\n2026-02-01 10:00,Brug dicht,anna\nooit,Markt,bob\nooit,Park,bob\n"
    )
    mapping = Mapping(
        fields={"published_at": "wanneer", "text": "wat", "author": "wie"},
        constants={"platform": "forum"},
    )
    brought = read(import_path(path=path, mapping=mapping, at=now), now)
    assert brought.n_posts == 3
    warning = brought.source.warnings.get(key="date-unreadable")
    assert (warning.n_times, warning.examples[0]["values"]["text"]) == (2, "ooit")


def test_a_file_that_changed_meanwhile_fails_with_its_reason(
    organisation, posts_file, now, monkeypatch
):
    monkeypatch.setattr(importing, "PAGE", 10)
    path = posts_file(25)
    brought = import_path(path=path, at=now)

    def stop(_at):
        raise Stopped

    with pytest.raises(Stopped):
        read(brought, now, stop)
    path.write_text(path.read_text().splitlines()[0] + "\n")
    failed = read(brought, now)
    failed.source.refresh_from_db()
    assert failed.state == ImportState.FAILED
    assert failed.source.last_error == "file-changed"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "file-empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file-kind-unknown"),
        (b"PK\x03\x04nonsense", "file-damaged"),
        (b'[{"a": 1}]', "file-is-json-list"),
    ],
)
def test_a_bad_file_is_refused_by_name(organisation, tmp_path, now, content, key):
    path = tmp_path / "slecht.bin"
    path.write_bytes(content)
    with pytest.raises(ConnectorRefused) as refused:
        import_path(path=path, at=now)
    assert refused.value.key == key
    assert not FileImport.objects.exists()
