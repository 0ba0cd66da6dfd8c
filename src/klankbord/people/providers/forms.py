"""What an administrator fills in about an identity provider."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.people.forms import GIVEN_ROLES
from klankbord.people.models import Department, Role
from klankbord.people.providers import actions
from klankbord.people.providers.models import Provider
from klankbord.trust.vault.queries import has_secret

FAULTS = {
    actions.Fault.NO_ANSWER: _(
        "There is no usable answer at this address. Check it, and whether this server may reach it."
    ),
    actions.Fault.DISCOVERY: _(
        "The answer at this address is not the description of an OpenID provider."
    ),
    actions.Fault.ISSUER: _(
        "The provider calls itself by another address. Copy the issuer from its own pages."
    ),
    actions.Fault.METADATA: _("This is not the metadata of a SAML identity provider."),
}
NOT_SECURE = _("Use an address that begins with https://.")
MAPPED_ROLES = [each for each in GIVEN_ROLES if each[0] != Role.ADMINISTRATOR]
DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
MOST_LINES = 500


class ProviderForm(forms.Form):
    """What both protocols need."""

    name = forms.CharField(
        label=_("Name on the button"),
        max_length=40,
        help_text=_("Such as the name of your organisation."),
    )
    domains = forms.CharField(
        label=_("E-mail domains that may come in"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "One a line, such as gemeente.example. Everybody of these domains may come in as "
            "employee. Leave this empty to let in only people who are invited, or who are in one "
            "of the groups below."
        ),
    )
    group_claim = forms.CharField(
        label=_("Where the groups stand"),
        max_length=200,
        initial="groups",
        help_text=_("The claim or attribute with somebody's groups."),
    )
    group_roles = forms.CharField(
        label=_("Roles by group"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One a line: group = role, role. Roles: manager, responder, expert, approver, "
            "ambassador, council. Nobody becomes administrator by a group."
        ),
    )
    is_open = forms.BooleanField(
        label=_("People may sign in with it"), required=False, initial=True
    )

    def __init__(self, provider: Provider, *args: Any, **kwargs: Any) -> None:
        initial = {**_as_initial(provider), **kwargs.pop("initial", {})} if provider.pk else {}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.provider = provider

    def clean_domains(self) -> list[str]:
        """Domain names in lower case."""
        lines = _lines(self.cleaned_data["domains"].replace(",", "\n").lower())
        wrong = [line for line in lines if not DOMAIN.fullmatch(line.removeprefix("@"))]
        if wrong:
            raise forms.ValidationError(
                _("This is not a domain: %(domain)s"), params={"domain": wrong[0][:80]}
            )
        return sorted({line.removeprefix("@") for line in lines})

    def clean_group_roles(self) -> dict[str, list[str]]:
        """Groups with known roles; administrator is refused."""
        known = {value for value, _label in MAPPED_ROLES}
        mapped: dict[str, list[str]] = {}
        for line in _lines(self.cleaned_data["group_roles"]):
            group, equals, words = line.rpartition("=")
            roles = {word.strip().lower() for word in words.split(",") if word.strip()}
            if not equals or not group.strip() or not roles or roles - known:
                raise forms.ValidationError(
                    _("Write group = role, with roles from the list: %(line)s"),
                    params={"line": line[:80]},
                )
            mapped[group.strip()[:200]] = sorted(roles)
        return mapped

    def fill(self, provider: Provider) -> Provider:
        """The provider with what was filled in."""
        for key in ("name", "domains", "group_claim", "group_roles", "is_open"):
            setattr(provider, key, self.cleaned_data[key])
        return provider


class OpenIdForm(ProviderForm):
    """An OpenID Connect provider."""

    issuer = forms.URLField(
        label=_("Address of the provider (issuer)"), max_length=500, assume_scheme="https"
    )
    client_id = forms.CharField(label=_("Client id"), max_length=191)
    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It is kept encrypted. Leave this empty to keep the one that is there."),
    )
    field_order = ("name", "issuer", "client_id", "secret")

    def clean_issuer(self) -> str:
        """An address that describes an OpenID provider; it is visited now."""
        issuer: str = self.cleaned_data["issuer"].rstrip("/")
        issuer = issuer.removesuffix(actions.DISCOVERY)
        if not actions.is_secure(issuer):
            raise forms.ValidationError(NOT_SECURE)
        try:
            self.found = actions.discover(issuer)
        except actions.ProviderNotUsable as error:
            raise forms.ValidationError(FAULTS[error.fault]) from error
        return str(self.found["issuer"])

    def clean_secret(self) -> str:
        """Needed the first time."""
        secret: str = self.cleaned_data["secret"]
        if not secret and not has_secret(self.provider.secret_name):
            raise forms.ValidationError(_("Fill in the secret that the provider gave you."))
        return secret

    def fill(self, provider: Provider) -> Provider:
        """The provider; its secret goes to the vault."""
        super().fill(provider)
        provider.issuer = self.cleaned_data["issuer"]
        provider.client_id = self.cleaned_data["client_id"]
        provider.has_userinfo = "userinfo_endpoint" in self.found
        return provider


class SamlForm(ProviderForm):
    """A SAML 2.0 provider: by the address of its metadata, or the metadata itself."""

    metadata_url = forms.URLField(
        label=_("Address of the provider's metadata"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    metadata = forms.CharField(
        label=_("Or the metadata itself"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Give it again when the provider gets a new certificate."),
    )
    field_order = ("name", "metadata_url", "metadata")

    def clean(self) -> dict[str, Any]:
        """Read the metadata, if there is any; needed the first time."""
        super().clean()
        address = self.cleaned_data.get("metadata_url", "")
        text = self.cleaned_data.get("metadata", "")
        self.found: actions.Metadata | None = None
        if not address and not text:
            if not self.provider.entity_id:
                self.add_error("metadata_url", _("Give the address, or the metadata itself."))
            return self.cleaned_data
        self._read(address, text)
        return self.cleaned_data

    def _read(self, address: str, text: str) -> None:
        field = "metadata" if text else "metadata_url"
        if not text and not actions.is_secure(address):
            self.add_error(field, NOT_SECURE)
            return
        try:
            self.found = actions.read_metadata(text) if text else actions.fetch_metadata(address)
        except actions.ProviderNotUsable as error:
            self.add_error(field, FAULTS[error.fault])

    def fill(self, provider: Provider) -> Provider:
        """The provider, with what its metadata says."""
        super().fill(provider)
        if self.found is not None:
            provider.entity_id = self.found.entity_id
            provider.sign_in_url = self.found.sign_in_url
            provider.certificate = self.found.certificate
        return provider


class GroupForm(forms.Form):
    """What a group of the directory means here."""

    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=_("Department"),
        required=False,
        help_text=_("People of this group belong to this department."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=MAPPED_ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("People of this group get these roles. Nobody becomes administrator this way."),
    )


FORMS: dict[str, type[ProviderForm]] = {
    Provider.Kind.OIDC.value: OpenIdForm,
    Provider.Kind.SAML.value: SamlForm,
}


def _as_initial(provider: Provider) -> dict[str, Any]:
    lines = [f"{group} = {', '.join(roles)}" for group, roles in provider.group_roles.items()]
    return {
        "name": provider.name,
        "domains": "\n".join(provider.domains),
        "group_claim": provider.group_claim,
        "group_roles": "\n".join(lines),
        "is_open": provider.is_open,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()[:MOST_LINES] if line.strip()]
