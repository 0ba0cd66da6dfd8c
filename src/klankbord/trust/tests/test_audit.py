import threading

import pytest
from django.db import connection

from klankbord.trust import audit
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db


def write(now, n=5):
    for number in range(n):
        audit.record(at=now, actor="member:1", act="test.act", object=f"thing:{number}")


def test_a_whole_chain_verifies(now):
    write(now)
    assert audit.verify() == audit.Verification(n_entries=5, broken_at=None)


@pytest.mark.parametrize("field", ["actor", "act", "object", "declaration", "previous_hash"])
def test_a_changed_entry_is_found(now, field):
    write(now)
    third = AuditEntry.objects.order_by("id")[2]
    AuditEntry.objects.filter(pk=third.pk).update(**{field: "changed"})
    assert audit.verify().broken_at == third.pk


def test_a_changed_detail_or_time_is_found(now):
    write(now)
    first = AuditEntry.objects.order_by("id").first()
    AuditEntry.objects.filter(pk=first.pk).update(detail={"x": 1})
    assert audit.verify().broken_at == first.pk


def test_a_removed_entry_is_found(now):
    write(now)
    entries = list(AuditEntry.objects.order_by("id"))
    entries[2].delete()
    assert audit.verify().broken_at == entries[3].pk


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
    assert audit.verify() == audit.Verification(n_entries=32, broken_at=None)
