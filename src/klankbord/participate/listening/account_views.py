"""Screens of our own accounts on platforms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.registry import installed
from klankbord.participate.listening.accounts import (
    connect_account,
    connectors_with_accounts,
    disconnect_account,
)
from klankbord.participate.listening.forms import AccountForm
from klankbord.participate.listening.models import Account
from klankbord.participate.listening.views import CHANGERS, TEAM
from klankbord.people.access import MemberRequest, allow
from klankbord.trust.register import no_personal_data


@allow(*TEAM)
@no_personal_data("accounts of the organisation itself")
@require_GET
def account_list(request: MemberRequest) -> HttpResponse:
    """With which accounts we hear and answer."""
    labels = {key: each.label for key, each in installed().connectors.items()}
    context = {
        "accounts": [(each, labels.get(each.connector, each.connector)) for each in _accounts()],
        "may_change": request.user.has_role(*CHANGERS),
    }
    return render(request, "listening/account_list.html", context)


@allow(*CHANGERS)
@no_personal_data("an account of the organisation itself")
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def account_add(request: MemberRequest) -> HttpResponse:
    """Connect an account: the token is tried before it is kept."""
    connectors = connectors_with_accounts()
    labels = {each.key: each.label for each in connectors}
    chosen = request.GET.get("platform", "")
    chosen = chosen if chosen in labels else ""
    form = AccountForm(request.POST or None, connectors=connectors, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            account = connect_account(
                **form.cleaned_data, at=timezone.now(), actor=f"member:{request.user.pk}"
            )
        except ConnectorRefused as refusal:
            form.refuse(refusal)
        else:
            words = {"account": account.handle}
            messages.success(request, _("Connected: we speak as %(account)s.") % words)
            if chosen and "source" in request.GET:  # on with what it was connected for
                return redirect(f"{reverse('listening:source-add')}?platform={chosen}")
            return redirect("listening:account-list")
    context = {"form": form, "chosen": chosen, "platform": labels.get(chosen)}
    return render(request, "listening/account_add.html", context)


@allow(*CHANGERS)
@no_personal_data("an account of the organisation itself")
@require_POST
def account_delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Disconnect an account, and forget its token."""
    account = get_object_or_404(Account, pk=pk)
    disconnect_account(account=account, at=timezone.now(), actor=f"member:{request.user.pk}")
    messages.success(request, _("Disconnected. The token is forgotten."))
    return redirect("listening:account-list")


def _accounts() -> list[Account]:
    return list(Account.objects.all())
