"""Screens to open a closed group: one asks, another confirms, one reads, all are told."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.attachments.queries import along_posts, listed
from klankbord.ambassadors.community.audience import posts_readable
from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.ambassadors.community.reading import id_in
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Member, Role
from klankbord.site.rights import glass
from klankbord.site.rights.declarations import GLASS
from klankbord.site.rights.forms import GlassForm
from klankbord.trust.register import declares
from klankbord.trust.rights.models import GlassOpening

PAGE = 50


@allow(Role.ADMINISTRATOR, Role.COUNCIL)
@declares(GLASS)
@require_http_methods(["GET", "POST"])
def glass_list(request: MemberRequest) -> HttpResponse:
    """All openings; an administrator asks for one."""
    now = timezone.now()
    form = GlassForm(request.POST or None) if request.user.has_role(Role.ADMINISTRATOR) else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            glass.ask_glass(**form.cleaned_data, by=request.user, at=now)
            messages.success(request, _("You asked. Somebody of the council must confirm."))
            return redirect("rights:glass-list")
    openings = list(GlassOpening.objects.all()[:100])
    context = {"openings": _shown(openings, request.user), "form": form}
    return render(request, "site/rights/glass_list.html", context)


def _shown(openings: list[GlassOpening], reader: Member) -> list[dict[str, object]]:
    now = timezone.now()
    ids = {each.asked_by for each in openings} | {each.confirmed_by or 0 for each in openings}
    people = Member.objects.in_bulk(ids)
    groups = Group.objects.in_bulk(int(each.space.removeprefix(glass.SPACE)) for each in openings)
    return [
        {
            "opening": each,
            "group": groups.get(int(each.space.removeprefix(glass.SPACE))),
            "reader": people.get(each.asked_by),
            "second": people.get(each.confirmed_by or 0),
            "is_open": bool(each.until_at and each.until_at > now),
            "is_waiting": not each.confirmed_by
            and not each.refused_at
            and each.asked_at > now - glass.WAITS,
            "may_answer": reader.has_role(Role.COUNCIL) and each.asked_by != reader.pk,
            "may_read": each.asked_by == reader.pk,
        }
        for each in openings
    ]


@allow(Role.COUNCIL)
@declares(GLASS)
@require_POST
def glass_confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """The second person says yes."""
    opening = get_object_or_404(GlassOpening, pk=pk)
    try:
        glass.confirm_glass(opening=opening, by=request.user, at=timezone.now())
        messages.success(request, _("It is open for the hours that were asked, to read only."))
    except glass.GlassHolds:
        messages.error(request, _("This was answered already, is too old, or is your own request."))
    return redirect("rights:glass-list")


@allow(Role.COUNCIL)
@declares(GLASS)
@require_POST
def glass_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    """The second person says no."""
    opening = get_object_or_404(GlassOpening, pk=pk)
    try:
        glass.refuse_glass(opening=opening, by=request.user, at=timezone.now())
        messages.success(request, _("It stays closed."))
    except glass.GlassHolds:
        messages.error(request, _("This was answered already."))
    return redirect("rights:glass-list")


@allow(Role.ADMINISTRATOR, Role.COUNCIL)
@declares(GLASS)
@require_POST
def glass_close(request: MemberRequest, pk: int) -> HttpResponse:
    """End an opening early."""
    opening = get_object_or_404(GlassOpening, pk=pk)
    glass.close_glass(opening=opening, by=request.user, at=timezone.now())
    messages.success(request, _("It is closed again. The members of the group are told."))
    return redirect("rights:glass-list")


@allow(Role.ADMINISTRATOR)
@declares(GLASS)
@require_GET
def glass_read(request: MemberRequest, pk: int) -> HttpResponse:
    """Read through the broken glass: who asked, while it lasts, every page noted first."""
    now = timezone.now()
    opening = glass.glass_open_to(request.user, pk=pk, at=now)
    group = glass.group_of(opening) if opening else None
    if opening is None or group is None:
        raise Http404
    before = id_in(request.GET, "before")
    glass.record_look(opening=opening, by=request.user, at=now, page=str(before or ""))
    posts = posts_readable(request.user, opened=group.pk).filter(group=group, removed_at=None)
    if before:
        posts = posts.filter(pk__lt=before)
    found = list(posts.select_related("author").order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "opening": opening,
        "group": group,
        "posts": _with_comments(shown),
        "next_before": shown[-1].pk if len(found) > PAGE else None,
    }
    return render(request, "site/rights/glass_read.html", context)


def _with_comments(
    posts: list[Post],
) -> list[tuple[Post, Sequence[Attachment], list[Comment]]]:
    """What goes along is told in words: the pictures and files themselves stay closed."""
    said = Comment.objects.filter(post__in=[post.pk for post in posts], removed_at=None)
    said = said.select_related("author").prefetch_related(Prefetch("attachments", listed()))
    along, by_post = along_posts(posts), dict[int, list[Comment]]()
    for comment in said.order_by("created_at", "id"):
        by_post.setdefault(comment.post_id, []).append(comment)
    return [(post, along.get(post.pk, ()), by_post.get(post.pk, [])) for post in posts]
