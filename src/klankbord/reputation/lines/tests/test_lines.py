"""A line: written by one, let out by another, read by all, over on its day."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from klankbord.people.models import Role
from klankbord.reputation.lines.actions import (
    DraftChanged,
    OwnWords,
    end_line,
    publish_version,
    write_line,
)
from klankbord.reputation.lines.models import Line, LineVersion
from klankbord.reputation.lines.queries import is_out, lines_in_force
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
WORDS = {
    "happened_nl": "Het zwembad is dicht.",
    "happened_en": "The pool is closed.",
    "say_nl": "We onderzoeken het water.",
    "say_en": "We look into the water.",
    "ask": "The pool, 0123",
}


@pytest.fixture
def writer(member_with):
    return member_with(Role.RESPONDER)


@pytest.fixture
def approver(member_with):
    return member_with(Role.APPROVER)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def draft(writer, now, today):
    ends_on = today + dt.timedelta(days=7)
    return write_line(by=writer, at=now, title="Pool closed", ends_on=ends_on, **WORDS)


def test_nobody_lets_out_their_own_words(draft, writer, approver, now, today):
    with pytest.raises(OwnWords):
        publish_version(version=draft, by=writer, at=now)
    assert not is_out(draft.line, on=today)
    publish_version(version=draft, by=approver, at=now)
    assert is_out(draft.line, on=today)
    acts = AuditEntry.objects.filter(act__startswith="lines.").values_list("act", flat=True)
    assert list(acts) == ["lines.written", "lines.published"]


def test_words_that_changed_while_they_were_read_stay_in(draft, writer, approver, now):
    read_at = draft.written_at.isoformat()
    later = now + dt.timedelta(minutes=1)
    fields = {"ends_on": draft.ends_on, **WORDS, "say_en": "Something else."}
    again = write_line(by=writer, at=later, title="Pool", line=draft.line, **fields)
    assert again.pk == draft.pk  # one draft a line
    for version in (again, draft):  # as it is now, and as it was before
        with pytest.raises(DraftChanged):
            publish_version(version=version, by=approver, at=later, read_at=read_at)
    assert not LineVersion.objects.exclude(published_at=None).exists()


def test_colleagues_keep_the_old_version_until_the_new_one_is_out(draft, writer, approver, now):
    publish_version(version=draft, by=approver, at=now)
    fields = {"ends_on": draft.ends_on, **WORDS}
    second = write_line(by=writer, at=now, title="Pool", line=draft.line, **fields)
    assert second.number == 2
    on = timezone.localdate()
    assert [each.number for each in lines_in_force(on=on)] == [1]
    assert Line.objects.get().title == "Pool closed"
    publish_version(version=second, by=approver, at=now)
    assert [each.number for each in lines_in_force(on=on)] == [2]
    assert Line.objects.get().title == "Pool"
    with pytest.raises(IntegrityError), transaction.atomic():
        LineVersion.objects.create(line=draft.line, number=2, ends_on=on, written_at=now, **WORDS)


def test_it_is_over_after_its_day_or_when_somebody_says_so(draft, approver, now, today):
    publish_version(version=draft, by=approver, at=now)
    assert lines_in_force(on=draft.ends_on).exists()
    assert not lines_in_force(on=draft.ends_on + dt.timedelta(days=1)).exists()
    end_line(line=draft.line, by=approver, at=timezone.now())
    assert not is_out(draft.line, on=today)


def test_colleagues_see_it_on_their_own_pages_once_it_is_out(
    draft, approver, colleague, client_of, now
):
    client, page = client_of(colleague), reverse("lines:line-detail", args=[draft.line_id])
    assert client.get(page).status_code == 404
    assert "Pool closed" not in client.get(reverse("lines:line-list")).text
    publish_version(version=draft, by=approver, at=now)
    for address in (page, reverse("lines:line-list")):
        text = client.get(address).text
        assert "We look into the water." in text
        assert "You need not say anything" in text
        assert "Approver" not in text  # who approved it is the desk's
    assert "People may ask you about this." in client.get("/").text


def test_by_screens_alone(writer, approver, colleague, client_of, today):
    form = {"title": "Pool", "ends_on": (today + dt.timedelta(days=2)).isoformat(), **WORDS}
    client = client_of(writer)
    past = {**form, "ends_on": "2020-01-01"}
    assert "Choose today or a later day." in client.post(reverse("lines:line-add"), past).text
    page = client.post(reverse("lines:line-add"), form, follow=True).text
    assert "You wrote this: somebody else reads and approves it." in page
    draft = LineVersion.objects.get()
    publish = reverse("lines:line-publish", args=[draft.line_id])
    assert client.post(publish).status_code == 403
    other = client_of(approver)
    read = {"read_at": draft.written_at.isoformat()}
    assert "read them again" in other.post(publish, follow=True).text  # it does not say which words
    assert "Published: every colleague sees it now." in other.post(publish, read, follow=True).text
    change = reverse("lines:line-change", args=[draft.line_id])
    assert "We look into the water." in client.get(change).text
    client.post(change, {**form, "title": "Pool open", "say_en": "It opens on Monday."})
    assert LineVersion.objects.count() == 2
    assert "Pool open" in other.get(reverse("lines:line-detail", args=[draft.line_id])).text
    assert "Pool open" not in client_of(colleague).get(reverse("lines:line-list")).text
    page = other.post(reverse("lines:line-end", args=[draft.line_id]), follow=True).text
    assert "do not see this line any more" in page
