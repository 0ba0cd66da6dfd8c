"""A cache in the database: what one web process counted, the others know.

Django has one of its own. It pickles, so whoever can write in the database could run code in ours;
and it loses counts when two processes count at once. This one keeps JSON, and counts one by one.
The price is a write for each try, so only what is tried seldom belongs here.
"""

import datetime as dt
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from klankbord.people.limits.models import Tries

LONGEST = dt.timedelta(days=1)
_SALT = "klankbord.people.limits"


class SharedCache(BaseCache):
    """Rows with an end; keys are hashed with our secret, for they hold network addresses."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value, if there is none; of two processes that try at once, one succeeds."""
        name = self._name(key, version)
        Tries.objects.filter(pk=name, until__lte=timezone.now()).delete()
        try:
            with transaction.atomic():
                Tries.objects.create(pk=name, value=value, until=self._until(timeout))
        except IntegrityError:
            return False
        return True

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, if its time is not over."""
        alive = Tries.objects.filter(pk=self._name(key, version), until__gt=timezone.now())
        found = alive.values_list("value", flat=True).first()
        return default if found is None else found

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value, whatever was there."""
        row = Tries(pk=self._name(key, version), value=value, until=self._until(timeout))
        Tries.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["key"], update_fields=["value", "until"]
        )

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Count on; raises `ValueError` if there is nothing to count from."""
        with transaction.atomic():  # on SQLite one at a time from here, on PostgreSQL by the row
            row = Tries.objects.select_for_update().filter(pk=self._name(key, version)).first()
            if row is None:
                raise ValueError(key)
            row.value += delta
            row.save(update_fields=["value"])
        return int(row.value)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget; whether there was something."""
        n_deleted, _ = Tries.objects.filter(pk=self._name(key, version)).delete()
        return bool(n_deleted)

    def clear(self) -> None:
        """Forget everything."""
        Tries.objects.all().delete()

    def _name(self, key: Any, version: int | None) -> str:
        full = self.make_and_validate_key(key, version=version)
        return salted_hmac(_SALT, full, algorithm="sha256").hexdigest()

    def _until(self, timeout: Any) -> dt.datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        lasts = LONGEST if seconds is None else dt.timedelta(seconds=float(seconds))
        return timezone.now() + lasts
