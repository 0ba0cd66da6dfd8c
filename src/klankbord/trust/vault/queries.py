"""Secrets, for the one call that needs them: never keep one longer, never show one."""

from django.views.decorators.debug import sensitive_variables

from klankbord.trust.vault.keys import keys
from klankbord.trust.vault.models import StoredSecret
from klankbord.trust.vault.sealing import opened


@sensitive_variables()
def secret(name: str) -> str | None:
    """The secret of this name, or None; raises `KeyFileRefused`."""
    row = StoredSecret.objects.filter(name=name).first()
    return None if row is None else opened(row.name, row.sealed, keys())


@sensitive_variables()
def secrets_under(prefix: str) -> dict[str, str]:
    """Every secret whose name starts with `prefix`, by the rest of its name."""
    rows = list(StoredSecret.objects.filter(name__startswith=prefix))
    if not rows:
        return {}
    at_hand = keys()
    return {row.name.removeprefix(prefix): opened(row.name, row.sealed, at_hand) for row in rows}


def secret_names() -> list[str]:
    """What is kept: names only."""
    return list(StoredSecret.objects.values_list("name", flat=True))
