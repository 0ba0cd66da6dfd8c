"""The screen with what the house looks out for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.reputation.desk.signs.forms import SignsForm
from klankbord.reputation.desk.signs.keeping import keep_signs
from klankbord.reputation.desk.signs.models import DANGERS, PLACES, Kind
from klankbord.reputation.desk.signs.reading import lines_now
from klankbord.trust.register import no_personal_data


@allow(Role.MANAGER, Role.ADMINISTRATOR)
@no_personal_data("words and sites to look out for")
@require_http_methods(["GET", "POST"])
def sign_list(request: MemberRequest) -> HttpResponse:
    """The lines in force, and a change of them."""
    lines = lines_now()
    form = SignsForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        given = {kind: form.cleaned_data[kind.value] for kind in Kind}
        keep_signs(lines=given, by=request.user, at=timezone.now())
        messages.success(request, _("Kept. Cases are held against it from now on."))
        return redirect("desk:sign-list")
    context = {"form": form, "words": form.fields_of(DANGERS), "sites": form.fields_of(PLACES)}
    return render(request, "desk/sign_list.html", context)
