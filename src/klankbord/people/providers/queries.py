"""Read identity providers."""

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from klankbord.people.models import Member
from klankbord.people.providers.models import Provider

_START = {
    Provider.Kind.OIDC.value: "openid_connect_login",
    Provider.Kind.SAML.value: "saml_login",
}


@dataclass(frozen=True)
class Link:
    """A provider, whether a member's account is linked to it, and where linking begins."""

    name: str
    is_linked: bool
    url: str


def providers_linked(member: Member) -> list[Link]:
    """Every open provider as this member sees it."""
    linked = set(SocialAccount.objects.filter(user=member).values_list("provider", flat=True))
    return [
        Link(provider.name, provider.slug in linked, f"{sign_in_url(provider)}?process=connect")
        for provider in Provider.objects.filter(is_open=True)
    ]


def sign_in_url(provider: Provider) -> str:
    """Where signing in with a provider begins."""
    return reverse(_START[provider.kind], args=[provider.slug])
