"""Screens to read the community."""

import datetime as dt
from collections.abc import Collection

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from klankbord.ambassadors.community import audience, queries
from klankbord.ambassadors.community.announcements.declarations import READ
from klankbord.ambassadors.community.announcements.queries import (
    announcements_on_top,
    may_address_all,
    share_read,
)
from klankbord.ambassadors.community.announcements.sentences import share_in_words
from klankbord.ambassadors.community.attachments.forms import AttachmentsForm
from klankbord.ambassadors.community.declarations import GROUPS, WORDS
from klankbord.ambassadors.community.forms import CommentForm, PostForm, PostInGroupForm
from klankbord.ambassadors.community.models import Group
from klankbord.ambassadors.community.notifications.actions import see_notifications
from klankbord.ambassadors.community.notifications.queries import n_unseen
from klankbord.ambassadors.community.polls.declarations import VOTES
from klankbord.ambassadors.community.polls.queries import voters_of
from klankbord.ambassadors.community.ranking.declarations import ORDER
from klankbord.ambassadors.community.ranking.queries import (
    Cursor,
    RankedPage,
    cursor_in,
    ranked_page,
    with_order,
)
from klankbord.ambassadors.community.ranking.sentences import rules_in_words
from klankbord.ambassadors.community.reactions.queries import givers_of
from klankbord.ambassadors.community.reading import id_in, last_visit
from klankbord.people.access import MemberRequest, allow_guests, allow_members
from klankbord.people.limits.counting import OWN, is_within
from klankbord.people.models import Member, Role
from klankbord.trust.register import declares

MOST_LOOKS = 120  # a minute, at whom one may name: more is no typing any more


@allow_guests
@declares(WORDS, GROUPS, ORDER)
@require_GET
def feed(request: MemberRequest) -> HttpResponse:
    """What was said in my groups: newest first, or what matters first if I chose so."""
    now = timezone.now()
    before, cursor = id_in(request.GET, "before"), cursor_in(request.GET.get("next", ""), now=now)
    memberships = list(with_order(queries.memberships_of(request.user), request.user))
    groups = [each.group for each in memberships if each.joined_at]
    is_unanswered = request.GET.get("show") == "questions"
    is_ranked = any(getattr(each, "is_ranked", False) for each in memberships)
    page = _feed_page(
        request.user,
        {group.pk for group in groups},
        now=now,
        before=before,
        cursor=cursor,
        is_unanswered=is_unanswered,
        is_ranked=is_ranked,
    )
    is_first_page = not before and not cursor and not is_unanswered
    seen_at = last_visit(request.session, now=now)
    is_by_time = isinstance(page, queries.PostPage)
    n_new = sum(1 for card in page.cards if seen_at and card.post.created_at > seen_at)
    context = {
        "page": page,
        "n_new": n_new if is_by_time else 0,
        "is_ranked": is_ranked,
        "rules": [] if is_by_time else rules_in_words(),
        "groups": groups,
        "invitations": [each for each in memberships if each.is_invitation],
        "form": PostForm(groups=audience.groups_of(request.user)),
        "along": AttachmentsForm(),
        "is_first_page": is_first_page,
        "on_top": announcements_on_top(request.user, at=now) if is_first_page else [],
        "may_announce": may_address_all(request.user) or any(each.is_owner for each in memberships),
        "is_unanswered": is_unanswered,
        "n_unseen": n_unseen(request.user),
    }
    return render(request, "community/feed.html", context)


def _feed_page(
    member: Member,
    mine: Collection[int],
    *,
    now: dt.datetime,
    before: int | None,
    cursor: Cursor | None,
    is_unanswered: bool,
    is_ranked: bool,
) -> queries.PostPage | RankedPage:
    """What is older than all that was weighed stands in the order of time, for everybody."""
    if is_ranked and not before and not is_unanswered:
        return ranked_page(member, mine=mine, at=now, cursor=cursor)
    return queries.post_page(member, before=before, is_unanswered=is_unanswered, mine=mine)


@allow_guests
@declares(WORDS)
@require_GET
def search(request: MemberRequest) -> HttpResponse:
    """Find words in what I may read."""
    words = request.GET.get("q", "").strip()[:200]
    before = id_in(request.GET, "before")
    page = queries.post_page(request.user, words=words, before=before) if words else None
    return render(request, "community/search.html", {"words": words, "page": page})


@allow_members
@declares(GROUPS)
@require_GET
def group_list(request: MemberRequest) -> HttpResponse:
    """The groups I may know of, and what I am to each."""
    words = request.GET.get("q", "").strip()[:120]
    context = {
        "words": words,
        "page": queries.group_page(request.user, words=words, after=id_in(request.GET, "after")),
        "may_create": request.user.has_role(Role.MANAGER),
        "may_import": request.user.has_role(Role.ADMINISTRATOR),
    }
    return render(request, "community/group_list.html", context)


@allow_guests
@declares(GROUPS, WORDS)
@require_GET
def group_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One group; outsiders see the name of a closed one, and nothing of a private one."""
    group = get_object_or_404(queries.groups_listed(request.user), pk=pk)
    membership = queries.group_membership(group, request.user)
    is_inside = bool(membership and membership.joined_at)
    is_owner = bool(membership and membership.is_owner)
    context = {
        "group": group,
        "is_inside": is_inside,
        "is_owner": is_owner,
        "may_announce": is_owner or (is_inside and group.is_open and may_address_all(request.user)),
    }
    if is_inside or group.is_open:
        context["guests"] = queries.guests_in(group, request.user)
    if is_owner:
        context["n_waiting"] = queries.requests_waiting(group).count()
        context["n_reviews"] = audience.reviews_to_decide(request.user).filter(group=group).count()
    if is_inside or group.is_open:
        before = id_in(request.GET, "before")
        mine = audience.groups_of(request.user).filter(pk=group.pk)
        context |= {
            "page": queries.post_page(
                request.user, group=group, before=before, mine={group.pk} if is_inside else ()
            ),
            "pinned": []
            if before
            else queries.pinned_cards(group, request.user, is_inside=is_inside),
            "on_top": []
            if before
            else announcements_on_top(request.user, at=timezone.now(), group=group.pk),
            "form": PostInGroupForm(groups=mine, initial={"group": group}),
            "along": AttachmentsForm(),
        }
    return render(request, "community/group_detail.html", context)


@allow_guests
@declares(WORDS, READ, VOTES)
@require_GET
def post_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One post with its comments."""
    post = get_object_or_404(audience.posts_readable(request.user).select_related("group"), pk=pk)
    membership = queries.group_membership(post.group, request.user)
    now = timezone.now()
    see_notifications(member=request.user, post=post, at=now)
    is_inside = bool(membership and membership.joined_at)
    card = queries.post_card(post, request.user, is_inside=is_inside)
    is_owner = bool(membership and membership.is_owner)
    context = {
        "card": card,
        "givers": givers_of(post) if any(each.n_given for each in card.reactions) else [],
        "share": _share_of(card, is_owner=is_owner, at=now),
        "may_announce": is_owner
        or (card.may_write and post.group.is_open and may_address_all(request.user)),
        "voters": voters_of(card.poll) if card.poll else [],
        "comments": queries.post_comments(post, request.user),
        "is_owner": is_owner,
        "may_choose": post.is_question
        and not post.is_removed
        and (post.author_id == request.user.pk or is_owner),
        "form": CommentForm(),
        "guests": queries.guests_in(post.group, request.user),
        "along": AttachmentsForm(),
    }
    return render(request, "community/post_detail.html", context)


@allow_guests
@declares(WORDS)
@require_GET
def post_history(request: MemberRequest, pk: int) -> HttpResponse:
    """What a post said before, with what went and what came, for who reads the post."""
    standing = audience.posts_readable(request.user).filter(removed_at=None)
    post = get_object_or_404(standing.select_related("group", "author", "origin__voice"), pk=pk)
    context = {"post": post, "changes": queries.post_changes(post)}
    return render(request, "community/post_history.html", context)


@allow_guests
@declares(GROUPS)
@require_GET
def name_find(request: MemberRequest) -> HttpResponse:
    """Whom I may name in one of my groups, for a field in which I type an @."""
    now, mine = timezone.now(), audience.groups_of(request.user)
    group = get_object_or_404(mine, pk=id_in(request.GET, "group") or 0)
    if not is_within("names", str(request.user.pk), MOST_LOOKS, at=now, where=OWN):
        return JsonResponse({"names": []}, status=429)
    names = queries.names_beginning(request.GET.get("q", "")[:60], group, request.user)
    return JsonResponse({"names": names})


def _share_of(card: queries.PostCard, *, is_owner: bool, at: dt.datetime) -> str:
    """How far it came, for the author and owners: what the gateway tells is the same for all."""
    announcement = card.announcement
    if announcement is None or not announcement.is_to_acknowledge:
        return ""
    is_asked = (card.is_mine or is_owner) and not card.post.is_removed
    return share_in_words(share_read(announcement, at=at)) if is_asked else ""


def group_or_404(request: MemberRequest, pk: int, *, as_owner: bool = False) -> Group:
    """Find a group that the member is in, or owns; 404 for everybody else."""
    find = audience.groups_owned if as_owner else audience.groups_of
    return get_object_or_404(find(request.user), pk=pk)
