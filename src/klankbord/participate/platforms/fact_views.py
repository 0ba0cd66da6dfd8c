"""Screens of facts about a platform: add one, change it, take it away, put it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.participate.listening.naming import platform_name
from klankbord.participate.platforms.declarations import RESEARCH
from klankbord.participate.platforms.facts import (
    fact_values,
    put_back_starters,
    remove_fact,
    save_fact,
)
from klankbord.participate.platforms.forms import FactForm
from klankbord.participate.platforms.views import EDITORS
from klankbord.people.access import MemberRequest, allow
from klankbord.trust.register import declares, no_personal_data

LONGEST = 40  # letters of the key of a platform


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
@declares(RESEARCH)
def fact_add(request: MemberRequest, key: str) -> HttpResponse:
    """Add a fact of our own."""
    if len(key) > LONGEST:
        raise Http404
    return _edit(request, key, "")


@require_GET
@allow(*EDITORS)
@no_personal_data("the name of a platform")
def platform_add(request: HttpRequest) -> HttpResponse:
    """Begin with a platform of which nothing is known: its first fact puts it on the map."""
    key = slugify(request.GET.get("name", ""))[:LONGEST]
    if not key:
        messages.error(request, _("Give the name of a platform."))
        return redirect("platforms:platform-list")
    return redirect("platforms:fact-add", key=key)


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
@declares(RESEARCH)
def fact_edit(request: MemberRequest, key: str, ref: str) -> HttpResponse:
    """Change a fact, or take it away."""
    if fact_values(key, ref) is None:
        raise Http404
    if "remove" in request.POST:
        remove_fact(platform=key, ref=ref, by=request.user, at=timezone.now())
        messages.success(request, _("Taken away."))
        return redirect("platforms:platform-detail", key=key)
    return _edit(request, key, ref)


@require_POST
@allow(*EDITORS)
@declares(RESEARCH)
def facts_restore(request: MemberRequest, key: str) -> HttpResponse:
    """Put back what came with the program and was taken away."""
    put_back_starters(platform=key, by=request.user, at=timezone.now())
    return redirect("platforms:platform-detail", key=key)


def _edit(request: MemberRequest, key: str, ref: str) -> HttpResponse:
    form = FactForm(request.POST or None, initial=fact_values(key, ref) if ref else None)
    if request.method == "POST" and form.is_valid():
        save_fact(
            platform=key, ref=ref, values=form.cleaned_data, by=request.user, at=timezone.now()
        )
        messages.success(request, _("Saved."))
        return redirect("platforms:platform-detail", key=key)
    context = {"form": form, "key": key, "name": platform_name(key), "ref": ref}
    return render(request, "platforms/fact_edit.html", context)
