"""Columns of other rooms that hold something under seal: a rotation seals them anew as well.

What stands in rows of its own, such as the key of a round, does not become a named secret.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from klankbord.trust.vault.keys import Keys
from klankbord.trust.vault.sealing import sealed_anew

_AT_ONCE = 200


@dataclass(frozen=True)
class SealedColumn:
    """A binary column; empty means that there is nothing under seal (any more)."""

    label: str  # of the model: `trust.BallotRound`
    column: str

    def __str__(self) -> str:
        return f"{self.label}.{self.column}"

    @property
    def rows(self) -> QuerySet[Model]:
        """Rows with something under seal, oldest first."""
        return self._kept.exclude(**{self.column: b""}).order_by("pk")

    def seal_anew(self, keys: Keys) -> int:
        """Seal every row with the newest key, in the caller's transaction; gives how many."""
        n_rows = 0
        for rows in self._batches():
            for row in rows:
                setattr(row, self.column, self._value_anew(getattr(row, self.column), keys))
            self.rows.bulk_update(rows, [self.column])
            n_rows += len(rows)
        return n_rows

    def check(self, keys: Keys) -> None:
        """See that the keys open the newest row; raises `KeyFileRefused`."""
        newest = self.rows.values_list(self.column, flat=True).last()
        if newest is not None:
            self._value_anew(newest, keys)

    @property
    def _kept(self) -> QuerySet[Model]:
        return QuerySet(apps.get_model(self.label))

    def _value_anew(self, value: Any, keys: Keys) -> Any:
        return sealed_anew(str(self), bytes(value), keys)

    def _batches(self) -> Iterator[list[Model]]:
        after = None
        while True:
            left = self.rows if after is None else self.rows.filter(pk__gt=after)
            rows = list(left.only("pk", self.column)[:_AT_ONCE])
            if not rows:
                return
            after = rows[-1].pk
            yield rows


@dataclass(frozen=True)
class SealedFields(SealedColumn):
    """A JSON column of which some fields are under seal."""

    fields: tuple[str, ...]

    @property
    def rows(self) -> QuerySet[Model]:
        """Rows with at least one such field, oldest first."""
        return self._kept.filter(**{f"{self.column}__has_any_keys": self.fields}).order_by("pk")

    def _value_anew(self, value: Any, keys: Keys) -> Any:
        anew = {
            field: sealed_anew(str(self), value[field].encode(), keys).decode()
            for field in self.fields
            if field in value
        }
        return {**value, **anew}


TOLD_GROUPS = SealedColumn("trust.ToldGroup", "sealed")
ROUND_KEYS = SealedColumn("trust.BallotRound", "sealed_key")
# Secrets of code apps, and what recovery codes are made from: of the library for signing in.
SECOND_FACTORS = SealedFields("mfa.Authenticator", "data", ("secret", "seed"))
COLUMNS = (TOLD_GROUPS, ROUND_KEYS, SECOND_FACTORS)
