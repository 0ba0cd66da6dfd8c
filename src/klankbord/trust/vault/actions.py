"""Keep, forget and rotate secrets. The audit log gets names, never values."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.views.decorators.debug import sensitive_variables

from klankbord.trust import audit
from klankbord.trust.vault.columns import COLUMNS, SealedColumn
from klankbord.trust.vault.keys import (
    KeyFileRefused,
    Keys,
    add_key,
    drop_old_keys,
    keys,
    one_rotation,
)
from klankbord.trust.vault.models import StoredSecret
from klankbord.trust.vault.sealing import sealed, sealed_anew

_VAULT_LOCK = 0x4B4C5641  # one writer at a time on PostgreSQL; SQLite has one anyway


@sensitive_variables()
def keep_secret(*, name: str, value: str, at: dt.datetime, actor: str) -> None:
    """Put a secret under seal, in the place of an older one of this name."""
    with transaction.atomic():
        at_hand = _keys_while_alone()
        StoredSecret.objects.update_or_create(
            name=name,
            defaults={
                "sealed": sealed(name, value.encode(), at_hand).decode(),
                "key_id": at_hand.newest_id,
                "kept_at": at,
                "rotated_at": None,
            },
        )
        audit.record(at=at, actor=actor, act="trust.secret-kept", object=f"secret:{name}"[:120])


def forget_secret(*, name: str, at: dt.datetime, actor: str) -> bool:
    """Delete a secret; whether there was one."""
    with transaction.atomic():
        n_deleted, _ = StoredSecret.objects.filter(name=name).delete()
        if n_deleted:
            target = f"secret:{name}"[:120]
            audit.record(at=at, actor=actor, act="trust.secret-forgotten", object=target)
    return bool(n_deleted)


@sensitive_variables()
def seal_all(*, column: SealedColumn, name: str, values: Sequence[bytes]) -> list[bytes]:
    """Put bytes under seal, for a column that a rotation seals anew; call it in a transaction.

    Raises `KeyFileRefused`: also where the keys do not open what stands in the column already.
    """
    at_hand = _keys_while_alone()
    column.check(at_hand)
    return [sealed(name, value, at_hand) for value in values]


@contextmanager
def keys_held() -> Iterator[None]:
    """A transaction that no rotation comes into: what is read opens until its end."""
    with transaction.atomic():
        _keys_while_alone()
        yield


def rotate_secrets(*, at: dt.datetime, actor: str) -> int:
    """Seal everything anew with a new key, then throw the old keys away; gives how many.

    Everything: named secrets, and the columns of other rooms that hold something under seal.

    Killed anywhere, nothing is lost: the new key stands in the file before it seals, all rows
    change in one transaction, and the old keys go when that is done.
    """
    with one_rotation():
        add_key()
        with transaction.atomic():
            n_secrets, at_hand = _seal_anew(at)
            audit.record(
                at=at, actor=actor, act="trust.secrets-rotated", detail={"n_secrets": n_secrets}
            )
        drop_old_keys(but=at_hand)
    return n_secrets


def _seal_anew(at: dt.datetime) -> tuple[int, Keys]:
    at_hand = _keys_while_alone()
    rows = list(StoredSecret.objects.select_for_update())
    for row in rows:
        row.sealed = sealed_anew(row.name, row.sealed.encode(), at_hand).decode()
        row.key_id, row.rotated_at = at_hand.newest_id, at
    StoredSecret.objects.bulk_update(rows, ["sealed", "key_id", "rotated_at"])
    return len(rows) + sum(column.seal_anew(at_hand) for column in COLUMNS), at_hand


def _keys_while_alone() -> Keys:
    """Read the keys when no rotation can come between; refuse a file older than the database.

    On several machines each has a key file: one that missed a rotation must not seal anything.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_VAULT_LOCK])
    at_hand = keys()
    if StoredSecret.objects.exclude(key_id__in=at_hand.ids).exists():
        message = "The database was sealed with a key that is not in this machine's key file."
        raise KeyFileRefused(message)
    return at_hand
