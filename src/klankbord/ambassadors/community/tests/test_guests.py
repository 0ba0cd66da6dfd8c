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
from klankbord.ambassadors.community.guests import actions as guests
from klankbord.ambassadors.community.guests.forms import end_of, last_day
from klankbord.ambassadors.community.models import Group, Membership
from klankbord.ambassadors.community.notifications.models import Letter, Notification
from klankbord.ambassadors.community.notifications.planning import plan_letters
from klankbord.people.models import Member
from klankbord.trust.models import AuditEntry

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
    visitor.post(reverse("community:reaction-toggle", args=[said.pk, "thanks"]))
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
    actions.toggle_reaction(post=theirs, kind="thanks", by=guest, at=now)
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
