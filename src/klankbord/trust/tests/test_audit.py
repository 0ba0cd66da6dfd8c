import datetime as dt
import threading

import pytest
from django.db import connection
from django.test import override_settings

from klankbord.trust import audit
from klankbord.trust.audit import Fault
from klankbord.trust.models import AuditEntry, AuditHead

pytestmark = pytest.mark.django_db


def write(now, n=5):
    for number in range(n):
        audit.record(at=now, actor="member:1", act="test.act", object=f"thing:{number}")


def test_a_whole_chain_verifies(now):
    write(now)
    found = audit.verify()
    assert found.is_whole
    assert found.n_entries == found.head.n_entries == 5


def test_an_empty_log_is_whole():
    assert audit.verify().is_whole


@pytest.mark.parametrize("field", ["actor", "act", "object", "declaration", "previous_hash"])
def test_a_changed_entry_is_found(now, field):
    write(now)
    third = AuditEntry.objects.order_by("id")[2]
    AuditEntry.objects.filter(pk=third.pk).update(**{field: "changed"})
    assert audit.verify().broken_at == third.pk


def test_a_changed_detail_or_time_is_found(now):
    write(now)
    first, second = AuditEntry.objects.order_by("id")[:2]
    AuditEntry.objects.filter(pk=second.pk).update(at=now + dt.timedelta(seconds=1))
    assert audit.verify().broken_at == second.pk
    AuditEntry.objects.filter(pk=first.pk).update(detail={"x": 1})
    assert audit.verify().broken_at == first.pk


def test_a_removed_entry_is_found(now):
    write(now)
    entries = list(AuditEntry.objects.order_by("id"))
    entries[2].delete()
    assert audit.verify().broken_at == entries[3].pk


def test_removed_entries_at_the_start_are_found(now):
    write(now)
    AuditEntry.objects.order_by("id").first().delete()
    assert audit.verify().fault == Fault.ENTRY


@pytest.mark.parametrize("n_removed", [1, 3, 5])
def test_removed_entries_at_the_end_are_found(now, n_removed):
    write(now)
    remove_last(n_removed)
    assert audit.verify().fault == Fault.END


def test_going_on_after_a_removed_end_does_not_heal_it(now):
    write(now)
    remove_last(2)
    write(now, n=3)
    found = audit.verify()
    assert found.fault == Fault.ENTRY
    assert found.broken_at == AuditEntry.objects.order_by("id")[3].pk


def test_a_rewritten_head_is_found(now):
    write(now)
    remove_last(1)
    last = AuditEntry.objects.order_by("id").last()
    AuditHead.objects.update(n_entries=4, end_hash=last.hash)
    assert audit.verify().fault == Fault.HEAD


def test_an_entry_added_past_the_program_is_found(now):
    write(now)
    head = AuditHead.objects.get()
    forged = AuditEntry(at=now, actor="x", act="test.y", previous_hash=head.end_hash)
    forged.hash = audit._hash(forged)
    forged.save()
    assert audit.verify().fault == Fault.END


def test_a_removed_head_is_found_also_after_going_on(now):
    write(now)
    remove_last(2)
    AuditHead.objects.all().delete()
    assert audit.verify().fault == Fault.HEAD
    write(now)
    assert audit.verify().fault == Fault.HEAD


def test_a_head_kept_elsewhere_finds_a_whole_log_put_back(now):
    write(now, n=3)
    old_head = AuditHead.objects.get()
    write(now, n=2)
    kept = audit.verify().head
    assert audit.verify(against=kept).is_whole
    write(now, n=2)
    assert audit.verify(against=kept).is_whole
    remove_last(4)
    old_head.save()
    assert audit.verify().is_whole  # consistent in itself: only the kept head knows better
    assert audit.verify(against=kept).fault == Fault.ANCHOR
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    assert audit.verify(against=kept).fault == Fault.ANCHOR


def test_a_head_survives_json(now):
    write(now)
    kept = audit.verify().head
    values = {"n_entries": "5", "end_hash": kept.end_hash, "seal": kept.seal}
    assert audit.head_kept_elsewhere({"head": values}) == kept
    for wrong in ({}, {"head": None}, {"head": {"n_entries": "many", "end_hash": "", "seal": ""}}):
        with pytest.raises(ValueError, match=r"head|int"):
            audit.head_kept_elsewhere(wrong)


def test_the_seal_follows_the_key(now, settings):
    write(now)
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another key of this house, as long as the first one"):
        assert audit.verify().fault == Fault.HEAD
        with override_settings(SECRET_KEY_FALLBACKS=[old]):
            assert audit.verify().is_whole


def test_purge_keeps_the_chain_verifiable(now):
    old = now - audit.KEPT - dt.timedelta(days=1)
    write(old, n=7)
    kept_before = audit.verify().head
    write(now, n=3)
    kept = audit.verify().head
    assert audit.purge(before=now - audit.KEPT, actor="system", at=now) == 7
    found = audit.verify(against=kept)
    assert found.is_whole
    assert (found.n_entries, found.n_purged) == (4, 7)
    assert audit.verify(against=kept_before).is_whole
    checkpoint = AuditEntry.objects.order_by("id").last()
    assert checkpoint.act == "trust.audit-purged"
    assert checkpoint.detail["until_hash"] == kept_before.end_hash
    assert audit.purge(before=now - audit.KEPT, actor="system", at=now) == 0


def test_purge_in_batches_and_again(now, monkeypatch):
    monkeypatch.setattr(audit, "_PURGED_AT_ONCE", 4)
    old = now - audit.KEPT - dt.timedelta(days=1)
    write(old, n=10)
    write(now, n=2)
    assert audit.purge(before=now - audit.KEPT, actor="system", at=now) == 10
    later = now + audit.KEPT + dt.timedelta(days=1)
    assert audit.purge(before=now + dt.timedelta(days=1), actor="system", at=later) == 5
    found = audit.verify()
    assert found.is_whole
    assert found.n_purged + found.n_entries == found.head.n_entries


def test_purge_stops_at_the_first_young_entry(now):
    write(now, n=2)
    write(now - audit.KEPT - dt.timedelta(days=1), n=1)  # a clock that went back
    assert audit.purge(before=now - audit.KEPT, actor="system", at=now) == 0
    assert audit.verify().is_whole


def test_removing_after_a_purge_is_found(now):
    old = now - audit.KEPT - dt.timedelta(days=1)
    write(old, n=3)
    write(now, n=3)
    audit.purge(before=now - audit.KEPT, actor="system", at=now)
    AuditEntry.objects.order_by("id").first().delete()
    assert audit.verify().fault == Fault.ENTRY


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_do_not_fork_the_chain(now):
    def work():
        write(now, n=8)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = audit.verify()
    assert found.is_whole
    assert found.n_entries == 32


@pytest.mark.django_db(transaction=True)
def test_a_check_amid_writing_finds_no_fault(now):
    write(now, n=50)
    is_over = threading.Event()

    def work():
        while not is_over.is_set():
            write(now, n=1)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    faults = {audit.verify().fault for _ in range(20)}
    is_over.set()
    thread.join()
    assert faults == {None}


def remove_last(n):
    last = AuditEntry.objects.order_by("-id").values_list("id", flat=True)[:n]
    AuditEntry.objects.filter(id__in=list(last)).delete()
