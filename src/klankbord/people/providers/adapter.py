"""How allauth's single sign-on behaves in this house."""

from typing import Any

import requests
import structlog
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from klankbord.people.models import Member, Role
from klankbord.people.providers import admission
from klankbord.people.providers.claims import ClaimsOfTwoPeople, claims_of
from klankbord.people.providers.models import Provider
from klankbord.people.providers.outbound import GuardedSession
from klankbord.people.providers.saml import BY_ADDRESS
from klankbord.people.sign_in import record_refusal
from klankbord.trust.vault.keys import KeyFileRefused
from klankbord.trust.vault.queries import secret

log = structlog.get_logger("klankbord.sign_in")


class OwnProviders(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Providers come from our own table; who comes in is for `admission` to say."""

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002  # allauth's signature
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """The open providers, in the shape that allauth knows."""
        found = Provider.objects.filter(is_open=True)
        return [
            app
            for each in found
            if provider in {None, each.kind, each.slug}
            and (app := _as_app(each)) is not None
            and client_id in {None, app.client_id}
        ]

    def get_requests_session(self) -> GuardedSession:
        """No call to a provider leaves but through the guarded client."""
        return _ExplainedSession()

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let a known person in, link or make a member, or say why not."""
        data = sociallogin.account.extra_data
        sociallogin.account.extra_data = {}  # what the provider said is used, not kept
        if sociallogin.account.pk:
            SocialAccount.objects.filter(pk=sociallogin.account.pk).update(extra_data={})
        try:
            if sociallogin.state.get("process") == AuthProcess.CONNECT:
                _link(request, sociallogin)
                return
            self._admit(request, sociallogin, data)
        except admission.NotAdmitted as error:
            _refuse(request, sociallogin, error.refusal)
        except ClaimsOfTwoPeople:
            _refuse(request, sociallogin, admission.Refusal.ADDRESS_UNPROVEN)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002  # allauth's signature
    ) -> None:
        """An answer that cannot be used leaves a line; who stopped halfway does not."""
        if error == AuthError.CANCELLED:
            return
        if exception is not None:
            why = f"{type(exception).__name__}: {exception}"[:200]
            log.warning("sign-in refused", provider=provider.app.provider_id, error=why)
        _record(request, provider.app.provider_id, "answer")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002  # allauth's signature
        """Nobody signs up beside `admission`."""
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:  # noqa: ARG002  # idem
        """Back to the profile, where the accounts stand."""
        return reverse("people:profile")

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:  # noqa: ARG002  # idem
        """Only a first guess at name and address; `claims` reads the rest."""
        user = sociallogin.user
        user.email = data.get("email") or ""
        parts = (data.get("first_name") or "", data.get("last_name") or "")
        user.name = data.get("name") or " ".join(part for part in parts if part)
        return user

    def _admit(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> None:
        provider = Provider.objects.get(slug=sociallogin.account.provider)
        now = timezone.now()
        user = sociallogin.user
        # An address may have passed to somebody else: such a link is looked at anew each time.
        is_linked = bool(sociallogin.account.pk) and not _is_by_address(sociallogin)
        said = ("", "") if is_linked else (user.email, user.name)
        if sociallogin.account.pk and not is_linked:  # the user is whose address it was before
            said = (sociallogin.account.uid.removeprefix(BY_ADDRESS), "")
        claims = claims_of(provider, data, email=said[0], name=said[1])
        if is_linked:
            admission.welcome_back(provider=provider, member=user, claims=claims, at=now)
        else:
            member = admission.admit(provider=provider, claims=claims, at=now)
            _keep_link(request, sociallogin, member)


class _ExplainedSession(GuardedSession):
    """A provider that cannot be reached ends in a page that says so, not in a fault."""

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        try:
            return super().request(method, url, **options)
        except requests.ConnectionError as error:
            page = render(context.request, "people/provider_silent.html", status=502)
            raise ImmediateHttpResponse(page) from error


def _keep_link(request: HttpRequest, sociallogin: Any, member: Member) -> None:
    if sociallogin.account.pk and sociallogin.user == member:
        return
    if sociallogin.account.pk:
        SocialAccount.objects.filter(pk=sociallogin.account.pk).delete()
        sociallogin.account.pk = None
    sociallogin.connect(request, member)


def _link(request: HttpRequest, sociallogin: Any) -> None:
    """A member links an account by hand; an administrator's must have a name that lasts."""
    member = request.user
    if not isinstance(member, Member):
        return
    if _is_by_address(sociallogin) and member.has_role(Role.ADMINISTRATOR):
        raise admission.NotAdmitted(admission.Refusal.NO_LASTING_NAME)


def _is_by_address(sociallogin: Any) -> bool:
    return str(sociallogin.account.uid).startswith(BY_ADDRESS)


def _record(request: HttpRequest, slug: str, reason: str) -> None:
    key = Provider.objects.filter(slug=slug).values_list("pk", flat=True).first()
    record_refusal(request, object_=f"provider:{key}", reason=reason)


def _refuse(request: HttpRequest, sociallogin: Any, refusal: admission.Refusal) -> None:
    _record(request, sociallogin.account.provider, refusal.value)
    words = {"refusal": refusal.value, "provider_name": sociallogin.provider.name}
    page = render(request, "people/provider_refused.html", words, status=403)
    raise ImmediateHttpResponse(page)


def _as_app(provider: Provider) -> SocialApp | None:
    """None if the secret cannot be opened: the screen of the provider says so."""
    app = SocialApp(provider=provider.kind, provider_id=provider.slug, name=provider.name)
    if provider.kind == Provider.Kind.SAML:
        app.client_id = provider.slug
        app.settings = _saml_settings(provider)
        return app
    try:
        app.secret = secret(provider.secret_name) or ""
    except KeyFileRefused:
        return None
    app.client_id = provider.client_id
    app.settings = {
        "server_url": provider.issuer,
        "fetch_userinfo": provider.has_userinfo,
        "oauth_pkce_enabled": True,
    }
    return app


def _saml_settings(provider: Provider) -> dict[str, Any]:
    return {
        "idp": {
            "entity_id": provider.entity_id,
            "sso_url": provider.sign_in_url,
            "x509cert": provider.certificate,
        },
        "advanced": {
            "want_assertion_signed": True,
            "reject_idp_initiated_sso": True,
            "want_name_id": True,
            "allow_single_label_domains": True,
        },
        "attribute_mapping": ATTRIBUTES,
    }


ATTRIBUTES = {
    "uid": ["urn:oasis:names:tc:SAML:attribute:subject-id"],
    "email": [
        "urn:oid:0.9.2342.19200300.100.1.3",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "email",
        "mail",
    ],
    "first_name": [
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
        "urn:oid:2.5.4.42",
        "givenName",
    ],
    "last_name": [
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname",
        "urn:oid:2.5.4.4",
        "sn",
    ],
}
