"""Screens to announce, and the press that says that one has read it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.ambassadors.community import audience
from klankbord.ambassadors.community.announcements import actions, queries
from klankbord.ambassadors.community.announcements.declarations import READ
from klankbord.ambassadors.community.announcements.forms import AnnounceForm, AnnouncementForm
from klankbord.ambassadors.community.announcements.models import Announcement
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.ambassadors.community.reading import written_so_far
from klankbord.people.access import MemberRequest, allow_members
from klankbord.trust.register import declares


@allow_members
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def announcement_write(request: MemberRequest) -> HttpResponse:
    """Announce something in a group that I own, or to everybody."""
    may_address_all = queries.may_address_all(request.user)
    groups = audience.groups_announceable(request.user, is_for_all=False)
    if may_address_all:
        groups |= audience.groups_announceable(request.user, is_for_all=True)
    if not groups.exists():
        messages.info(request, _("Owners of a group announce in it. You own no group."))
        return redirect("community:feed")
    form = AnnouncementForm(
        **written_so_far(request),
        groups=groups.distinct(),
        today=timezone.localdate(),
        may_address_all=may_address_all,
    )
    if form.is_bound and form.is_valid():
        try:
            post = actions.write_announcement(
                **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except actions.NotToAnnounce:
            _refuse(form)
        else:
            return redirect("community:post-detail", pk=post.pk)
    return render(request, "community/announcement_write.html", {"form": form})


@allow_members
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def post_announce(request: MemberRequest, pk: int) -> HttpResponse:
    """Make a post of my group an announcement, change how, or end it."""
    posts = audience.posts_readable(request.user).filter(removed_at=None)
    post = get_object_or_404(posts.select_related("group", "author"), pk=pk)
    standing = audience.announcements_readable(request.user).filter(pk=pk).first()
    may_all = queries.may_announce(request.user, group=post.group_id, is_for_all=True)
    if not may_all and not queries.may_announce(request.user, group=post.group_id):
        raise Http404
    if standing and request.method == "POST" and request.POST.get("end") == "1":
        return _end(request, standing)
    form = AnnounceForm(
        request.POST or None,
        today=timezone.localdate(),
        may_address_all=may_all,
        initial=_as_initial(standing) if standing else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.announce_post(
                post=post, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except actions.NotToAnnounce:
            _refuse(form)
        else:
            return redirect("community:post-detail", pk=pk)
    context = {"form": form, "post": post, "standing": standing}
    return render(request, "community/post_announce.html", context)


@allow_members
@declares(READ)
@require_POST
def post_acknowledge(request: MemberRequest, pk: int) -> HttpResponse:
    """I have read this."""
    announcement = get_object_or_404(audience.announcements_readable(request.user), pk=pk)
    try:
        actions.acknowledge(announcement=announcement, by=request.user, at=timezone.now())
    except actions.NotAddressed as refusal:
        raise Http404 from refusal
    messages.success(request, _("Thank you. You are not asked again."))
    return redirect("community:feed")


def _end(request: MemberRequest, standing: Announcement) -> HttpResponse:
    try:
        actions.end_announcement(announcement=standing, by=request.user, at=timezone.now())
    except actions.NotToAnnounce:
        messages.error(request, _("It is for the whole organisation: a manager ends it."))
    return redirect("community:post-detail", pk=standing.pk)


def _as_initial(standing: Announcement) -> dict[str, object]:
    names = ("until_on", "is_to_acknowledge", "is_for_all")
    return {name: getattr(standing, name) for name in names}


def _refuse(form: AnnounceForm) -> None:
    form.add_error(
        None,
        _(
            "You can announce in a group that you own, and to the whole organisation only in an"
            " open group. Choose another group, or change the last choice."
        ),
    )
