"""Search and feed through their indexes: nothing removed, hidden or left behind."""

import datetime as dt

import pytest
from django.db import connection

from klankbord.ambassadors.community import actions, newest, queries, search
from klankbord.ambassadors.community.models import Group, Post
from klankbord.ambassadors.community.rights import _remove_words


def found(member, words, before=None):
    page = queries.post_page(member, words=words, before=before)
    return [card.post.text for card in page.cards]


def say(group, by, at, *texts):
    return [actions.write_post(group=group, text=text, by=by, at=at) for text in texts]


def test_every_word_or_its_beginning_must_be_there(open_group, owner, colleague, now):
    say(
        open_group,
        owner,
        now,
        "Het zwembad sluit",
        "Zwemmen in de vijver",
        "Caf\u00e9 \u4e2d\u6587\u5b57 \U0001f600",
    )
    assert found(colleague, "zwem") == ["Zwemmen in de vijver", "Het zwembad sluit"]
    assert found(colleague, "SLUIT zwem") == ["Het zwembad sluit"]
    assert len(found(colleague, "cafe")) == len(found(colleague, "\u4e2d\u6587")) == 1
    assert len(found(colleague, "\U0001f600")) == 1
    assert found(colleague, "wembad") == []


@pytest.mark.parametrize(
    "words", ['"', "AND", "a OR b", "NEAR(", "search_text:", "*", "'", "\x00", "(", "-x", ""]
)
def test_a_sign_of_the_index_is_a_word_like_another(open_group, owner, words, now):
    say(open_group, owner, now, "a text")
    assert found(owner, words) in ([], ["a text"])


def test_words_leave_the_index_whatever_way_they_go(open_group, owner, colleague, now):
    kept, edited, removed, dropped = say(open_group, owner, now, *["zwembad"] * 4)
    actions.edit_post(post=edited, text="anders", by=owner, at=now)
    actions.remove_post(post=removed, by=owner, at=now)
    Post.objects.filter(pk=dropped.pk).delete()
    assert [card.post for card in queries.post_page(colleague, words="zwembad").cards] == [kept]
    assert found(colleague, "anders") == ["anders"]
    _remove_words(owner.pk)
    assert found(colleague, "zwembad") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # raises where an entry is left or missing
            cursor.execute(
                "INSERT INTO community_search(community_search, rank) VALUES ('integrity-check', 1)"
            )


def test_more_than_are_sorted_come_page_by_page(open_group, owner, later, monkeypatch):
    monkeypatch.setattr(search, "NEWEST", 25)
    for n in range(60):
        say(open_group, owner, later(n), f"woord {n}")
    seen, before = [], None
    while True:
        page = queries.post_page(owner, words="woord", before=before)
        seen += [card.post.text for card in page.cards]
        before = page.before
        if before is None:
            break
    assert seen == [f"woord {n}" for n in reversed(range(60))]


def test_a_common_word_of_a_closed_group_hides_nothing(
    open_group, owner, colleague, now, monkeypatch
):
    monkeypatch.setattr(search, "NEWEST", 3)
    hidden = Group.objects.create(name="Closed", kind="closed", created_at=now)
    say(open_group, owner, now, "woord")
    Post.objects.bulk_create(
        Post(group=hidden, text="woord", search_text="woord", created_at=now) for _ in range(9)
    )
    assert found(colleague, "woord") == ["woord"]


def test_the_feed_of_many_groups_is_one_list(owner, now, monkeypatch):
    monkeypatch.setattr(newest, "_AT_ONCE", 2)
    groups = [
        actions.create_group(name=f"G{n}", description="", kind="open", by=owner, at=now)
        for n in range(5)
    ]
    for n in range(50):
        say(groups[n * n % 5], owner, now + dt.timedelta(minutes=n // 2), str(n))
    first = queries.post_page(owner)
    second = queries.post_page(owner, before=first.before)
    third = queries.post_page(owner, before=second.before)
    texts = [card.post.text for page in (first, second, third) for card in page.cards]
    assert texts == [str(n) for n in reversed(range(50))]
    assert third.before is None
