"""Screens to ask a group, to vote by name, and to close a poll."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.ambassadors.community import audience
from klankbord.ambassadors.community.actions import NotInGroup, NotTheAuthor
from klankbord.ambassadors.community.declarations import WORDS
from klankbord.ambassadors.community.moderation.actions import WaitsForOwner
from klankbord.ambassadors.community.polls import actions, queries
from klankbord.ambassadors.community.polls.declarations import VOTES
from klankbord.ambassadors.community.polls.forms import PollForm, PollWordsForm
from klankbord.ambassadors.community.polls.models import MOST, Poll
from klankbord.ambassadors.community.polls.words import WordsFixed, has_begun
from klankbord.ambassadors.community.reading import written_so_far
from klankbord.people.access import MemberRequest, allow_guests, allow_members
from klankbord.people.queries import zone_of
from klankbord.trust.disclosure.queries import least_for
from klankbord.trust.disclosure.request import Kind
from klankbord.trust.register import declares


@allow_members
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def poll_write(request: MemberRequest) -> HttpResponse:
    """Ask one of my groups something that it can choose from."""
    now, groups = timezone.now(), audience.groups_of(request.user)
    form = PollForm(
        **written_so_far(request),
        groups=groups,
        too_small=queries.groups_too_small(groups),
        least=least_for(Kind.SHARE),
        zone=zone_of(request.user),
        at=now,
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            post = actions.write_poll(
                group=given["group"], text=given["text"], asked=form.asked, by=request.user, at=now
            )
        except (
            WaitsForOwner,
            actions.PollTooSmall,
            actions.PollTooSoon,
            actions.PollAskedWrong,
        ) as refusal:
            _say_why(form, refusal)
        else:
            return redirect("community:post-detail", pk=post.pk)
    return render(request, "community/poll_write.html", {"form": form})


@allow_members
@declares(WORDS)
@require_http_methods(["GET", "POST"])
def poll_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask it in other words, as long as nobody can have answered."""
    poll = _own_poll_or_404(request, pk)
    form = PollWordsForm(request.POST or None, initial={"text": poll.post.text})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            actions.edit_poll(poll=poll, text=text, by=request.user, at=timezone.now())
        except WaitsForOwner:
            form.add_error(None, _owners_only())
        except WordsFixed:
            messages.info(request, _("Somebody voted meanwhile, so its words stay as they are."))
        else:
            return redirect("community:post-detail", pk=pk)
    context = {"form": form, "poll": poll, "is_fixed": has_begun(poll.post)}
    return render(request, "community/poll_edit.html", context)


@allow_members
@declares(WORDS, VOTES)
@require_http_methods(["GET", "POST"])
def poll_close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a poll by name of mine before its time."""
    poll = _own_poll_or_404(request, pk)
    if poll.is_anonymous:
        raise Http404
    if request.method == "POST":
        try:
            actions.close_poll(poll=poll, by=request.user, at=timezone.now())
        except actions.PollOver:
            messages.info(request, _("It was closed already."))
        except NotTheAuthor as refusal:
            raise Http404 from refusal
        return redirect("community:post-detail", pk=pk)
    return render(request, "community/poll_close.html", {"poll": poll})


@allow_guests
@declares(VOTES)
@require_POST
def poll_vote(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose by name, or with nothing chosen take my vote back."""
    poll = get_object_or_404(audience.polls_readable(request.user).select_related("post"), pk=pk)
    given = () if "back" in request.POST else request.POST.getlist("choice")
    places = {int(each) for each in given if each in _PLACES}
    try:
        actions.change_vote(poll=poll, places=places, by=request.user, at=timezone.now())
    except (NotInGroup, actions.NotByName, actions.ChoiceUnknown) as refusal:
        raise Http404 from refusal
    except actions.PollOver:
        messages.info(request, _("This poll is closed, so nobody votes any more."))
    else:
        said = _("Your vote is in.") if places else _("Your vote is taken back.")
        messages.success(request, said)
    return redirect("community:post-detail", pk=pk)


_PLACES = {str(place) for place in range(MOST)}


def _own_poll_or_404(request: MemberRequest, pk: int) -> Poll:
    own = audience.polls_readable(request.user).filter(post__author=request.user)
    return get_object_or_404(own.select_related("post__group"), pk=pk)


def _say_why(form: PollForm, refusal: Exception) -> None:
    if isinstance(refusal, WaitsForOwner):
        form.add_error("group", _owners_only())
    elif isinstance(refusal, actions.PollTooSmall):
        least = {"least": least_for(Kind.SHARE)}
        form.add_error(
            "way",
            _(
                "This group has fewer than %(least)d colleagues, so nothing anonymous could be"
                " shown. Ask by name, or in a larger group."
            )
            % least,
        )
    elif isinstance(refusal, actions.PollTooSoon):
        day = {"day": date_format(timezone.localtime(refusal.closes_at), "j F, H:i")}
        form.add_error(
            "closes_on",
            _(
                "Another anonymous poll of this group closes on %(day)s. There are two weeks"
                " between two of them, so that nobody can subtract one from the other."
            )
            % day,
        )
    else:
        form.add_error("closes_on", _("An anonymous poll stays open for a day at least."))


def _owners_only() -> str:
    return _(
        "In this group an owner looks at each post first, and only owners make polls. Ask an owner,"
        " or choose another group."
    )
