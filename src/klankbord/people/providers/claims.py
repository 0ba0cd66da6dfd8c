"""What a provider said about somebody, in one shape for both protocols."""

from dataclasses import dataclass
from typing import Any

from klankbord.people.providers.models import Provider

SHOWN_NAMES = (
    "http://schemas.microsoft.com/identity/claims/displayname",
    "urn:oid:2.16.840.1.113730.3.1.241",
    "displayName",
)


class ClaimsOfTwoPeople(Exception):  # noqa: N818  # named after the broken promise
    """The ID token and the userinfo answer are about two different people."""


@dataclass(frozen=True)
class Claims:
    """Who it is; `is_proven` says whether we may believe the e-mail address."""

    email: str
    name: str
    groups: frozenset[str]
    is_proven: bool

    @property
    def domain(self) -> str:
        """The part of the address after the @, in lower case."""
        return self.email.rpartition("@")[2].lower()


def claims_of(provider: Provider, data: dict[str, Any], *, email: str, name: str) -> Claims:
    """Read what the provider sent; raises `ClaimsOfTwoPeople`."""
    if provider.kind == Provider.Kind.SAML:
        flat, verified = data, None
        name = name or next((_first(data.get(key)) for key in SHOWN_NAMES if data.get(key)), "")
    else:
        flat = _merged(data.get("id_token"), data.get("userinfo"))
        email = email or str(flat.get("email") or "")
        name = str(flat.get("name") or name)
        verified = flat.get("email_verified")
    return Claims(
        email=email.strip(),
        name=(name or email.partition("@")[0])[:120],
        groups=_groups(flat.get(provider.group_claim)),
        is_proven=_is_proven(provider, email, verified),
    )


def _merged(id_token: Any, userinfo: Any) -> dict[str, Any]:
    """Providers differ on where claims stand: take both, if both are about one subject."""
    first = id_token if isinstance(id_token, dict) else {}
    second = userinfo if isinstance(userinfo, dict) else {}
    if first and second and first.get("sub") != second.get("sub"):
        raise ClaimsOfTwoPeople
    return {**first, **second}


def _is_proven(provider: Provider, email: str, verified: Any) -> bool:
    """An address counts if the provider checked it, or speaks for its whole domain."""
    if not email or verified is False or str(verified).lower() == "false":
        return False
    if provider.domains:
        return email.rpartition("@")[2].lower() in provider.domains
    return provider.kind == Provider.Kind.SAML or str(verified).lower() == "true"


def _groups(value: Any) -> frozenset[str]:
    found = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return frozenset(str(each)[:200] for each in found[:2000])


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value or "")
