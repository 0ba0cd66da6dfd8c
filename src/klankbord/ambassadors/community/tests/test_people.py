"""Who comes into a group and how: invited, asked, handed on, taken out."""

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from klankbord.ambassadors.community import actions, audience, queries
from klankbord.ambassadors.community.models import Group, Membership
from klankbord.people.models import Member
from klankbord.trust.models import AuditEntry


@pytest.fixture
def private_group(owner, now) -> Group:
    return actions.create_group(
        name="Merger", description="Hush", kind=Group.Kind.PRIVATE, by=owner, at=now
    )


def membership_of(group, member):
    return Membership.objects.get(group=group, member=member)


def test_an_invitation_is_seen_and_answered_by_who_is_invited(
    private_group, owner, colleague, stranger, client_of
):
    people = reverse("community:group-people", args=[private_group.pk])
    client_of(owner).post(people, {"who": colleague.name.upper()})
    feed = client_of(colleague).get(reverse("community:feed")).content.decode()
    assert "Owner invites you to Merger." in feed
    assert "Merger" not in client_of(stranger).get(reverse("community:feed")).content.decode()
    join = reverse("community:group-join", args=[private_group.pk])
    assert client_of(stranger).post(join).status_code == 404
    client_of(colleague).post(join)
    assert audience.groups_readable(colleague).contains(private_group)
    assert client_of(colleague).post(people, {"who": stranger.email}).status_code == 404


def test_no_thank_you_leaves_nothing(private_group, owner, colleague, client_of, now):
    actions.invite_member(group=private_group, member=colleague, by=owner, at=now)
    client_of(colleague).post(reverse("community:group-leave", args=[private_group.pk]))
    assert not audience.groups_visible(colleague).contains(private_group)
    assert not queries.memberships_of(colleague)


def test_who_asked_already_is_let_in_by_an_invitation(closed_group, owner, colleague, now):
    actions.join_group(group=closed_group, by=colleague, at=now)
    assert actions.invite_member(group=closed_group, member=colleague, by=owner, at=now)
    assert not actions.invite_member(group=closed_group, member=colleague, by=owner, at=now)
    assert audience.groups_of(colleague).contains(closed_group)


def test_nobody_is_let_in_who_did_not_ask(private_group, owner, colleague, now):
    actions.invite_member(group=private_group, member=colleague, by=owner, at=now)
    invited = membership_of(private_group, colleague)
    assert not actions.accept_request(membership=invited, by=owner, at=now)
    assert actions.decline_request(membership=invited, by=owner, at=now)
    assert AuditEntry.objects.filter(act="community.invitation-withdrawn").exists()


@pytest.mark.parametrize(
    ("who", "said"),
    [("Nobody Here", "Check how it is written"), ("Twin", "Use the e-mail address"), ("", "")],
)
def test_who_is_meant_must_be_clear(open_group, owner, make_member, client_of, who, said):
    twins = [make_member(name).pk for name in ("One", "Two")]
    Member.objects.filter(pk__in=twins).update(name="Twin")
    page = client_of(owner).post(
        reverse("community:group-people", args=[open_group.pk]), {"who": who}
    )
    assert page.status_code == 200
    assert said in page.content.decode()
    assert open_group.memberships.count() == 1


def test_a_group_is_handed_on_but_never_without_an_owner(
    open_group, owner, colleague, client_of, now
):
    actions.join_group(group=open_group, by=colleague, at=now)
    mine, other = membership_of(open_group, owner), membership_of(open_group, colleague)
    client = client_of(owner)
    change = "community:owner-change"
    client.post(reverse(change, args=[open_group.pk, mine.pk]), {"owner": "0"})
    assert membership_of(open_group, owner).is_owner
    client.post(reverse(change, args=[open_group.pk, other.pk]), {"owner": "1"})
    client.post(reverse(change, args=[open_group.pk, mine.pk]), {"owner": "0"})
    owners = open_group.memberships.filter(is_owner=True).values_list("member", flat=True)
    assert list(owners) == [colleague.pk]
    assert client.post(reverse(change, args=[open_group.pk, mine.pk])).status_code == 404


def test_who_is_taken_out_reads_no_longer(closed_group, owner, colleague, client_of, now):
    asked = actions.join_group(group=closed_group, by=colleague, at=now)
    actions.accept_request(membership=asked, by=owner, at=now)
    post = actions.write_post(group=closed_group, text="said here", by=colleague, at=now)
    remove = reverse("community:member-remove", args=[closed_group.pk, asked.pk])
    assert client_of(colleague).post(remove).status_code == 404
    assert b"no longer read" in client_of(owner).get(remove).content
    client_of(owner).post(remove)
    assert not audience.posts_readable(colleague).exists()
    assert audience.posts_readable(owner).get() == post
    alone = reverse(
        "community:member-remove", args=[closed_group.pk, membership_of(closed_group, owner).pk]
    )
    client_of(owner).post(alone)
    assert membership_of(closed_group, owner).is_owner


def test_a_group_gets_the_one_who_is_in_longest_when_its_owner_leaves_the_house(
    open_group, owner, colleague, stranger, now, later
):
    actions.join_group(group=open_group, by=stranger, at=later(1))
    actions.join_group(group=open_group, by=colleague, at=later(2))
    actions.hand_on_groups(member_id=owner.pk)
    assert membership_of(open_group, stranger).is_owner
    assert not membership_of(open_group, colleague).is_owner


def test_a_group_is_handed_to_somebody_who_can_sign_in(
    open_group, owner, colleague, stranger, make_member, now, later
):
    keeper = make_member("Keeper")
    for minutes, member in enumerate((keeper, stranger, colleague)):
        actions.join_group(group=open_group, by=member, at=later(minutes))
    Membership.objects.filter(member=keeper).update(is_owner=True)
    Member.objects.filter(pk__in=[keeper.pk, stranger.pk]).update(is_active=False)
    actions.hand_on_groups(member_id=owner.pk)
    assert membership_of(open_group, colleague).is_owner
    assert not membership_of(open_group, stranger).is_owner


def test_of_two_owners_who_take_each_other_out_one_stays(open_group, owner, colleague, now):
    actions.join_group(group=open_group, by=colleague, at=now)
    as_read = membership_of(open_group, colleague)
    actions.change_owner(membership=as_read, is_owner=True, by=owner, at=now)
    actions.leave_group(group=open_group, by=owner)
    with pytest.raises(actions.LastOwnerStays):
        actions.end_membership(membership=as_read, by=owner, at=now)
    assert membership_of(open_group, colleague).is_owner


def test_owners_who_go_wait_for_each_other(open_group, owner, colleague, now):
    lock = " FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""
    own = membership_of(open_group, owner)
    for go in (
        partial(actions.leave_group, group=open_group, by=owner),
        partial(actions.end_membership, membership=own, by=owner, at=now),
        partial(actions.change_owner, membership=own, is_owner=False, by=owner, at=now),
    ):
        with CaptureQueriesContext(connection) as going, pytest.raises(actions.LastOwnerStays):
            go()
        *_, locked, counted = [sql for each in going if (sql := each["sql"]).startswith("SELECT")]
        assert 'FROM "community_group"' in locked
        assert locked.endswith(lock)
        assert 'FROM "community_membership"' in counted


def test_a_group_only_becomes_narrower(closed_group, owner, client_of, now):
    edit = reverse("community:group-edit", args=[closed_group.pk])
    values = {"name": closed_group.name, "description": "", "kind": "private"}
    client_of(owner).post(edit, values)
    closed_group.refresh_from_db()
    assert closed_group.is_private
    page = client_of(owner).post(edit, values | {"kind": "closed"})
    assert page.status_code == 200
    with pytest.raises(actions.StaysClosed):
        actions.edit_group(
            group=closed_group, name="x", description="", kind="closed", by=owner, at=now
        )


def test_a_group_that_became_narrower_meanwhile_stays_so(
    closed_group, owner, client_of, monkeypatch
):
    edit_group = actions.edit_group

    def be_late(**changes: Any) -> None:
        Group.objects.filter(pk=closed_group.pk).update(kind="private")
        edit_group(**changes)

    monkeypatch.setattr(actions, "edit_group", be_late)
    edit = reverse("community:group-edit", args=[closed_group.pk])
    values = {"name": "Late", "description": "", "kind": "closed"}
    page = client_of(owner).post(edit, values, follow=True).content.decode()
    assert "Nothing was saved: somebody else just made this group narrower." in page
    closed_group.refresh_from_db()
    assert (closed_group.kind, closed_group.name) == ("private", "Reorganisation")


def test_the_log_has_no_name_of_a_private_group(private_group, owner, now):
    actions.edit_group(
        group=private_group, name="Secret", description="", kind="private", by=owner, at=now
    )
    said = " ".join(str(entry.detail) for entry in AuditEntry.objects.all())
    assert "Secret" not in said
    assert "Merger" not in said
    assert private_group.name_outside == f"Private group {private_group.pk}"


def test_a_member_does_not_keep_the_group(open_group, colleague, stranger, client_of, now):
    asked = actions.join_group(group=open_group, by=colleague, at=now)
    actions.join_group(group=open_group, by=stranger, at=now)
    client = client_of(stranger)
    for screen, keys in (
        ("group-edit", [open_group.pk]),
        ("owner-change", [open_group.pk, asked.pk]),
        ("member-remove", [open_group.pk, asked.pk]),
        ("request-decline", [open_group.pk, asked.pk]),
    ):
        answer = client.post(reverse(f"community:{screen}", args=keys), {"owner": "1"})
        assert answer.status_code == 404, screen


def test_a_page_of_people_follows_another(open_group, owner, make_member, now, monkeypatch):
    monkeypatch.setattr(queries, "PEOPLE_PAGE", 2)
    for name in ("B", "A", "D", "C"):
        actions.join_group(group=open_group, by=make_member(name), at=now)
    names, after = [], None
    while True:
        page = queries.people_in(open_group, owner, after=after)
        names += [each.member.name for each in page.memberships]
        after = page.after
        if after is None:
            break
    assert names == ["Owner", "A", "B", "C", "D"]
    found = queries.people_in(open_group, owner, words="own").memberships
    assert [each.member.name for each in found] == ["Owner"]


def test_a_page_of_groups_follows_another(owner, stranger, now, monkeypatch, client_of):
    monkeypatch.setattr(queries, "GROUP_PAGE", 2)
    for name, kind in (
        ("B", "open"),
        ("A", "closed"),
        ("C", "private"),
        ("D", "open"),
        ("E", "open"),
    ):
        actions.create_group(name=name, description=f"Of {name}.", kind=kind, by=owner, at=now)
    names, after = [], None
    while True:
        page = queries.group_page(stranger, after=after)
        names += [group.name for group in page.groups]
        after = page.after
        if after is None:
            break
    assert names == ["A", "B", "D", "E"]
    screen = reverse("community:group-list")
    first = client_of(stranger).get(screen).text
    assert "More groups" in first
    found = client_of(stranger).get(screen, {"q": "of b"}).text
    assert "Of B." in found
    assert "Of A." not in found
    assert "No group found" in client_of(stranger).get(screen, {"q": "of c"}).text


def test_who_comes_in_while_a_group_is_closed_has_to_ask(open_group, owner, colleague, now):
    """The page still showed an open group; what counts is what the group is when they press."""
    as_read = Group.objects.get(pk=open_group.pk)
    actions.edit_group(
        group=open_group, name="Closed now", description="", kind="closed", by=owner, at=now
    )
    membership = actions.join_group(group=as_read, by=colleague, at=now)
    assert membership.joined_at is None
    assert not audience.posts_readable(colleague).exists()


def test_coming_in_waits_for_who_changes_the_group(open_group, colleague, now):
    with CaptureQueriesContext(connection) as asked:
        actions.join_group(group=open_group, by=colleague, at=now)
    first = next(each["sql"] for each in asked if each["sql"].startswith("SELECT"))
    assert 'FROM "community_group"' in first
    if connection.features.has_select_for_no_key_update:
        assert "FOR NO KEY UPDATE" in first


def test_an_owner_who_cannot_sign_in_does_not_count(open_group, owner, colleague, stranger, now):
    for member in (colleague, stranger):
        actions.join_group(group=open_group, by=member, at=now)
    actions.change_owner(
        membership=membership_of(open_group, colleague), is_owner=True, by=owner, at=now
    )
    Member.objects.filter(pk=colleague.pk).update(is_active=False)
    with pytest.raises(actions.LastOwnerStays):
        actions.leave_group(group=open_group, by=owner)
    mine = membership_of(open_group, owner)
    with pytest.raises(actions.LastOwnerStays):
        actions.change_owner(membership=mine, is_owner=False, by=owner, at=now)
    actions.leave_group(group=open_group, by=stranger)  # who keeps nothing may always go
    Member.objects.filter(pk=owner.pk).update(is_active=False)
    assert actions.hand_on_orphans(at=now) == 0  # nobody left who could
    actions.join_group(group=open_group, by=stranger, at=now)
    assert actions.hand_on_orphans(at=now) == 1
    assert membership_of(open_group, stranger).is_owner
    assert actions.hand_on_orphans(at=now) == 0
