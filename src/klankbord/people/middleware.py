"""Default deny, and the member's own language."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from klankbord.people.access import Access
from klankbord.people.models import GUEST, Role
from klankbord.people.queries import lacks_second_factor
from klankbord.people.sessions.browsers import browser_words
from klankbord.people.sessions.store import BROWSER, USED_ON

SIGNED_IN = Access(roles=frozenset({*Role.values, GUEST}))  # a guest keeps a door of their own
EVERYBODY = Access(is_public=True)

# Views of libraries carry no mark of ours; those that we use stand here, by URL name.
LIBRARY_VIEWS = {
    "account_login": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "mfa_authenticate": EVERYBODY,
    "mfa_login_webauthn": EVERYBODY,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "openid_connect_login": EVERYBODY,
    "openid_connect_callback": EVERYBODY,
    "saml_login": EVERYBODY,
    "saml_acs": EVERYBODY,
    "saml_finish_acs": EVERYBODY,
    "saml_metadata": EVERYBODY,
    "socialaccount_login_cancelled": EVERYBODY,
    "socialaccount_login_error": EVERYBODY,
}


WITHOUT_SECOND_FACTOR = frozenset(
    {"people:second-factor", "people:profile", "people:session-list", "people:session-end-all"}
)


class DefaultDeny:
    """Let nobody into a view that does not say who may come in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on: the decision falls when the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Return None to let in, a redirect to sign in, or raise `PermissionDenied`."""
        access = access_of(view, request)
        if access.is_public:
            return None
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        if not (access.roles and request.user.has_role(*access.roles)):
            raise PermissionDenied
        return _ask_second_factor(request)


def access_of(view: Callable[..., Any], request: HttpRequest) -> Access:
    """Who may open this view; nobody, if nothing is said."""
    marked = getattr(view, "access", None)
    if isinstance(marked, Access):
        return marked
    match = request.resolver_match
    if match and match.app_name == "ninja" and match.url_name != "api-root":
        return EVERYBODY  # each operation asks for itself: see `routers.Router`
    return LIBRARY_VIEWS.get(match.url_name or "", Access()) if match else Access()


def _ask_second_factor(request: HttpRequest) -> HttpResponseBase | None:
    """An administrator without one comes no further, if the house asks it: see the settings."""
    match = request.resolver_match
    name = (match.view_name if match else "") or ""
    if (
        not request.user.is_authenticated
        or not request.user.has_role(Role.ADMINISTRATOR)
        or name in WITHOUT_SECOND_FACTOR
        or name in LIBRARY_VIEWS
    ):
        return None
    if lacks_second_factor(request.user):
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('people:second-factor')}?{query}")
    return None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        # A fragment must not be swapped for the sign-in page: the whole page goes there.
        return HttpResponse(status=401, headers={"HX-Redirect": str(settings.LOGIN_URL)})
    return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def speak_the_members_language(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A member's chosen language goes before what the browser asks for."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return get_response(request)

    return respond


def note_the_day_of_use(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Once a day, write beside a session that it was used, and in what kind of browser."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            today = timezone.localdate().isoformat()
            if request.session.get(USED_ON) != today:
                request.session[USED_ON] = today
                request.session[BROWSER] = browser_words(request.headers.get("User-Agent", ""))
        return get_response(request)

    return respond
