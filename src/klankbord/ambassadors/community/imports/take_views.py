"""Take a group along that I own."""

import tempfile
from contextlib import ExitStack

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from klankbord.ambassadors.community.actions import record_group
from klankbord.ambassadors.community.declarations import GROUPS, WORDS
from klankbord.ambassadors.community.events.declarations import ANSWERS
from klankbord.ambassadors.community.imports.exporting import write_export
from klankbord.ambassadors.community.models import Group
from klankbord.ambassadors.community.polls.declarations import VOTES
from klankbord.ambassadors.community.praise.declarations import PRAISED
from klankbord.ambassadors.community.views import group_or_404
from klankbord.people.access import MemberRequest, allow_members
from klankbord.trust.register import declares


@allow_members
@declares(GROUPS, WORDS, ANSWERS, PRAISED, VOTES)
@require_http_methods(["GET", "POST"])
def group_take(request: MemberRequest, pk: int) -> HttpResponseBase:
    """Say what is in the file, and give it: what any reader of the group can read, no more."""
    group = group_or_404(request, pk, as_owner=True)
    if request.method != "POST":
        return _explanation(request, group)
    at = timezone.now()
    name = f"klankbord-{slugify(group.name_outside) or group.pk}-{at:%Y-%m-%d}.zip"
    with ExitStack() as until_given:
        file = until_given.enter_context(tempfile.TemporaryFile())
        write_export(file, groups=Group.objects.filter(pk=group.pk), at=at)
        record_group(at=at, by=request.user, act="community.group-exported", group=group)
        file.seek(0)
        until_given.pop_all()  # from here on the answer closes it
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _explanation(request: MemberRequest, group: Group) -> HttpResponse:
    return render(request, "community/group_take.html", {"group": group})
