"""What leaves the house for help with wording: who sees it, and who sets it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from klankbord.people.access import MemberRequest, allow, allow_members
from klankbord.people.models import Role
from klankbord.reputation.drafting.actions import set_endpoint
from klankbord.reputation.drafting.forms import EndpointForm
from klankbord.reputation.drafting.models import Endpoint
from klankbord.trust.register import no_personal_data


@allow_members
@no_personal_data("the name and country of a service")
@require_GET
def outside_list(request: MemberRequest) -> HttpResponse:
    """Which model outside the house is used, in which country, and what it gets."""
    context = {
        "endpoint": Endpoint.objects.first(),
        "may_set": request.user.has_role(Role.ADMINISTRATOR),
    }
    return render(request, "drafting/outside_list.html", context)


@sensitive_post_parameters("key")
@allow(Role.ADMINISTRATOR)
@no_personal_data("the address and key of a service")
@require_http_methods(["GET", "POST"])
def endpoint_set(request: MemberRequest) -> HttpResponse:
    """Name the service, and switch it on or off."""
    form = EndpointForm(request.POST or None, instance=Endpoint.objects.first())
    if request.method == "POST" and form.is_valid():
        set_endpoint(by=request.user, at=timezone.now(), **form.fields_given())
        messages.success(request, _("Kept. Everybody can see what leaves the house."))
        return redirect("drafting:outside-list")
    return render(request, "drafting/endpoint_set.html", {"form": form})
