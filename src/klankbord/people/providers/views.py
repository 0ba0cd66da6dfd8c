"""How people sign in here: providers, the second factor, and what groups mean."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.people import actions as people
from klankbord.people import queries
from klankbord.people.access import MemberRequest, allow
from klankbord.people.declarations import DIRECTORY_SYNC, PROVIDERS
from klankbord.people.models import Role
from klankbord.people.providers import actions
from klankbord.people.providers.forms import FORMS, GroupForm
from klankbord.people.providers.models import Provider
from klankbord.people.scim import groups as scim
from klankbord.people.scim.models import DirectoryGroup
from klankbord.trust.register import declares, no_personal_data


@allow(Role.ADMINISTRATOR)
@no_personal_data("shows rules and services, not people")
@require_GET
def sign_in_settings(request: MemberRequest) -> HttpResponse:
    """How people sign in here."""
    context = {
        "providers": Provider.objects.all(),
        "groups": scim.groups_counted()[:200],
        "is_asked": getattr(queries.organisation(), "is_second_factor_asked", False),
        "has_factor": queries.has_second_factor(request.user),
        "scim_url": request.build_absolute_uri("/scim/v2/"),
    }
    return render(request, "people/sign_in_settings.html", context)


@allow(Role.ADMINISTRATOR)
@no_personal_data("changes a rule of the house")
@require_POST
def second_factor_ask(request: MemberRequest) -> HttpResponse:
    """Switch the rule on or off; whoever switches it on must keep it first."""
    is_asked = request.POST.get("is_asked") == "on"
    if is_asked and not queries.has_second_factor(request.user):
        messages.error(request, _("Add a passkey or a code app of your own first."))
        return redirect("people:sign-in-settings")
    people.ask_second_factor(is_asked=is_asked, by=request.user, at=timezone.now())
    messages.success(request, _("The rule is saved."))
    return redirect("people:sign-in-settings")


@allow(Role.ADMINISTRATOR)
@no_personal_data("explains a rule of the house")
@require_GET
def second_factor(request: MemberRequest) -> HttpResponse:
    """Why an administrator comes no further, and how to go on."""
    return render(request, "people/second_factor.html", {"next": request.GET.get("next", "")})


@allow(Role.ADMINISTRATOR)
@declares(PROVIDERS)
@require_http_methods(["GET", "POST"])
def provider_add(request: MemberRequest, kind: str) -> HttpResponse:
    """Set up a provider."""
    if kind not in FORMS:
        raise Http404
    return _edit(request, Provider(kind=kind))


@allow(Role.ADMINISTRATOR)
@declares(PROVIDERS)
@require_http_methods(["GET", "POST"])
def provider_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a provider."""
    return _edit(request, get_object_or_404(Provider, pk=pk))


@allow(Role.ADMINISTRATOR)
@declares(PROVIDERS)
@require_POST
def provider_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget a provider."""
    provider = get_object_or_404(Provider, pk=pk)
    actions.remove_provider(provider=provider, by=request.user, at=timezone.now())
    messages.success(request, _("The provider is removed. Members keep their place here."))
    return redirect("people:sign-in-settings")


@allow(Role.ADMINISTRATOR)
@declares(DIRECTORY_SYNC)
@require_http_methods(["GET", "POST"])
def group_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what a group of the directory means here."""
    group = get_object_or_404(DirectoryGroup, pk=pk)
    initial = {"department": group.department_id, "roles": group.roles}
    form = GroupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        scim.map_group(group=group, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The group is saved, and its people follow."))
        return redirect("people:sign-in-settings")
    context = {"form": form, "group": group, "n_members": group.members.count()}
    return render(request, "people/group_change.html", context)


def _edit(request: MemberRequest, provider: Provider) -> HttpResponse:
    form = FORMS[provider.kind](provider, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.save_provider(
            provider=form.fill(provider),
            by=request.user,
            at=timezone.now(),
            secret=form.cleaned_data.get("secret", ""),
        )
        messages.success(request, _("The provider is saved. Try it in another browser."))
        return redirect("people:provider-change", pk=provider.pk)
    context = {"form": form, "provider": provider, "addresses": _addresses(request, provider)}
    return render(request, "people/provider_change.html", context)


def _addresses(request: MemberRequest, provider: Provider) -> list[tuple[str, str]]:
    """What the provider wants to know of us; known once it has been saved."""
    if provider.pk is None:
        return []
    names = {
        Provider.Kind.OIDC: [(_("Redirect address"), "openid_connect_callback")],
        Provider.Kind.SAML: [
            (_("Our metadata, which is our name there (entity id)"), "saml_metadata"),
            (_("Where answers go (ACS)"), "saml_acs"),
        ],
    }
    return [
        (label, request.build_absolute_uri(reverse(name, args=[provider.slug])))
        for label, name in names[Provider.Kind(provider.kind)]
    ]
