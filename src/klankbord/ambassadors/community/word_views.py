"""Screens to write, change and take back words, and to react."""

from collections.abc import Sequence

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.ambassadors.community import actions, audience, queries
from klankbord.ambassadors.community.attachments.forms import AttachmentsForm
from klankbord.ambassadors.community.attachments.models import Attachment
from klankbord.ambassadors.community.attachments.queries import listed
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.ambassadors.community.forms import CommentForm, PostForm, PostTextForm
from klankbord.ambassadors.community.mentions import named_in
from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.ambassadors.community.moderation.actions import is_to_wait, offer_post
from klankbord.ambassadors.community.reactions.giving import NotOnOffer, toggle_reaction
from klankbord.ambassadors.community.reading import id_in
from klankbord.ambassadors.community.views import group_or_404
from klankbord.people.access import MemberRequest, allow_guests, allow_members
from klankbord.trust.register import declares


@allow_guests
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def post_write(request: MemberRequest) -> HttpResponse:
    """Say something in one of my groups."""
    form = PostForm(request.POST or None, groups=audience.groups_of(request.user))
    along = _along(request)
    if request.method == "POST" and _are_valid(form, along):
        said, group = form.cleaned_data, form.cleaned_data["group"]
        said["attachments"] = along.edit.new
        _say_what_became(request, along)
        if is_to_wait(group, request.user):
            review = offer_post(**said, by=request.user, at=timezone.now())
            return redirect("community:review-detail", pk=review.pk)
        post = actions.write_post(**said, by=request.user, at=timezone.now())
        _say_who_is_unknown(request, post.text, post.group)
        return redirect("community:post-detail", pk=post.pk)
    return render(request, "community/post_write.html", {"form": form, "along": along})


@allow_guests
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def post_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change my post; a poll has a screen of its own, for its words may be fixed."""
    post = _own_post_or_404(request, pk)
    if hasattr(post, "poll"):
        return redirect("community:poll-edit", pk=pk)
    form = PostTextForm(
        request.POST or None, initial={"text": post.text, "is_question": post.is_question}
    )
    waits = is_to_wait(post.group, request.user)
    kept = list(listed().filter(post=post))
    along = _along(request, kept=kept, may_describe=not waits)
    if request.method == "POST" and _are_valid(form, along):
        said = form.cleaned_data | {"post": post, "by": request.user, "at": timezone.now()}
        _say_what_became(request, along)
        if waits:
            review = offer_post(**said, group=post.group, along=along.edit)
            return redirect("community:review-detail", pk=review.pk)
        actions.edit_post(**said, along=along.edit)
        _say_who_is_unknown(request, form.cleaned_data["text"], post.group)
        return redirect("community:post-detail", pk=pk)
    context = {"form": form, "along": along, "post": post}
    return render(request, "community/post_edit.html", context)


@allow_guests
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def post_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take my post back."""
    post = _own_post_or_404(request, pk)
    if request.method == "POST":
        actions.remove_post(post=post, by=request.user, at=timezone.now())
        return redirect("community:group-detail", pk=post.group_id)
    return render(request, "community/post_remove.html", {"post": post})


@allow_members
@declares(WORDS)
@require_POST
def post_pin(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep a post on top of a group that I own, or let it go."""
    post = _post_or_404(request, pk)
    group_or_404(request, post.group_id, as_owner=True)
    is_pinned = request.POST.get("pin") == "1"
    actions.pin_post(post=post, is_pinned=is_pinned, by=request.user, at=timezone.now())
    return redirect("community:group-detail", pk=post.group_id)


@allow_guests
@declares(WORDS)
@require_POST
def reaction_toggle(request: MemberRequest, pk: int) -> HttpResponse:
    """Give a reaction, or take it back."""
    post = _post_or_404(request, pk)
    if post.is_removed:
        raise Http404
    kind = request.POST.get("kind", "")
    try:
        toggle_reaction(post=post, kind=kind, by=request.user, at=timezone.now())
    except (actions.NotInGroup, NotOnOffer) as refusal:
        raise Http404 from refusal
    if getattr(request, "htmx", False):
        context = {"card": queries.post_card(post, request.user, is_inside=True)}
        return render(request, "community/_reactions.html", context)
    return redirect(_place(post.pk))


@allow_guests
@declares(WORDS)
@require_POST
def comment_write(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer a post, or a comment at it."""
    post = _post_or_404(request, pk)
    group_or_404(request, post.group_id)
    form, along = CommentForm(request.POST), _along(request)
    parent = _parent_or_404(request, post)
    if not _are_valid(form, along):
        context = {"form": form, "along": along, "post": post, "parent": parent}
        return render(request, "community/comment_write.html", context)
    said = form.cleaned_data | {"attachments": along.edit.new}
    comment = actions.write_comment(
        post=post, parent=parent, by=request.user, at=timezone.now(), **said
    )
    _say_what_became(request, along)
    _say_who_is_unknown(request, comment.text, post.group)
    return redirect(_place(post.pk, comment))


@allow_guests
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def comment_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change my comment."""
    comment = _own_comment_or_404(request, pk)
    form = CommentForm(request.POST or None, initial={"text": comment.text})
    along = _along(request, kept=list(listed().filter(comment=comment)))
    if request.method == "POST" and _are_valid(form, along):
        said = form.cleaned_data | {"along": along.edit}
        actions.edit_comment(comment=comment, by=request.user, at=timezone.now(), **said)
        _say_what_became(request, along)
        _say_who_is_unknown(request, form.cleaned_data["text"], comment.post.group)
        return redirect(_place(comment.post_id, comment))
    context = {"form": form, "along": along, "comment": comment}
    return render(request, "community/comment_edit.html", context)


@allow_guests
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def comment_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take my comment back."""
    comment = _own_comment_or_404(request, pk)
    if request.method == "POST":
        actions.remove_comment(comment=comment, by=request.user, at=timezone.now())
        return redirect(_place(comment.post_id, comment))
    return render(request, "community/comment_remove.html", {"comment": comment})


@allow_guests
@declares(WORDS)
@require_POST
def answer_choose(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that a comment answers a question of mine, or of my group, best; or no longer."""
    comment = get_object_or_404(audience.comments_readable(request.user), pk=pk)
    is_best = request.POST.get("best") == "1"
    try:
        actions.choose_answer(comment=comment, is_best=is_best, by=request.user, at=timezone.now())
    except actions.NotTheAuthor as refusal:
        raise Http404 from refusal
    return redirect(_place(comment.post_id, comment))


def _along(
    request: MemberRequest, kept: Sequence[Attachment] = (), *, may_describe: bool = True
) -> AttachmentsForm:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    return AttachmentsForm(*given, member=request.user, kept=kept, may_describe=may_describe)


def _are_valid(*several: Form) -> bool:
    """Ask each, so that everything that needs another look is said at once."""
    return not [form for form in several if not form.is_valid()]


def _say_what_became(request: MemberRequest, along: AttachmentsForm) -> None:
    if along.is_moving:
        messages.info(request, _("Of a moving picture only the first moment is kept."))


def _post_or_404(request: MemberRequest, pk: int) -> Post:
    return get_object_or_404(audience.posts_readable(request.user).select_related("group"), pk=pk)


def _own_post_or_404(request: MemberRequest, pk: int) -> Post:
    own = audience.posts_readable(request.user).filter(author=request.user, removed_at=None)
    return get_object_or_404(own.select_related("group", "poll"), pk=pk)


def _own_comment_or_404(request: MemberRequest, pk: int) -> Comment:
    own = audience.comments_readable(request.user).filter(author=request.user, removed_at=None)
    return get_object_or_404(own.select_related("post__group"), pk=pk)


def _parent_or_404(request: MemberRequest, post: Post) -> Comment | None:
    named = id_in(request.POST, "parent")
    if named is None:
        return None
    return get_object_or_404(Comment.objects.select_related("parent"), post=post, pk=named)


def _say_who_is_unknown(request: MemberRequest, text: str, group: Group) -> None:
    """The same words for who does not work here and who may not read here: it tells of neither."""
    for name in named_in(text, group, by=request.user).unknown:
        messages.warning(
            request,
            _(
                "@%(name)s was not told: nobody who can read here is called that. Write the whole"
                " name, as in the list of people of the group."
            )
            % {"name": name},
        )


def _place(post_pk: int, comment: Comment | None = None) -> str:
    place = reverse("community:post-detail", args=[post_pk])
    return f"{place}#comment-{comment.pk}" if comment else place
