"""Alerts: what stood out, why, whether it was useful to be told; and how people are told."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from klankbord.connectors.reasons import ConnectorRefused
from klankbord.participate.insight.alert_forms import AlertRuleForm, values_of
from klankbord.participate.insight.alert_words import alert_sentences
from klankbord.participate.insight.alerting import false_alarms, judge_alert
from klankbord.participate.insight.causes import Cause
from klankbord.participate.insight.channels import try_way
from klankbord.participate.insight.declarations import ALERTS
from klankbord.participate.insight.links import Link, mentions_url
from klankbord.participate.insight.models import Alert, AlertCall, AlertRule, Way
from klankbord.participate.insight.period import Period
from klankbord.participate.insight.telling import rule_of, ways_of
from klankbord.participate.listening.reasons import sentence as reason_sentence
from klankbord.participate.topics.listing import platform_name
from klankbord.participate.topics.models import Topic
from klankbord.people.access import allow
from klankbord.people.models import Member, Role
from klankbord.people.queries import house_language
from klankbord.trust.register import declares

TEAM = (Role.MANAGER, Role.RESPONDER, Role.ADMINISTRATOR)
EDITORS = (Role.MANAGER, Role.ADMINISTRATOR)
MOST_SHOWN = 50


@dataclass(frozen=True)
class ShownAlert:
    """An alert in words, with the mentions behind each of its numbers."""

    alert: Alert
    sentence: str
    links: list[Link]


@require_GET
@allow(*TEAM)
@declares(ALERTS)
def alert_list(request: HttpRequest) -> HttpResponse:
    """What stood out, newest first."""
    now = timezone.now()
    context = {
        "alerts": shown_alerts(),
        "figure": false_alarms(at=now),
        "topics": [(topic, rule_of(topic)) for topic in Topic.objects.select_related("alert_rule")],
        "may_edit": bool(set(EDITORS) & set(_member(request).roles)),
    }
    return render(request, "insight/alert_list.html", context)


@require_POST
@allow(*TEAM)
@declares(ALERTS)
def alert_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether it was useful to be told."""
    alert = get_object_or_404(Alert, pk=pk)
    said = {"yes": True, "no": False}.get(request.POST.get("useful", ""))
    if said is not None:
        judge_alert(alert=alert, is_useful=said, by=_member(request), at=timezone.now())
        messages.success(request, _("Thank you. That counts in the figure above the list."))
    return redirect("insight:alert-list")


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
@declares(ALERTS)
def alert_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """How people are told of spikes of one topic."""
    topic = get_object_or_404(Topic, pk=pk)
    rule = rule_of(topic)
    form = AlertRuleForm(request.POST or None, initial=values_of(rule), rule=rule)
    secret = ""
    if request.method == "POST" and form.is_valid():
        secret = form.keep(topic=topic, by=_member(request), at=timezone.now())
        messages.success(request, _("Saved: this is how people are told."))
        if not secret:
            return redirect(reverse("insight:alert-list"))
        rule = AlertRule.objects.get(topic=topic)
        form = AlertRuleForm(initial=values_of(rule), rule=rule)  # does not show the address again
    context = {"topic": topic, "form": form, "secret": secret, "ways": _ways(topic)}
    return render(request, "insight/alert_rule.html", context)


@require_POST
@allow(*EDITORS)
@declares(ALERTS)
def alert_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something in a room now, to see whether it works."""
    topic, now = (
        get_object_or_404(Topic.objects.select_related("alert_rule"), pk=pk),
        timezone.now(),
    )
    way = request.POST.get("way", "")
    if way in {Way.MATTERMOST, Way.MATRIX}:
        with translation.override(house_language()):
            text = _("This is a test of the alerts of “%(name)s”.") % {"name": topic.name}
        key = f"klankbord-test-{topic.pk}-{int(now.timestamp() * 1000)}"
        try:
            try_way(Way(way), topic=topic, text=text, key=key, by=_member(request), at=now)
        except ConnectorRefused as refusal:
            messages.error(request, reason_sentence(refusal.key, refusal.values))
        else:
            messages.success(request, _("It works: look in the room whether the test is there."))
    return redirect("insight:alert-rule", pk)


@dataclass(frozen=True)
class ShownWay:
    """A way that people are told by, with how it went last."""

    way: Way
    call: AlertCall | None

    @property
    def can_be_tested(self) -> bool:
        """A program is told of what happened alone."""
        return self.way != Way.PROGRAM

    @property
    def fault(self) -> str:
        """What went wrong last; empty if nothing did."""
        if self.call is None or not self.call.fault:
            return ""
        return reason_sentence(self.call.fault, self.call.fault_values)


def _ways(topic: Topic) -> list[ShownWay]:
    """The ways of a topic, each with its last call."""
    rows = AlertCall.objects.filter(alert__topic=topic).order_by("tried_at", "pk")
    last = {row.way: row for row in rows}
    return [ShownWay(way, last.get(way.value)) for way in ways_of(rule_of(topic))]


def shown_alerts() -> list[ShownAlert]:
    """The newest alerts in the reader's words."""
    alerts = list(Alert.objects.select_related("topic")[:MOST_SHOWN])
    sentences = alert_sentences(alerts)
    return [_shown(*each) for each in zip(alerts, sentences, strict=True)]


def _shown(alert: Alert, sentence: str) -> ShownAlert:
    cause, day = Cause.read(alert.cause), Period(alert.day, alert.day)
    links = [Link(_("all"), alert.n_mentions, mentions_url(day, topic=alert.topic_id))]
    if cause.kind == "story":
        query = f"story:{cause.value}"
        links.append(
            Link(_("the story"), cause.n, mentions_url(day, topic=alert.topic_id, q=query))
        )
    if cause.kind == "hashtag":
        query = f'hashtag:"{cause.value}"'
        links.append(
            Link(f"#{cause.value}", cause.n, mentions_url(day, topic=alert.topic_id, q=query))
        )
    if cause.platform:
        url = mentions_url(day, topic=alert.topic_id, platform=cause.platform)
        links.append(Link(platform_name(cause.platform), cause.n_platform, url))
    if cause.n_negative:
        url = mentions_url(day, topic=alert.topic_id, sentiment="negative")
        links.append(Link(_("negative"), cause.n_negative, url))
    return ShownAlert(alert, sentence, links)


def _member(request: HttpRequest) -> Member:
    member: Any = request.user
    if not isinstance(member, Member):
        raise TypeError(member)
    return member
