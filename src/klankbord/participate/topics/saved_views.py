"""Save the filters of the mention list, and forget them again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from klankbord.participate.topics.actions import delete_view, save_view
from klankbord.participate.topics.declarations import VIEWS
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.forms import ViewForm
from klankbord.participate.topics.models import SavedView
from klankbord.participate.topics.views import TEAM, member_of
from klankbord.people.access import allow
from klankbord.trust.register import declares


@require_POST
@allow(*TEAM)
@declares(VIEWS)
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the filters in the address under a name."""
    filters, form = Filters.read(request.GET), ViewForm(request.POST)
    if form.is_valid() and filters:
        view = save_view(
            **form.cleaned_data, filters=filters, by=member_of(request), at=timezone.now()
        )
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    else:
        messages.error(request, _("Give the view a name, and set at least one filter."))
    return redirect(f"{reverse('topics:mention-list')}?{filters.address}")


@require_POST
@allow(*TEAM)
@declares(VIEWS)
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view of one's own."""
    view = get_object_or_404(SavedView, pk=pk, member=member_of(request))
    delete_view(view=view)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("topics:mention-list")
