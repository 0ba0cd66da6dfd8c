"""A member's own keys for programs, and an administrator's view of all."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.people.access import MemberRequest, allow, allow_members
from klankbord.people.declarations import TOKENS
from klankbord.people.models import Role
from klankbord.people.tokens import actions
from klankbord.people.tokens.forms import TokenForm, scope_choices
from klankbord.people.tokens.models import ApiToken
from klankbord.trust.register import declares

PAGE = 50


@allow_members
@declares(TOKENS)
@require_http_methods(["GET", "POST"])
@never_cache
def token_list(request: MemberRequest) -> HttpResponse:
    """My keys; a new one is shown once, on the answer to the form."""
    form = TokenForm(request.user, request.POST or None)
    made: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        token, secret = actions.create_token(
            member=request.user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_on=form.expires_on(now.date()),
            at=now,
        )
        made = {"made": token, "secret": secret}
        form = TokenForm(request.user)
    keys = _with_words(request, list(request.user.api_tokens.all()[:PAGE]))
    return render(request, "people/token_list.html", {"form": form, "keys": keys, **made})


@allow_members
@declares(TOKENS)
@require_POST
def token_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a key back: one's own, or, for administrators, anybody's."""
    mine = ApiToken.objects.all()
    if not request.user.has_role(Role.ADMINISTRATOR):
        mine = mine.filter(member=request.user)
    token = get_object_or_404(mine, pk=pk)
    is_own = token.member_id == request.user.pk
    actions.revoke_token(token=token, by=request.user, at=timezone.now())
    messages.success(request, _("The key no longer opens anything."))
    return redirect("people:token-list" if is_own else "people:token-overview")


@allow(Role.ADMINISTRATOR)
@declares(TOKENS)
@require_GET
def token_overview(request: MemberRequest) -> HttpResponse:
    """All keys of all members, newest first."""
    before = request.GET.get("before", "")
    found = ApiToken.objects.select_related("member").order_by("-pk")
    if before.isdecimal() and len(before) < 19:  # noqa: PLR2004  # what the database counts to
        found = found.filter(pk__lt=int(before))
    shown = list(found[: PAGE + 1])
    keys = _with_words(request, shown[:PAGE])
    rest = keys[-1].pk if len(shown) > PAGE else None
    return render(request, "people/token_overview.html", {"keys": keys, "before": rest})


def _with_words(request: MemberRequest, keys: list[ApiToken]) -> list[ApiToken]:
    """Each key with what it may do, in words."""
    words = dict(scope_choices(request.user))
    today = timezone.now().date()
    for key in keys:
        key.words = [words.get(scope, scope) for scope in key.scopes]  # type: ignore[attr-defined]  # for the template
        key.is_over = key.expires_on < today  # type: ignore[attr-defined]  # idem
    return keys
