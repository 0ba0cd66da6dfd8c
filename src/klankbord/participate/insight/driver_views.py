"""Begin with the drivers of a reputation."""

import contextlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from klankbord.participate.topics.actions import TopicNameTaken
from klankbord.participate.topics.declarations import TOPICS
from klankbord.participate.topics.drivers import start_drivers
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.views import EDITORS, member_of
from klankbord.people.access import allow
from klankbord.trust.register import declares


@require_POST
@allow(*EDITORS)
@declares(TOPICS)
def drivers_start(request: HttpRequest) -> HttpResponse:
    """Make topics of the queries that come along, for each driver that has none."""
    made: list[Topic] = []
    with contextlib.suppress(TopicNameTaken):  # somebody else pressed at the same moment
        made = start_drivers(by=member_of(request), at=timezone.now())
    said = ngettext(
        "%(n)d topic was made. The archive is looked through now.",
        "%(n)d topics were made. The archive is looked through now.",
        len(made),
    )
    messages.success(request, said % {"n": len(made)})
    return redirect(f"{reverse('insight:overview')}#drivers")
