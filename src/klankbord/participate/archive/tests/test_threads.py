"""The conversation around a mention."""

import pytest

from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.threads import mention_of_post, thread_of

pytestmark = pytest.mark.django_db


def numbers(rows):
    return {int(row.external_id) for row in rows}


def test_who_answers_whom_makes_a_thread(source, make_post, now):
    posts = [
        make_post(9, "begin"),
        make_post(8, "antwoord", in_reply_to="mastodon:9"),
        make_post(7, "en nog een", in_reply_to="8"),
        make_post(6, "iets anders"),
    ]
    keep_posts(posts=posts, source=source, at=now)
    for number in (7, 8, 9):
        thread = thread_of(mention_of_post(f"mastodon:{number}"))
        assert [row.external_id for row in thread] == ["9", "8", "7"]
    assert numbers(thread_of(mention_of_post("mastodon:6"))) == {6}


def test_a_thread_named_by_the_platform(source, make_post, now):
    keep_posts(
        posts=[make_post(n, thread="draad 1" if n < 4 else "") for n in range(6)],
        source=source,
        at=now,
    )
    assert numbers(thread_of(mention_of_post("mastodon:2"))) == {0, 1, 2, 3}


def test_posts_that_answer_each_other_in_a_circle_end(source, make_post, now):
    posts = [
        make_post(1, in_reply_to="mastodon:2"),
        make_post(2, in_reply_to="mastodon:1"),
        make_post(3, in_reply_to="mastodon:3"),
    ]
    keep_posts(posts=posts, source=source, at=now)
    assert numbers(thread_of(mention_of_post("mastodon:1"))) == {1, 2}
    assert numbers(thread_of(mention_of_post("mastodon:3"))) == {3}
    assert mention_of_post("mastodon:404") is None
    assert Mention.objects.count() == 3
