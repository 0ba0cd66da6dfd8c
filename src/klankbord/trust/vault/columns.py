"""Columns of other rooms that hold something under seal: a rotation seals them anew as well.

What stands in rows of its own, such as the key of a round, does not become a named secret.
"""

from collections.abc import Iterator
from dataclasses import dataclass

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
        rows: QuerySet[Model] = QuerySet(apps.get_model(self.label))
        return rows.exclude(**{self.column: b""}).order_by("pk")

    def seal_anew(self, keys: Keys) -> int:
        """Seal every row with the newest key, in the caller's transaction; gives how many."""
        n_rows = 0
        for rows in self._batches():
            for row in rows:
                token = sealed_anew(str(self), bytes(getattr(row, self.column)), keys)
                setattr(row, self.column, token)
            self.rows.bulk_update(rows, [self.column])
            n_rows += len(rows)
        return n_rows

    def check(self, keys: Keys) -> None:
        """See that the keys open the newest row; raises `KeyFileRefused`."""
        newest = self.rows.values_list(self.column, flat=True).last()
        if newest is not None:
            sealed_anew(str(self), bytes(newest), keys)

    def _batches(self) -> Iterator[list[Model]]:
        after = None
        while True:
            left = self.rows if after is None else self.rows.filter(pk__gt=after)
            rows = list(left.only("pk", self.column)[:_AT_ONCE])
            if not rows:
                return
            after = rows[-1].pk
            yield rows


TOLD_GROUPS = SealedColumn("trust.ToldGroup", "sealed")
ROUND_KEYS = SealedColumn("trust.BallotRound", "sealed_key")
COLUMNS = (TOLD_GROUPS, ROUND_KEYS)
