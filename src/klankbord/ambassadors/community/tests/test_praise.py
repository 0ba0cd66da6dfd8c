"""Praise: said to somebody by name, heard, taken out, and counted nowhere."""

import json

import pytest
from django.db import models
from django.urls import reverse

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.models import Membership, Post
from klankbord.ambassadors.community.moderation.actions import WaitsForOwner
from klankbord.ambassadors.community.notifications.models import Notification
from klankbord.ambassadors.community.praise import actions as praise
from klankbord.ambassadors.community.praise.models import Praise, Praised
from klankbord.trust.rights.contract import LEAVERS, OWN_DATA

WORDS = "You kept the desk open in the storm. Thank you."


@pytest.fixture
def praised(open_group, owner, colleague, stranger, now) -> Post:
    """Of the owner, for a colleague and a stranger, who are both in the house."""
    return praise.write_praise(
        group=open_group, text=WORDS, members=[colleague, stranger], by=owner, at=now
    )


def test_it_is_written_heard_and_left_without_a_script(
    open_group, owner, colleague, stranger, client_of
):
    client, write = client_of(owner), reverse("community:praise-write")
    form = {"group": open_group.pk, "text": WORDS}
    unknown = client.post(write, form | {"who": "Colleague, No Body"}).content.decode()
    assert "called No Body" in unknown
    itself = client.post(write, form | {"who": owner.name}).content.decode()
    assert "Nobody else" in itself
    many = client.post(write, form | {"who": ",".join(f"N{n}" for n in range(11))})
    assert "at most ten" in many.content.decode()
    assert "Name somebody" in client.post(write, form | {"who": " , "}).content.decode()
    assert not Post.objects.exists()
    names = f"{colleague.name.upper()},  {stranger.email}"
    page = client.post(write, form | {"who": names}, follow=True).content.decode()
    assert "Praise for Colleague, Stranger" in page
    assert Notification.objects.get(member=colleague).kind == "praised"
    theirs = client_of(colleague)
    page = theirs.get(reverse("community:notification-list")).content.decode()
    assert "Owner praises you in Ask a colleague" in page
    detail = reverse("community:post-detail", args=[Post.objects.get().pk])
    assert "Take my name out" in theirs.get(detail).content.decode()
    assert "Take my name out" not in client.get(detail).content.decode()
    theirs.post(reverse("community:praise-leave", args=[Post.objects.get().pk]))
    page = client.get(detail).content.decode()
    assert "Praise for Stranger" in page
    assert WORDS in page


def test_only_who_can_read_it_is_praised(closed_group, owner, colleague, stranger, now):
    actions.invite_member(group=closed_group, member=colleague, by=owner, at=now)
    actions.join_group(group=closed_group, by=colleague, at=now)
    with pytest.raises(praise.NobodyToPraise):
        praise.write_praise(
            group=closed_group, text=WORDS, members=[colleague, stranger], by=owner, at=now
        )
    with pytest.raises(praise.NobodyToPraise):
        praise.write_praise(group=closed_group, text=WORDS, members=[owner], by=owner, at=now)
    assert not Post.objects.exists()


def test_where_an_owner_looks_first_only_owners_praise(open_group, owner, colleague, now):
    open_group.is_moderated = True
    open_group.save()
    actions.join_group(group=open_group, by=colleague, at=now)
    with pytest.raises(WaitsForOwner):
        praise.write_praise(group=open_group, text=WORDS, members=[owner], by=colleague, at=now)


def test_nothing_to_rank_people_by_is_kept():
    kinds = {type(field) for table in (Praise, Praised) for field in table._meta.fields}
    assert kinds <= {models.BigAutoField, models.OneToOneField, models.ForeignKey}


def test_the_api_tells_names_and_own_data_the_post(praised, owner, colleague, client_of):
    (post,) = json.loads(client_of(owner).get("/api/v1/community/feed").content)["posts"]
    assert post["praised"] == ["Colleague", "Stranger"]
    assert list(OWN_DATA["community.praised"].rows(colleague.pk)) == [{"post": praised.pk}]
    assert LEAVERS["community.praised"].remove(colleague.pk) == 1
    assert Praised.objects.count() == 1


def test_names_go_with_the_words(praised, owner, now):
    actions.remove_post(post=praised, by=owner, at=now)
    assert not Praised.objects.exists()


def test_it_is_told_to_nobody_who_may_not_read_it_any_more(
    closed_group, owner, colleague, client_of, now
):
    actions.invite_member(group=closed_group, member=colleague, by=owner, at=now)
    actions.join_group(group=closed_group, by=colleague, at=now)
    post = praise.write_praise(
        group=closed_group, text=WORDS, members=[colleague], by=owner, at=now
    )
    Membership.objects.filter(member=colleague).delete()
    page = client_of(colleague).get(reverse("community:notification-list")).content.decode()
    assert "praises you" not in page
    leave = reverse("community:praise-leave", args=[post.pk])
    assert client_of(colleague).post(leave).status_code == 404
