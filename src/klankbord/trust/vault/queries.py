"""Secrets, for the one call that needs them: never keep one longer, never show one."""

from collections.abc import Sequence

from django.views.decorators.debug import sensitive_variables

from klankbord.trust.vault.keys import Keys, keys
from klankbord.trust.vault.models import StoredSecret
from klankbord.trust.vault.sealing import opened


@sensitive_variables()
def secret(name: str) -> str | None:
    """The secret of this name, or None; raises `KeyFileRefused`."""
    row = StoredSecret.objects.filter(name=name).first()
    return None if row is None else _value(row, keys())


@sensitive_variables()
def open_all(*, name: str, tokens: Sequence[bytes]) -> list[bytes]:
    """What `actions.seal_all` sealed under this name; raises `KeyFileRefused`."""
    at_hand = keys()
    return [opened(name, token, at_hand) for token in tokens]


@sensitive_variables()
def secrets_under(prefix: str) -> dict[str, str]:
    """Every secret whose name starts with `prefix`, by the rest of its name."""
    rows = list(StoredSecret.objects.filter(name__startswith=prefix))
    if not rows:
        return {}
    at_hand = keys()
    return {row.name.removeprefix(prefix): _value(row, at_hand) for row in rows}


def has_secret(name: str) -> bool:
    """Whether there is a secret of this name; it need not open."""
    return StoredSecret.objects.filter(name=name).exists()


def secret_names() -> list[str]:
    """What is kept: names only."""
    return list(StoredSecret.objects.values_list("name", flat=True))


@sensitive_variables()
def _value(row: StoredSecret, at_hand: Keys) -> str:
    return opened(row.name, row.sealed.encode(), at_hand).decode()
