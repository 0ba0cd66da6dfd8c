"""The line for colleagues at a case: begun there, and a warning at the answer until it is out."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.people.models import Role
from klankbord.reputation.desk import opening
from klankbord.reputation.desk.models import Case, CaseEvent, Channel
from klankbord.reputation.desk.queries import replay
from klankbord.reputation.lines.actions import publish_version
from klankbord.reputation.lines.models import Line, LineVersion

pytestmark = pytest.mark.django_db
EARLY = "Colleagues have not had the line yet"


@pytest.fixture
def form(case):
    until = timezone.localdate() + dt.timedelta(days=3)
    texts = dict.fromkeys(("happened_nl", "happened_en", "say_nl", "say_en", "ask"), "x")
    return {"title": "Pool closed", "ends_on": until.isoformat(), "version": case.version, **texts}


def test_the_answer_warns_until_colleagues_have_their_line(
    client_of, responder, member_with, case, form, now
):
    client, answer = client_of(responder), reverse("desk:case-answer", args=[case.pk])
    assert EARLY not in client.get(answer).text
    begin = reverse("desk:case-line", args=[case.pk])
    assert 'value="Pool closed"' in client.get(begin).text
    client.post(begin, form)
    case.refresh_from_db()
    event = case.events.last()
    assert event.kind == CaseEvent.Kind.LINE_BEGUN
    assert replay(case.events.all())["line"] == case.line_id
    assert EARLY in client.get(answer).text
    approver = member_with(Role.APPROVER)
    publish_version(version=LineVersion.objects.get(), by=approver, at=now)
    assert EARLY not in client.get(answer).text
    assert client.get(begin).url == reverse("lines:line-detail", args=[case.line_id])


def test_a_second_case_takes_the_line_that_colleagues_have(
    client_of, responder, member_with, case, form, now
):
    client = client_of(responder)
    client.post(reverse("desk:case-line", args=[case.pk]), form)
    publish_version(version=LineVersion.objects.get(), by=member_with(Role.APPROVER), at=now)
    other = opening.open_case(by=responder, at=now, title="Too", channel=Channel.PHONE).case
    begin = reverse("desk:case-line", args=[other.pk])
    assert "No: write a new one" in client.get(begin).text
    client.post(begin, {"line": Line.objects.get().pk, "version": other.version})
    assert Case.objects.get(pk=other.pk).line == Line.objects.get()
    assert Line.objects.count() == 1


def test_on_an_old_version_no_line_is_left_behind(client_of, responder, case, form):
    address = reverse("desk:case-line", args=[case.pk])
    page = client_of(responder).post(address, {**form, "version": case.version + 7})
    assert page.status_code == 409
    assert not Line.objects.exists()
