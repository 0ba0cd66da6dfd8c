"""The work bench of a query: what it means and finds, what its examples say, its versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.participate.archive.models import Mention
from klankbord.participate.topics.actions import discard_draft
from klankbord.participate.topics.acts import SAVES_DRAFT, Act, act_of
from klankbord.participate.topics.comparing import difference
from klankbord.participate.topics.declarations import MENTIONS, TOPICS
from klankbord.participate.topics.examples import (
    ExamplesFail,
    add_mention_example,
    add_own_example,
    drop_example,
)
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.forms import ExampleForm, TopicForm
from klankbord.participate.topics.lab import bench_of, readable_version
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.precision import samples_of
from klankbord.participate.topics.queries import filter_choices
from klankbord.participate.topics.query_check import check_query
from klankbord.participate.topics.versions import draft_of
from klankbord.participate.topics.views import EDITORS, TEAM, may_edit, member_of
from klankbord.people.access import allow
from klankbord.trust.register import declares


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
@declares(TOPICS, MENTIONS)
def topic_add(request: HttpRequest) -> HttpResponse:
    """Make a topic."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
@declares(TOPICS, MENTIONS)
def topic_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a topic, its query and its examples."""
    return _edit(request, get_object_or_404(Topic, pk=pk))


@require_POST
@allow(*EDITORS)
@declares(TOPICS, MENTIONS)
def query_check(request: HttpRequest) -> HttpResponse:
    """What a query means and finds, while it is being typed."""
    check = check_query(request.POST.get("query", ""), at=timezone.now())
    return render(request, "topics/_check.html", {"bench": {"check": check}, "is_live": True})


@require_POST
@allow(*EDITORS)
@declares(TOPICS, MENTIONS)
def topic_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, with the topic's own examples."""
    topic = get_object_or_404(Topic, pk=pk)
    bench = bench_of(topic, request.POST.get("query", ""), at=timezone.now())
    return render(request, "topics/_check.html", {"topic": topic, "bench": bench, "is_live": True})


@require_GET
@allow(*TEAM)
@declares(TOPICS, MENTIONS)
def version_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What one wording finds and another does not."""
    topic = get_object_or_404(Topic, pk=pk)
    old = readable_version(topic, request.GET.get("old", ""))
    new = readable_version(topic, request.GET.get("new", ""))
    if old is None or new is None:
        raise Http404
    context = {
        "topic": topic,
        "old": old,
        "new": new,
        "difference": difference(old.query, new.query),
        "may_edit": may_edit(request),
    }
    return render(request, "topics/version_compare.html", context)


@require_POST
@allow(*EDITORS)
@declares(TOPICS, MENTIONS)
def example_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an example of a mention, from the mention's own page."""
    mention = get_object_or_404(Mention, pk=pk)
    chosen = request.POST.get("topic", "")
    topic = get_object_or_404(Topic, pk=Act("example", chosen).number)
    must_match = request.POST.get("side") != "no"
    add_mention_example(topic=topic, must_match=must_match, mention=mention, at=timezone.now())
    messages.success(request, _("Kept as an example of “%(name)s”.") % {"name": topic.name})
    return redirect(f"{reverse('topics:topic-edit', args=[topic.pk])}#examples")


def _edit(request: HttpRequest, topic: Topic | None) -> HttpResponse:
    act = act_of(request.POST)
    form = TopicForm(
        _sent(request, act, topic),
        initial=_initial(topic, request.GET.get("query", "")),
        check_url=_check_url(topic),
    )
    if act.kind == "discard" and topic is not None:
        discard_draft(topic=topic, by=member_of(request), at=timezone.now())
        return _to_lab(topic)
    if act.kind not in {"", "check"} and form.is_valid():
        saved = _save(request, form, topic, act)
        if saved is not None:
            return saved
    return _render(request, form, topic)


def _sent(request: HttpRequest, act: Act, topic: Topic | None) -> QueryDict | None:
    """What was sent; with an older version taken up again, its wording."""
    if request.method != "POST":
        return None
    if act.kind != "take" or topic is None:
        return request.POST
    sent = request.POST.copy()
    version = readable_version(topic, act.value)
    sent["query"] = version.text if version else sent.get("query", "")
    return sent


def _save(
    request: HttpRequest, form: TopicForm, topic: Topic | None, act: Act
) -> HttpResponse | None:
    """Save what was sent and say where to go; None when the form says what is wrong."""
    now, by = timezone.now(), member_of(request)
    is_draft = act.kind in SAVES_DRAFT
    try:
        saved = form.save(topic=topic, by=by, at=now, is_draft=is_draft)
    except ExamplesFail as refusal:
        saved = form.save(topic=topic, by=by, at=now, is_draft=True)
        if saved is not None:
            messages.error(request, _refusal_sentence(refusal))
            return _to_lab(saved, "examples")
    if saved is None:
        return None
    if not is_draft:
        messages.success(request, _("Published. We are looking for it in the archive, too."))
        return redirect("topics:topic-detail", pk=saved.pk)
    if act.kind != "draft":
        _change_examples(request, saved, act)
        return _to_lab(saved, "examples" if act.kind != "take" else "")
    messages.success(request, _("Saved as a draft. Nothing changes until you publish it."))
    return _to_lab(saved)


def _change_examples(request: HttpRequest, topic: Topic, act: Act) -> None:
    now = timezone.now()
    if act.kind == "own":
        form = ExampleForm(request.POST, choices=filter_choices())
        text = form.is_valid() and form.cleaned_data["text"]
        if text:
            add_own_example(topic=topic, must_match=act.must_match, at=now, **form.cleaned_data)
        else:
            messages.error(request, _("Write the words of the example first."))
    elif act.kind == "hit":
        mention = Mention.objects.filter(pk=act.number).first()
        if mention is not None:
            add_mention_example(topic=topic, must_match=act.must_match, mention=mention, at=now)
    elif act.kind == "drop":
        drop_example(topic=topic, pk=act.number)


def _render(request: HttpRequest, form: TopicForm, topic: Topic | None) -> HttpResponse:
    now = timezone.now()
    text = form["query"].value() or ""
    bench = bench_of(topic, text, at=now) if topic else {"check": check_query(text, at=now)}
    context: dict[str, Any] = {
        "form": form,
        "topic": topic,
        "bench": bench,
        "sample": samples_of(topic).filter(n_labelled__gt=0).first() if topic else None,
        "example_form": ExampleForm(request.POST or None, choices=filter_choices()),
    }
    return render(request, "topics/topic_edit.html", context)


def _refusal_sentence(refusal: ExamplesFail) -> str:
    n = len(refusal.failed)
    return ngettext(
        "Not published: %(n)s example fails. Your change is kept as a draft.",
        "Not published: %(n)s examples fail. Your change is kept as a draft.",
        n,
    ) % {"n": n}


def _initial(topic: Topic | None, query: str) -> dict[str, object]:
    if topic is None:
        return {"query": Filters.read({"q": query}).q}
    draft = draft_of(topic)
    names = ("name", "description", "version")
    return {"query": draft.query if draft else topic.query} | {
        name: getattr(topic, name) for name in names
    }


def _check_url(topic: Topic | None) -> str:
    if topic is None:
        return reverse("topics:query-check")
    return reverse("topics:topic-check", args=[topic.pk])


def _to_lab(topic: Topic, place: str = "") -> HttpResponse:
    address = reverse("topics:topic-edit", args=[topic.pk])
    return redirect(f"{address}#{place}" if place else address)
