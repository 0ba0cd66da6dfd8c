"""The way back from a provider: whatever comes along it is answered by a page, and noted.

These views stand before those of the library and let it do the work. It keeps what is posted before
it looks at it, and trusts its XML reader to name every fault: both are mended here.
"""

from collections.abc import Callable
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.socialaccount.providers.saml import views as saml
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from klankbord.people.access import allow_everybody
from klankbord.people.declarations import PROVIDERS
from klankbord.people.limits.counting import caller_of, is_within
from klankbord.people.providers.models import Provider
from klankbord.trust.register import declares

LARGEST = 400_000  # of an answer, as it is posted: some hundreds of groups fit
ANSWERS = 60  # a minute from one address
WAITS_SECONDS = 600
# No state of ours (PermissionDenied); no XML (lxml says SyntaxError); no base64, no UTF-8, or a
# document type, which is forbidden (ValueError).
NO_ANSWER = (PermissionDenied, SyntaxError, ValueError)

View = Callable[..., HttpResponseBase]


@csrf_exempt  # another site posts here: that is what the protocol is
@allow_everybody
@declares(PROVIDERS)
@require_POST
def saml_acs(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Keep an answer for the next page, where the browser brings its cookies along."""
    _provider(request, organization_slug)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    if not is_within("saml-answer", caller_of(request), ANSWERS, at=timezone.now()):
        return render(request, "429.html", status=429)
    response: HttpResponseBase = saml.acs(request, organization_slug=organization_slug)
    kept: SessionBase = request.saml_acs_session  # type: ignore[attr-defined]  # set by the library
    kept.set_expiry(WAITS_SECONDS)
    kept.save()
    return response


@allow_everybody
@declares(PROVIDERS)
@require_GET
def saml_finish_acs(request: HttpRequest, organization_slug: str) -> HttpResponseBase:
    """Read the answer, and let in or refuse."""
    return _explained(request, organization_slug, saml.finish_acs, "organization_slug")


@allow_everybody
@declares(PROVIDERS)
@require_GET
def openid_connect_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Exchange the code, and let in or refuse."""
    if request.GET.get("error") == "access_denied":  # some say so without the state that we sent
        return redirect("socialaccount_login_cancelled")
    return _explained(request, provider_id, openid.callback, "provider_id")


def _explained(request: HttpRequest, slug: str, view: View, argument: str) -> HttpResponseBase:
    provider = _provider(request, slug)
    try:
        return view(request, **{argument: slug})
    # Hostile XML and half answers come out of the libraries as whatever was in their way.
    except NO_ANSWER as error:
        page: HttpResponseBase = render_authentication_error(request, provider, exception=error)
        return page


def _provider(request: HttpRequest, slug: str) -> Any:
    if not Provider.objects.filter(slug=slug, is_open=True).exists():
        raise Http404
    try:
        return get_adapter().get_app(request, provider=slug).get_provider(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
