"""The screen on which an administrator takes somebody's second step away."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from klankbord.people.access import MemberRequest, allow
from klankbord.people.declarations import RECOVERY
from klankbord.people.models import Member, Role
from klankbord.people.recovery.actions import reset_second_factor
from klankbord.people.recovery.forms import ResetForm
from klankbord.trust.register import declares

KINDS = {
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("recovery codes"),
    Authenticator.Type.TOTP: gettext_lazy("code app"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("passkey"),
}


@allow(Role.ADMINISTRATOR)
@declares(RECOVERY)
@require_http_methods(["GET", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def second_factor_reset(request: MemberRequest, pk: int) -> HttpResponse:
    """Say why, and take it away; one's own goes by the profile, which asks for it once more."""
    member = get_object_or_404(Member.objects, pk=pk)
    if member == request.user:
        raise PermissionDenied
    is_protected = member.has_role(Role.COUNCIL)
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not is_protected:
        _reset(request, member, form.cleaned_data["reason"])
        return redirect("people:member-change", pk)
    held = Authenticator.objects.filter(user=pk).values_list("type", flat=True)
    context = {
        "member": member,
        "form": form,
        "is_protected": is_protected,
        "kinds": [KINDS[each] for each in sorted(set(held))],
    }
    return render(request, "people/second_factor_reset.html", context)


def _reset(request: MemberRequest, member: Member, reason: str) -> None:
    actor, now = f"member:{request.user.pk}", timezone.now()
    if reset_second_factor(member=member, reason=reason, actor=actor, at=now):
        text = _("%(name)s can sign in with the password alone, and got a letter that says so.")
        messages.success(request, text % {"name": member.name})
    else:
        messages.info(request, _("There was nothing to take away."))
