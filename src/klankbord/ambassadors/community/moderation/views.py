"""Screens to report words, to decide about them, and to ask somebody else to look again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.ambassadors.community import audience
from klankbord.ambassadors.community.actions import NotInGroup, NotTheAuthor
from klankbord.ambassadors.community.attachments.queries import along_review, listed
from klankbord.ambassadors.community.declarations import MODERATION, WORDS
from klankbord.ambassadors.community.models import Comment, Post
from klankbord.ambassadors.community.moderation import actions, queries
from klankbord.ambassadors.community.moderation.forms import AppealForm, DecisionForm, ReportForm
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.people.access import MemberRequest, allow_guests, allow_members
from klankbord.trust.register import declares

MOST = 50  # of the longest waiting; the rest comes when these are decided


@allow_guests
@declares(MODERATION, WORDS)
@require_http_methods(["GET", "POST"])
def post_report(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a moderator to look at a post."""
    posts = audience.posts_readable(request.user).filter(removed_at=None)
    posts = posts.exclude(author=request.user)
    return _report(request, get_object_or_404(posts.select_related("group", "author"), pk=pk))


@allow_guests
@declares(MODERATION, WORDS)
@require_http_methods(["GET", "POST"])
def comment_report(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask a moderator to look at a comment."""
    comments = audience.comments_readable(request.user).filter(removed_at=None)
    comments = comments.exclude(author=request.user)
    comment = get_object_or_404(comments.select_related("post__group", "author"), pk=pk)
    return _report(request, comment)


@allow_guests
@declares(MODERATION, WORDS)
@require_GET
def review_list(request: MemberRequest) -> HttpResponse:
    """What I have to decide about, the longest waiting first."""
    known = set(audience.groups_visible(request.user).values_list("pk", flat=True))
    rows = [
        {
            "review": review,
            "place": _place(review, known),
            "text": words_of(review),
            "along": along_review(review),
            "form": DecisionForm(review=review),
            "is_lent": review.lent_to_id == request.user.pk,
        }
        for review in queries.reviews_waiting(request.user)[:MOST]
    ]
    unopened = [
        {"review": review, "place": _place(review, known)}
        for review in queries.reviews_unopened(request.user)[:MOST]
    ]
    context = {"rows": rows, "unopened": unopened}
    return render(request, "community/review_list.html", context)


def _place(review: Review, known: set[int]) -> str:
    return review.group.name if review.group_id in known else review.group.name_outside


@allow_members
@declares(MODERATION, WORDS)
@require_POST
def review_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Look at one message of a closed group that nobody in it can decide about."""
    review = get_object_or_404(audience.reviews_to_open(request.user), pk=pk)
    try:
        actions.open_review(review=review, by=request.user, at=timezone.now())
    except actions.NotYours:
        messages.info(request, _("Somebody else looks at it already."))
    return redirect(f"{reverse('community:review-list')}#review-{pk}")


@allow_members
@declares(MODERATION, WORDS)
@require_POST
def review_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Let words stand, or not, with a reason."""
    review = get_object_or_404(audience.reviews_to_decide(request.user), pk=pk)
    form = DecisionForm(request.POST, review=review)
    if not form.is_valid():
        messages.error(request, _("Nothing was decided: give a reason, the author reads it."))
        return redirect("community:review-list")
    try:
        actions.decide_review(
            review=review,
            is_shown=request.POST.get("shown") == "1",
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except (actions.NotYours, NotTheAuthor):  # of a change: its post was taken down meanwhile
        messages.info(request, _("Somebody else decided just before you."))
    except NotInGroup:
        messages.error(
            request,
            _("The author is no longer in the group, so it cannot be shown. Decide not to."),
        )
    else:
        messages.success(request, _("That is decided."))
    return redirect("community:review-list")


@allow_guests
@declares(MODERATION, WORDS)
@require_http_methods(["GET", "POST"])
def review_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What was decided about my words, and asking somebody else to look again."""
    review = get_object_or_404(
        audience.reviews_of(request.user).select_related(
            "group", "post", "decided_by", "appeal_decided_by"
        ),
        pk=pk,
    )
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal_decision(
                review=review, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except actions.NotYours:
            messages.info(request, _("You asked for that already."))
        return redirect("community:review-detail", pk=pk)
    context = {"review": review, "form": form, "along": along_review(review)}
    return render(request, "community/review_detail.html", context)


@allow_guests
@declares(MODERATION, WORDS)
@require_POST
def review_forget(request: MemberRequest, pk: int) -> HttpResponse:
    """Take my words that are not shown back for good."""
    review = get_object_or_404(audience.reviews_of(request.user), pk=pk)
    try:
        actions.forget_words(review=review, by=request.user)
    except actions.NotYours:
        messages.info(request, _("They are shown again. You can remove them where they stand."))
        return redirect("community:review-detail", pk=pk)
    messages.success(request, _("Your words are deleted for good."))
    return redirect("community:feed")


def words_of(review: Review) -> str:
    """The words in question: kept aside, or where they stand."""
    standing = review.comment or review.post
    return review.text or (standing.text if standing else "")


def _report(request: MemberRequest, words: Post | Comment) -> HttpResponse:
    post = words.post if isinstance(words, Comment) else words
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.report_words(words=words, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(
            request, _("Thank you. A moderator looks at it; you hear when it is done.")
        )
        return redirect("community:post-detail", pk=post.pk)
    place = {"comment": words} if isinstance(words, Comment) else {"post": words}
    is_outside = queries.is_for_outside(words)
    context = {
        "form": form,
        "words": words,
        "post": post,
        "along": listed().filter(**place),
        "is_outside": is_outside,
        "is_nobody": is_outside and not queries.has_manager_beside(words, request.user),
    }
    return render(request, "community/words_report.html", context)
