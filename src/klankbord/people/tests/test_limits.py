"""Nothing can be read back from what limits keep, and a try above one costs a read."""

import datetime as dt

import pytest
from django.core.cache import cache, caches
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from klankbord.people.limits import counting
from klankbord.people.limits.models import Tries
from klankbord.people.retention import _tries
from klankbord.trust.audit import AuditEntry

AT = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_no_address_can_be_read_in_the_table(client, owner):
    client.post(reverse("account_login"), {"login": owner.email, "password": "wrong"})
    rows = list(Tries.objects.all())
    assert rows
    assert all(len(row.key) == 64 for row in rows)
    text = " ".join(f"{row.key} {row.value}" for row in rows)
    assert "127.0.0.1" not in text
    assert owner.email not in text


@pytest.mark.django_db
def test_what_is_over_goes():
    cache.set("short", 1, timeout=1)
    cache.set("long", 2, timeout=600)
    later = timezone.now() + dt.timedelta(seconds=30)
    _tries(later).delete()
    assert (cache.get("short"), cache.get("long")) == (None, 2)


@pytest.mark.django_db
def test_the_cache_keeps_its_promises():
    assert cache.add("key", 1)
    assert not cache.add("key", 2)
    assert cache.incr("key", 4) == 5
    cache.set("key", [1.5, True])
    assert cache.get("key") == [1.5, True]
    assert cache.delete("key")
    assert not cache.delete("key")
    assert cache.get("key", "none") == "none"
    with pytest.raises(ValueError, match="key"):
        cache.incr("key")
    cache.set("old", 1, timeout=-1)
    assert cache.get("old") is None
    assert cache.add("old", 2)
    cache.clear()
    assert not Tries.objects.exists()


@pytest.mark.django_db
def test_above_the_limit_a_try_costs_one_read(django_assert_num_queries):
    tries = [counting.is_within("guess", "somebody", 2, at=AT) for _ in range(3)]
    assert tries == [True, True, False]
    with django_assert_num_queries(1) as asked:
        assert not counting.is_within("guess", "somebody", 2, at=AT)
    assert asked.captured_queries[0]["sql"].startswith("SELECT")
    assert counting.is_within("guess", "somebody", 2, at=AT + counting.WINDOW)


@pytest.mark.django_db
def test_what_only_costs_time_is_not_written():
    assert counting.is_within("page", "somebody", 1, at=AT, where=counting.OWN)
    assert not counting.is_within("page", "somebody", 1, at=AT, where=counting.OWN)
    assert not Tries.objects.exists()
    caches["process"].clear()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("", "", True),
    ],
)
def test_who_counts_as_one_caller(one, other, is_same):
    """A subscriber has a whole network of IPv6 addresses to guess from."""
    first, second = (
        counting.caller_of(RequestFactory().get("/", REMOTE_ADDR=address))
        for address in (one, other)
    )
    assert (first == second) is is_same


@pytest.mark.django_db
def test_a_wrong_password_leaves_a_line_without_a_name(client, owner):
    for login in (owner.email, "nobody@proefdam.example"):
        client.post(reverse("account_login"), {"login": login, "password": "wrong"})
    lines = AuditEntry.objects.filter(act="people.sign-in-refused").order_by("id")
    assert [line.object for line in lines] == [f"member:{owner.pk}", ""]
    assert {line.actor for line in lines} == {"visitor"}
    assert [line.detail for line in lines] == [{"reason": "password"}] * 2
