"""Events: set, answered, changed, called off, reminded of, and read by calendars."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.events import actions as events
from klankbord.ambassadors.community.events.models import CalendarAddress, Event, EventAnswer
from klankbord.ambassadors.community.events.queries import events_coming, hash_of
from klankbord.ambassadors.community.models import Membership
from klankbord.ambassadors.community.moderation.actions import (
    appeal_decision,
    decide_review,
    report_words,
)
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.trust.rights.contract import LEAVERS, OWN_DATA

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
ZONE = "Europe/Amsterdam"
WORDS = "Lunch talk about the swimming pool. Bring your bread."


def occasion_at(starts_at, **more):
    return events.Occasion(starts_at=starts_at, ends_at=starts_at + HOUR, zone=ZONE, **more)


@pytest.fixture
def event(open_group, owner, colleague, now) -> Event:
    """On a Thursday, two days from now; a colleague of the group comes."""
    actions.join_group(group=open_group, by=colleague, at=now)
    held = occasion_at(now + 2 * DAY, place="Room 4", link="https://meet.example/pool")
    post = events.write_event(group=open_group, text=WORDS, occasion=held, by=owner, at=now)
    events.answer_event(event=post.event, says="comes", by=colleague, at=now)
    return post.event


def told(member):
    return list(Notification.objects.filter(member=member).values_list("kind", flat=True))


def form_on(day, **more):
    hours = {"from_time": "12:00", "until_time": "13:00", "zone": ZONE}
    return {"text": WORDS, "on": day.isoformat(), **hours} | more


def test_it_is_set_answered_taken_back_and_called_off_without_a_script(
    open_group, owner, colleague, client_of, now
):
    actions.join_group(group=open_group, by=colleague, at=now)
    client, day = client_of(owner), timezone.localdate() + 5 * DAY
    write = reverse("community:event-write")
    backwards = form_on(day, group=open_group.pk, until_time="11:00")
    assert "It ends before it begins." in client.post(write, backwards).content.decode()
    client.post(write, form_on(day, group=open_group.pk, place="Room 4"))
    event = Event.objects.get()
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=ZoneInfo(ZONE))
    assert event.starts_at == noon
    answer = reverse("community:event-answer", args=[event.pk])
    theirs = client_of(colleague)
    page = theirs.post(answer, {"says": "perhaps"}, follow=True).content.decode()
    assert 'value="perhaps" aria-pressed="true"' in page
    assert (
        colleague.name
        in client.get(reverse("community:post-detail", args=[event.pk]))
        .content.decode()
        .split("Perhaps:")[1]
    )
    theirs.post(answer, {"says": "perhaps"})
    assert not EventAnswer.objects.exists()
    assert theirs.post(answer, {"says": "nonsense"}).status_code == 404
    edit = reverse("community:event-edit", args=[event.pk])
    assert "Room 4" in client.get(edit).content.decode()
    client.post(edit, form_on(day, place="Room 5"))
    assert theirs.get(edit).status_code == 404
    client.post(reverse("community:event-cancel", args=[event.pk]))
    event.refresh_from_db()
    assert (event.place, event.sequence, event.is_cancelled) == ("Room 5", 2, True)
    assert "Called off" in theirs.get(reverse("community:feed")).content.decode()
    with pytest.raises(events.EventOver):
        events.answer_event(event=event, says="comes", by=colleague, at=now)


def test_who_comes_hears_what_changes_and_only_that(event, owner, colleague, stranger, now):
    same = occasion_at(event.starts_at, place=event.place, link=event.link)
    events.edit_event(event=event, text="Other words", occasion=same, by=owner, at=now)
    assert told(colleague) == []
    for n in (3, 4):
        later = occasion_at(now + n * DAY)
        events.edit_event(event=event, text="Other words", occasion=later, by=owner, at=now)
    assert told(colleague) == ["moved"]
    events.cancel_event(event=event, by=owner, at=now)
    events.cancel_event(event=event, by=owner, at=now)
    assert sorted(told(colleague)) == ["called_off", "moved"]
    assert told(stranger) == told(owner) == []
    event.refresh_from_db()
    assert event.sequence == 4
    with pytest.raises(actions.NotTheAuthor):
        events.cancel_event(event=event, by=colleague, at=now)


def test_it_reminds_once_a_day_before_and_again_when_it_is_moved(event, owner, colleague, now):
    assert events.remind_of_events(at=now + DAY - HOUR) == 0
    assert events.remind_of_events(at=now + DAY) == 1
    assert events.remind_of_events(at=now + DAY) == 0
    assert told(colleague) == ["soon"]
    later = occasion_at(now + 3 * DAY)
    events.edit_event(event=event, text=WORDS, occasion=later, by=owner, at=now + DAY)
    assert events.remind_of_events(at=now + 2 * DAY) == 1
    assert sorted(told(colleague)) == ["moved", "soon"]


def test_a_reminder_comes_before_quiet_hours_and_not_to_who_just_said_so(
    open_group, owner, colleague, now
):
    monday = dt.datetime(2026, 3, 16, 7, 0, tzinfo=dt.UTC)
    friday = dt.datetime(2026, 3, 13, 16, 0, tzinfo=dt.UTC)  # 17:00 there, the last quiet-free hour
    assert events.remind_at(colleague, monday) == friday
    held = occasion_at(monday)
    post = events.write_event(group=open_group, text=WORDS, occasion=held, by=owner, at=now)
    events.answer_event(event=post.event, says="comes", by=owner, at=friday + HOUR)
    assert events.remind_of_events(at=friday + 2 * HOUR) == 0
    assert told(owner) == []


def test_nobody_is_reminded_of_what_they_may_no_longer_read(closed_group, owner, colleague, now):
    actions.invite_member(group=closed_group, member=colleague, by=owner, at=now)
    actions.join_group(group=closed_group, by=colleague, at=now)
    held = occasion_at(now + 2 * DAY)
    post = events.write_event(group=closed_group, text=WORDS, occasion=held, by=owner, at=now)
    events.answer_event(event=post.event, says="comes", by=colleague, at=now)
    Membership.objects.filter(member=colleague).delete()
    Notification.objects.all().delete()
    events.remind_of_events(at=now + DAY)
    assert told(colleague) == []
    assert not events_coming(colleague, at=now).exists()


def entries(content):
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_a_file_for_a_calendar_says_what_the_page_says(event, owner, colleague, client_of, now):
    save = reverse("community:event-save", args=[event.pk])
    answer = client_of(colleague).get(save)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (entry,) = entries(answer.content)
    assert entry["SUMMARY"] == "Lunch talk about the swimming pool."
    assert entry["LOCATION"] == "Room 4"
    assert (entry["SEQUENCE"], entry["STATUS"]) == (0, "CONFIRMED")
    assert entry["DTSTART"].dt == event.starts_at
    assert b"BEGIN:VTIMEZONE" in answer.content
    uid = entry["UID"]
    events.cancel_event(event=event, by=owner, at=now + HOUR)
    (entry,) = entries(client_of(colleague).get(save).content)
    assert (entry["SEQUENCE"], entry["STATUS"], entry["UID"]) == (1, "CANCELLED", uid)


@pytest.fixture
def fetch(colleague, client_of):
    """Give the colleague's calendar an address by the page, and fetch it without signing in."""
    page = client_of(colleague).post(reverse("community:event-list"), {"calendar": "new"})
    address = page.context["address"]
    token = address.rstrip("/").rpartition("/")[2]
    assert CalendarAddress.objects.get().token_hash == hash_of(token)
    return lambda: Client().get(reverse("community:calendar-feed", args=[token]))


def test_a_calendar_gets_what_its_member_may_read_at_each_fetch(
    event, closed_group, owner, colleague, client_of, fetch, now
):
    Event.objects.update(starts_at=timezone.now() + DAY, ends_at=timezone.now() + 2 * DAY)
    (entry,) = entries(fetch().content)
    assert entry["SUMMARY"] == "Lunch talk about the swimming pool."
    actions.invite_member(group=closed_group, member=colleague, by=owner, at=now)
    actions.join_group(group=closed_group, by=colleague, at=now)
    held = occasion_at(timezone.now() + DAY, place="Room 9")
    post = events.write_event(group=closed_group, text=WORDS, occasion=held, by=owner, at=now)
    closed = next(each for each in entries(fetch().content) if "LOCATION" not in each)
    assert closed["SUMMARY"] == "Event in Reorganisation"
    assert "Room 9" not in fetch().content.decode()
    events.answer_event(event=post.event, says="not", by=colleague, at=now)
    assert len(entries(fetch().content)) == 1
    Membership.objects.filter(member=colleague).delete()
    EventAnswer.objects.all().delete()
    assert entries(fetch().content) == []
    client_of(colleague).post(reverse("community:event-list"), {"calendar": "stop"})
    assert fetch().status_code == 404


def test_who_is_gone_and_an_address_from_before_open_nothing(colleague, client_of, fetch):
    first = fetch
    assert first().status_code == 200
    client_of(colleague).post(reverse("community:event-list"), {"calendar": "new"})
    assert first().status_code == 404
    page = client_of(colleague).post(reverse("community:event-list"), {"calendar": "new"})
    path = page.context["address"].partition("/community/")[2]
    assert Client().get(f"/community/{path}").status_code == 200
    colleague.is_active = False
    colleague.save()
    assert Client().get(f"/community/{path}").status_code == 404


def test_in_a_group_where_an_owner_looks_first_only_owners_set_events(
    open_group, owner, colleague, client_of, now
):
    open_group.is_moderated = True
    open_group.save()
    actions.join_group(group=open_group, by=colleague, at=now)
    day = timezone.localdate() + DAY
    form = form_on(day, group=open_group.pk)
    page = client_of(colleague).post(reverse("community:event-write"), form).content.decode()
    assert "only owners set events" in page
    client_of(owner).post(reverse("community:event-write"), form)
    assert Event.objects.get().post.author == owner


def test_place_and_link_go_with_the_words(event, owner, colleague, make_member, now):
    actions.remove_post(post=event.post, by=owner, at=now)
    assert not Event.objects.exists()
    assert not EventAnswer.objects.exists()


def test_taken_down_it_shows_nowhere_and_comes_back_whole(
    event, owner, colleague, make_member, now
):
    judge = make_member("Judge", "manager")
    review = report_words(words=event.post, reason="other", more="", by=colleague, at=now)
    review = decide_review(review=review, is_shown=False, reason="No", by=judge, at=now)
    assert not events_coming(colleague, at=now).exists()
    other = make_member("Other judge", "manager")
    appeal_decision(review=review, words="It is only lunch", by=owner, at=now)
    decide_review(review=review, is_shown=True, reason="So it is", by=other, at=now)
    assert events_coming(colleague, at=now).get().place == "Room 4"


def test_own_data_and_leaving(event, owner, colleague, now):
    events.make_address(by=colleague, at=now)
    (own,) = OWN_DATA["community.event-answers"].rows(colleague.pk)
    assert own == {"post": event.pk, "says": "comes", "answered_at": now}
    (set_by,) = OWN_DATA["community.events"].rows(owner.pk)
    assert set_by["place"] == "Room 4"
    (address,) = OWN_DATA["community.calendar"].rows(colleague.pk)
    assert address == {"made_at": now}
    LEAVERS["community.events"].keep(colleague.pk)
    assert not EventAnswer.objects.exists()
    assert not CalendarAddress.objects.exists()
    LEAVERS["community.words"].remove(owner.pk)
    assert not Event.objects.exists()
