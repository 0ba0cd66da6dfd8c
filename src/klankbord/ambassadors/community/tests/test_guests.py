"""Guests: from the letter to the last day, in their group and nowhere else."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.community import actions, audience, queries
from klankbord.ambassadors.community.events import actions as events
from klankbord.ambassadors.community.events.models import EventAnswer
from klankbord.ambassadors.community.guests import actions as guests
from klankbord.ambassadors.community.guests.forms import end_of, last_day
from klankbord.ambassadors.community.models import Group, Membership
from klankbord.ambassadors.community.notifications.models import Letter, Notification
from klankbord.ambassadors.community.notifications.planning import plan_letters
from klankbord.ambassadors.community.reactions.giving import toggle_reaction
from klankbord.people.models import Member
from klankbord.trust.models import AuditEntry
from klankbord.trust.retention.purging import purge
from klankbord.trust.rights.models import Departure

PASSWORD = "another long enough sentence"


@pytest.fixture
def invite(owner):
    """An invitation, without its letter."""

    def ask(group: Group, email: str = "sam@print.example", days: int = 90) -> Membership:
        at = timezone.now()
        return guests.invite_guest(
            group=group,
            email=email,
            name="Sam",
            language="en",
            until=at + dt.timedelta(days=days),
            by=owner,
            at=at,
        )

    return ask


@pytest.fixture
def sam(invite, closed_group) -> Member:
    """A guest in the closed group."""
    stay = invite(closed_group)
    return guests.accept_guest(membership=stay, name="Sam", password=PASSWORD, at=timezone.now())


def asked(group: Group, **changes: object) -> dict[str, object]:
    day = timezone.localdate() + dt.timedelta(days=30)
    given = {"name": "Sam", "email": "sam@print.example", "language": "en", "is_known": "on"}
    return given | {"until_on": day.isoformat()} | changes


def page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"community:{name}", args=args)).content.decode()


def test_from_the_letter_to_the_end(closed_group, owner, client_of, now):
    said = actions.write_post(group=closed_group, text="Said before", by=owner, at=now)
    host, visitor = client_of(owner), Client()
    people = reverse("community:group-guests", args=[closed_group.pk])
    assert "also what was said before they came" in host.get(people).content.decode()
    assert (
        "is on its way to sam@print.example"
        in host.post(people, asked(closed_group)).content.decode()
    )
    link = re.search(r"http\S+", mail.outbox[0].body).group()
    assert "Welcome as a guest in Reorganisation" in visitor.get(link).content.decode()
    visitor.post(link, {"name": "Sam Smit", "password": PASSWORD})
    assert "Said before" in page(visitor, "group-detail", closed_group.pk)
    form = {"group": closed_group.pk, "text": "Good morning"}
    visitor.post(reverse("community:post-write"), form)
    visitor.post(reverse("community:comment-write", args=[said.pk]), {"text": "Thank you"})
    visitor.post(reverse("community:reaction-toggle", args=[said.pk]), {"kind": "thanks"})
    for shown in (
        page(host, "group-detail", closed_group.pk),
        page(host, "post-detail", said.pk),
        page(host, "feed"),
    ):
        assert "guest of Owner" in shown
    stay = Membership.objects.get(member__name="Sam Smit")
    host.post(reverse("community:guest-end", args=[closed_group.pk, stay.pk]))
    answer = visitor.get(reverse("community:feed"))
    assert answer.status_code == 302
    assert not visitor.login(email="sam@print.example", password=PASSWORD)
    assert "Good morning" in page(host, "group-detail", closed_group.pk)
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    ends = {"invited", "came-in", "ended"}
    assert {f"community.guest-{end}" for end in ends} | {"people.guest-closed"} <= acts


def test_the_last_day_ends_it_before_any_job_runs(closed_group, sam, client_of):
    client = client_of(sam)
    detail = reverse("community:group-detail", args=[closed_group.pk])
    assert client.get(detail).status_code == 200
    Membership.objects.filter(member=sam).update(guest_until=timezone.now())
    assert client.get(detail).status_code == 404
    assert closed_group.name not in page(client, "feed")
    with pytest.raises(actions.NotInGroup):
        actions.write_post(group=closed_group, text="x", by=sam, at=timezone.now())
    assert guests.end_overdue(at=timezone.now()) == 1
    assert guests.end_overdue(at=timezone.now()) == 0
    assert not Member.everybody.get(pk=sam.pk).is_active
    assert client.get(detail).status_code == 302


def test_an_owner_renews_until_the_end_of_a_day(closed_group, sam, owner, client_of):
    stay = Membership.objects.get(member=sam)
    Membership.objects.filter(pk=stay.pk).update(guest_until=timezone.now())
    client_of(owner).post(reverse("community:guest-renew", args=[closed_group.pk, stay.pk]))
    stay.refresh_from_db()
    assert stay.guest_until == end_of(last_day(timezone.now()))
    assert audience.groups_readable(sam).contains(closed_group)


def test_a_letter_opens_once_and_never_a_guest_who_has_a_password(closed_group, invite, open_group):
    at = timezone.now()
    first, second = invite(closed_group), invite(open_group)
    guests.accept_guest(membership=first, name="Sam", password=PASSWORD, at=at)
    for stay in (first, second):
        with pytest.raises(guests.InvitationNotValid):
            guests.accept_guest(membership=stay, name="Eve", password="x" * 20, at=at)
    guest = Member.everybody.get(pk=first.member_id)
    assert guest.name == "Sam"
    assert guest.check_password(PASSWORD)


@pytest.mark.parametrize("end", ["taken back", "too late", "forged"])
def test_a_letter_is_worth_nothing_afterwards(closed_group, owner, client_of, end):
    host = client_of(owner)
    people = reverse("community:group-guests", args=[closed_group.pk])
    host.post(people, asked(closed_group))
    link = re.search(r"http\S+", mail.outbox[0].body).group()
    stay = Membership.objects.get(guest_until__isnull=False)
    if end == "taken back":
        host.post(reverse("community:guest-end", args=[closed_group.pk, stay.pk]))
    elif end == "too late":
        Membership.objects.filter(pk=stay.pk).update(guest_until=timezone.now())
    else:
        link = link[:-3] + "xx/"
    answer = Client().post(link, {"name": "Sam", "password": PASSWORD})
    assert answer.status_code == 410
    assert not Membership.objects.filter(member=stay.member_id, joined_at__isnull=False).exists()
    assert Member.everybody.filter(pk=stay.member_id).exists() == (end != "taken back")


def test_who_is_here_already_answers_in_the_feed(closed_group, open_group, sam, invite, client_of):
    invite(open_group)
    assert Notification.objects.filter(member=sam, kind="invited").exists()
    client = client_of(sam)
    assert f"Owner invites you to {open_group.name}." in page(client, "feed")
    client.post(reverse("community:group-join", args=[open_group.pk]))
    assert set(audience.groups_readable(sam)) == {open_group, closed_group}
    client.post(reverse("community:group-leave", args=[open_group.pk]))
    assert client.get(reverse("community:feed")).status_code == 200
    client.post(reverse("community:group-leave", args=[closed_group.pk]))
    assert client.get(reverse("community:feed")).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": "colleague@proefdam.example"}, "This is the address of a colleague."),
        ({"is_known": ""}, "This field is required."),
        ({"until_on": "2099-01-01"}, "at most a year from now"),
        ({"until_on": "2001-01-01"}, "at most a year from now"),
    ],
)
def test_what_an_owner_cannot_ask(closed_group, owner, colleague, client_of, change, said):
    people = reverse("community:group-guests", args=[closed_group.pk])
    shown = client_of(owner).post(people, asked(closed_group, **change)).content.decode()
    assert said in shown
    assert not mail.outbox
    assert not Member.everybody.filter(is_guest=True).exists()


def test_nobody_else_invites(closed_group, sam, owner, colleague, invite, client_of):
    people = reverse("community:group-guests", args=[closed_group.pk])
    assert client_of(colleague).post(people, asked(closed_group)).status_code == 404
    assert client_of(sam).post(people, asked(closed_group)).status_code == 403
    with pytest.raises(ValidationError, match="guest here already"):
        invite(closed_group)


def test_a_guest_never_keeps_a_group(closed_group, sam, owner, colleague, client_of):
    stay = Membership.objects.get(member=sam)
    change = reverse("community:owner-change", args=[closed_group.pk, stay.pk])
    assert client_of(owner).post(change, {"owner": "1"}).status_code == 404
    actions.hand_on_groups(member_id=owner.pk)
    Member.objects.filter(pk=owner.pk).update(is_active=False)
    assert actions.hand_on_orphans(at=timezone.now()) == 0
    assert not Membership.objects.get(member=sam).is_owner


def test_a_guest_is_counted_nowhere(open_group, owner, colleague, invite, now):
    stay = invite(open_group)
    guest = guests.accept_guest(membership=stay, name="Sam", password=PASSWORD, at=now)
    mine = actions.write_post(group=open_group, text="By a guest", by=guest, at=now)
    theirs = actions.write_post(group=open_group, text="By a colleague", by=owner, at=now)
    toggle_reaction(post=theirs, kind="thanks", by=guest, at=now)
    actions.write_comment(post=theirs, text="Yes", by=guest, at=now)
    assert not Member.objects.contains(guest)
    assert queries.groups_listed(owner).get(pk=open_group.pk).n_members == 1
    assert [each.member for each in queries.people_in(open_group, owner).memberships] == [owner]
    (told,) = queries.open_posts(since=now - dt.timedelta(days=1), until=now)
    assert (told.post, told.n_people) == (theirs, 0)
    assert mine not in audience.posts_for_everybody()


def test_five_guests_are_no_five_colleagues(open_group, owner, invite, now):
    for n in range(5):
        stay = invite(open_group, f"guest{n}@print.example")
        guest = guests.accept_guest(membership=stay, name=f"G{n}", password=PASSWORD, at=now)
        actions.write_post(group=open_group, text="Hello", by=guest, at=now)
    figures = queries.community_figures(at=now)
    assert (figures.n_posts_28d, figures.n_people_28d) == (None, None)


def test_a_guest_names_only_who_spoke(open_group, owner, colleague, invite, client_of, now):
    stay = invite(open_group)
    guest = guests.accept_guest(membership=stay, name="Sam", password=PASSWORD, at=now)
    client = client_of(guest)
    form = {"group": open_group.pk, "text": "Ask @Colleague, please"}
    answer = client.post(reverse("community:post-write"), form, follow=True)
    assert "@Colleague was not told" in answer.content.decode().replace("&#x27;", "'")
    assert not Notification.objects.filter(member=colleague).exists()
    actions.join_group(group=open_group, by=colleague, at=now)
    actions.write_post(group=open_group, text="Here I am, @Sam", by=colleague, at=now)
    client.post(reverse("community:post-write"), form)
    assert Notification.objects.filter(member=colleague, kind="named").exists()
    told = Notification.objects.get(member=guest, kind="named")
    assert told.actor == colleague


def test_no_letter_of_the_community_before_a_guest_came_in(closed_group, invite, sam, owner, now):
    waiting = invite(closed_group, "kim@print.example").member
    actions.write_post(group=closed_group, text="For @Sam", by=owner, at=now)
    plan_letters(at=timezone.now())
    kinds = Letter.objects.filter(member=sam).values_list("kind", flat=True)
    assert set(kinds) == {"personal", "digest"}
    assert not Letter.objects.filter(member=waiting).exists()


@pytest.fixture
def party(closed_group, owner):
    """An event in the closed group, the day after tomorrow."""
    at = timezone.now()
    starts_at = at + dt.timedelta(days=2)
    held = events.Occasion(
        starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2), zone="Europe/Amsterdam"
    )
    return events.write_event(
        group=closed_group, text="Party", occasion=held, by=owner, at=at
    ).event


def test_a_guest_answers_an_event_where_they_are_let_in(party, sam, owner, client_of):
    visitor, answer = client_of(sam), reverse("community:event-answer", args=[party.pk])
    assert f'action="{answer}"' in page(visitor, "event-list")
    assert "In your own calendar" not in page(visitor, "event-list")
    visitor.post(answer, {"says": "comes"})
    assert EventAnswer.objects.get().member == sam
    assert "I come:</span> Sam" in page(client_of(owner), "post-detail", party.pk)
    save = reverse("community:event-save", args=[party.pk])
    assert b"SUMMARY:Party" in visitor.get(save).content
    assert visitor.post(reverse("community:event-list"), {"calendar": "new"}).status_code == 403
    EventAnswer.objects.update(answered_at=timezone.now() - dt.timedelta(days=9))
    events.remind_of_events(at=party.starts_at - dt.timedelta(hours=1))
    assert Notification.objects.filter(member=sam, kind="soon").exists()


def test_nowhere_else_and_not_when_the_stay_is_over(party, sam, open_group, owner, client_of, now):
    held = events.Occasion(
        starts_at=party.starts_at, ends_at=party.ends_at, zone="Europe/Amsterdam"
    )
    other = events.write_event(group=open_group, text="Other", occasion=held, by=owner, at=now)
    visitor = client_of(sam)
    for event, status in ((other, 404), (party, 302)):
        answer = reverse("community:event-answer", args=[event.pk])
        assert visitor.post(answer, {"says": "comes"}).status_code == status
    assert visitor.get(reverse("community:event-write")).status_code == 403
    assert "Other" not in page(visitor, "event-list")
    stay = Membership.objects.get(member=sam)
    guests.end_stay(membership=stay, by=owner, at=timezone.now())
    assert not EventAnswer.objects.exists()


def test_a_house_without_guests(
    closed_group, open_group, sam, invite, owner, make_member, client_of
):
    manager = make_member("Mia Manager", "manager")
    waiting = invite(open_group, "kim@print.example")
    actions.write_post(group=closed_group, text="Hello", by=sam, at=timezone.now())
    visitor, leader, host = client_of(sam), client_of(manager), client_of(owner)
    settings, people = reverse("community:guest-settings"), [closed_group.pk]
    assert "2 guests are in a group" in leader.get(settings).content.decode()
    assert "This field is required." in leader.post(settings).content.decode()
    assert Membership.objects.filter(guest_until__isnull=False).count() == 2
    leader.post(settings, {"is_known": "on"})
    assert visitor.get(reverse("community:feed")).status_code == 302
    assert not visitor.login(email="sam@print.example", password=PASSWORD)
    assert not Member.everybody.filter(pk=waiting.member_id).exists()
    assert "Hello" in page(host, "group-detail", *people)
    assert "lets no guests in" in page(host, "group-guests", *people)
    answer = host.post(reverse("community:group-guests", args=people), asked(closed_group))
    assert "lets no guests in" in answer.content.decode()
    assert not Member.everybody.filter(is_guest=True, is_active=True).exists()
    leader.post(settings, {"guests": "1"})
    host.post(reverse("community:group-guests", args=people), asked(closed_group))
    assert Member.everybody.get(email="sam@print.example").is_active


def test_only_who_leads_shuts_the_door(colleague, sam, client_of):
    settings = reverse("community:guest-settings")
    for member in (colleague, sam):
        assert client_of(member).post(settings, {"is_known": "on"}).status_code == 403
    assert client_of(sam).get(reverse("community:feed")).status_code == 200


def test_ninety_days_after_a_stay_it_is_forgotten_who_it_was(
    closed_group, sam, owner, client_of, party
):
    said = actions.write_post(group=closed_group, text="Mine", by=sam, at=timezone.now())
    events.answer_event(event=party, says="comes", by=sam, at=timezone.now())
    ended_at = timezone.now()
    guests.end_stay(membership=Membership.objects.get(member=sam), by=owner, at=ended_at)
    purge(at=ended_at + dt.timedelta(days=89))
    assert Member.everybody.get(pk=sam.pk).name == "Sam"
    report = purge(at=ended_at + dt.timedelta(days=91))
    assert report.lines.get(kind="people.guests-ended").n_dropped == 1
    gone = Member.everybody.get(pk=sam.pk)
    assert (gone.email, gone.guest_of, gone.is_active) == (
        f"former-{sam.pk}@invalid.invalid", None, False,
    )  # fmt: skip
    said.refresh_from_db()
    assert (said.text, said.author.name) == ("Mine", gone.name)
    assert gone.name != "Sam"
    assert Departure.objects.get(member=sam.pk).way == "pseudonym"
    assert AuditEntry.objects.filter(act="people.guest-forgotten").count() == 1
    again = purge(at=ended_at + dt.timedelta(days=92))
    assert again.lines.get(kind="people.guests-ended").n_dropped == 0


def test_who_is_invited_again_in_time_is_the_same_guest(closed_group, sam, owner, invite):
    ended_at = timezone.now() - dt.timedelta(days=100)
    guests.end_stay(membership=Membership.objects.get(member=sam), by=owner, at=ended_at)
    assert invite(closed_group).member_id == sam.pk
    purge(at=timezone.now())
    assert Member.everybody.get(pk=sam.pk).name == "Sam"
