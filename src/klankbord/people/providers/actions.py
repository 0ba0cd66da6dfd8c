"""Set up, change and remove identity providers."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import msgspec
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.views.decorators.debug import sensitive_variables
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from klankbord.connectors.jsons import read_whole
from klankbord.connectors.reasons import ConnectorRefused
from klankbord.people.models import Member
from klankbord.people.providers.models import Provider
from klankbord.people.providers.outbound import client
from klankbord.trust import audit
from klankbord.trust.vault.actions import forget_secret, keep_secret

DISCOVERY = "/.well-known/openid-configuration"


class Fault(StrEnum):
    """What is wrong with a provider."""

    NO_ANSWER = "no-answer"
    DISCOVERY = "discovery"
    ISSUER = "issuer"
    METADATA = "metadata"


class ProviderNotUsable(Exception):  # noqa: N818  # named after the broken promise
    """The provider does not answer as it should."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Metadata:
    """What a SAML provider says about itself."""

    entity_id: str
    sign_in_url: str
    certificate: str


def discover(issuer: str) -> dict[str, Any]:
    """What an OpenID provider says about itself; raises `ProviderNotUsable`."""
    address = issuer.rstrip("/") + DISCOVERY
    found = _json(_fetch(address))
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri", "issuer")
    if not all(isinstance(found.get(key), str) for key in wanted):
        raise ProviderNotUsable(Fault.DISCOVERY)
    if str(found["issuer"]).rstrip("/") != issuer.rstrip("/"):
        raise ProviderNotUsable(Fault.ISSUER)
    return found


def read_metadata(text: str) -> Metadata:
    """The three things we need of SAML metadata; raises `ProviderNotUsable`."""
    try:
        idp = OneLogin_Saml2_IdPMetadataParser.parse(text.encode())["idp"]
        certificate = idp.get("x509cert") or idp["x509certMulti"]["signing"][0]
        return Metadata(idp["entityId"], idp["singleSignOnService"]["url"], certificate)
    # Its parser raises whatever lies in the way: the text is an outsider's.
    except Exception as error:
        raise ProviderNotUsable(Fault.METADATA) from error


def fetch_metadata(address: str) -> Metadata:
    """The same from an address."""
    return read_metadata(_fetch(address).decode("utf-8", "replace"))


@sensitive_variables("secret")
def save_provider(*, provider: Provider, by: Member, at: dt.datetime, secret: str = "") -> Provider:
    """Save a new or changed provider; without a new secret the old one stays."""
    act = "people.provider-changed"
    if provider.pk is None:
        act = "people.provider-added"
        provider.created_at = at
        provider.slug = _free_slug(provider.name)
    with transaction.atomic():
        provider.save()
        detail = {
            "kind": provider.kind,
            "is_open": provider.is_open,
            "domains": provider.domains,
            "group_roles": provider.group_roles,
        }
        _record(provider, by, act, at, detail)
        if secret:
            name = provider.secret_name
            keep_secret(name=name, value=secret, at=at, actor=f"member:{by.pk}")
    return provider


def remove_provider(*, provider: Provider, by: Member, at: dt.datetime) -> None:
    """Forget a provider with all links to it; members themselves stay."""
    with transaction.atomic():
        _record(provider, by, "people.provider-removed", at, {"name": provider.name})
        SocialAccount.objects.filter(provider=provider.slug).delete()
        forget_secret(name=provider.secret_name, at=at, actor=f"member:{by.pk}")
        provider.delete()


def is_secure(address: str) -> bool:
    """Whether an address may be used: encrypted, but for networks that were opened on purpose."""
    return urlsplit(address).scheme == "https" or bool(getattr(settings, "OPEN_NETWORKS", ()))


def _fetch(address: str) -> bytes:
    try:
        with client() as http:
            answer = http.get(address)
    except ConnectorRefused as error:
        raise ProviderNotUsable(Fault.NO_ANSWER) from error
    if answer.status != 200:  # noqa: PLR2004  # HTTP's own word for good
        raise ProviderNotUsable(Fault.NO_ANSWER)
    return answer.body


def _json(body: bytes) -> dict[str, Any]:
    try:
        return read_whole(body, dict[str, Any])
    except msgspec.MsgspecError as error:
        raise ProviderNotUsable(Fault.DISCOVERY) from error


def _free_slug(name: str) -> str:
    wish = slugify(name)[:30] or "provider"
    taken = set(Provider.objects.values_list("slug", flat=True)) | set(Provider.Kind.values)
    tries = (wish if number == 1 else f"{wish}-{number}" for number in range(1, 1000))
    return next(each for each in tries if each not in taken and each != "openid")


def _record(
    provider: Provider, by: Member, act: str, at: dt.datetime, detail: dict[str, Any]
) -> None:
    name = f"provider:{provider.pk}"
    audit.record(at=at, actor=f"member:{by.pk}", act=act, object=name, detail=detail)
