"""The screen with what the house looks out for, and what that found."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.reputation.desk.declarations import CASES
from klankbord.reputation.desk.signs.finding import WINDOW, found_lately
from klankbord.reputation.desk.signs.forms import SignsForm
from klankbord.reputation.desk.signs.keeping import keep_signs
from klankbord.reputation.desk.signs.models import DANGERS, PLACES, Kind
from klankbord.reputation.desk.signs.page import shown_kinds
from klankbord.reputation.desk.signs.reading import lines_now
from klankbord.trust.register import declares


@allow(Role.MANAGER, Role.ADMINISTRATOR)
@declares(CASES)
@require_http_methods(["GET", "POST"])
def sign_list(request: MemberRequest) -> HttpResponse:
    """The lines in force with what they found in the last thirty days, and a change of them."""
    lines, now = lines_now(), timezone.now()
    form = SignsForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        given = {kind: form.cleaned_data[kind.value] for kind in Kind}
        keep_signs(lines=given, by=request.user, at=now)
        messages.success(request, _("Kept. Cases are held against it from now on."))
        return redirect("desk:sign-list")
    lately = found_lately(lines, at=now)
    context = {
        "form": form,
        "lately": lately,
        "days": WINDOW.days,
        "words": shown_kinds(DANGERS, form=form, lines=lines, lately=lately),
        "sites": shown_kinds(PLACES, form=form, lines=lines, lately=lately),
    }
    return render(request, "desk/sign_list.html", context)
