"""Which mentions become one story, which of them stands for it, and what undoes that."""

import pytest

from klankbord.core.match import parse_query
from klankbord.participate.archive.actions import erase_mentions, keep_posts
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.archive.retention import _drop
from klankbord.participate.archive.search import search_mentions
from klankbord.participate.stories.models import Copy, FiledArrival, Story
from klankbord.participate.stories.queries import (
    belongings,
    copies_between,
    leads_of,
    likenesses,
    stories_by_mention,
)
from klankbord.participate.stories.window import let_go

from .conftest import NEAR, OTHER, SAID, ids, make_post, settle

pytestmark = pytest.mark.django_db


def found(query):
    page = search_mentions(query=parse_query(query))
    return {int(row.external_id) for row in page.mentions}


def grouped():
    rows = Copy.objects.values_list("story", "mention__external_id")
    stories = {}
    for story, number in rows:
        stories.setdefault(story, set()).add(int(number))
    return sorted(stories.values(), key=min)


def test_same_near_and_reposted_are_one_story(hear):
    hear((1, SAID), (2, OTHER), (3, NEAR))
    hear((4, SAID.upper()), (5, "", {"repost_of": "1"}), (6, "Heel iets anders dan de rest zegt"))
    assert grouped() == [{1, 3, 4, 5}]
    assert Story.objects.count() == 1


def test_the_earliest_that_is_no_repost_stands_for_it(hear):
    (later,) = hear((9, SAID))
    earlier, copy = hear((3, SAID), (5, SAID))
    (repost,) = hear((1, SAID, {"repost_of": "mastodon:9"}))
    story = stories_by_mention([later])[later]
    assert leads_of([story]) == {story: earlier}
    assert belongings([copy])[copy].lead == earlier
    assert belongings([copy])[copy].n_copies == 4
    counted = {row.mention for row in copies_between(min(repost, earlier), later)}
    assert counted == {repost, copy, later}


def test_twice_changes_nothing(hear, now):
    hear((1, SAID), (2, SAID), (3, NEAR))
    before = grouped(), Story.objects.count(), Arrival.objects.count()
    FiledArrival.objects.all().delete()  # as after a crash between two commits
    let_go()
    settle(now)
    assert (grouped(), Story.objects.count(), Arrival.objects.count()) == before


def test_another_process_goes_on_where_this_one_stopped(hear):
    hear((1, SAID), (2, OTHER))
    let_go()
    hear((3, SAID), (4, OTHER))
    assert grouped() == [{1, 3}, {2, 4}]


def test_what_another_process_filed_meanwhile_is_known(hear, now):
    hear((1, OTHER))
    from klankbord.participate.stories import window  # noqa: PLC0415  # its state is the subject

    mine = list(window._at_hand)
    let_go()
    hear((2, SAID))
    window._at_hand[:] = mine
    hear((3, SAID))
    assert grouped() == [{2, 3}]


def test_an_edit_leaves_one_story_and_joins_another(hear, tidy):
    hear((1, SAID), (2, SAID), (3, OTHER), (4, SAID))
    hear((4, OTHER))
    assert grouped() == [{1, 2}, {3, 4}]
    hear((4, "Nu staat hier iets wat niemand anders ooit zei"))
    assert tidy() == 1
    assert grouped() == [{1, 2}]
    assert Mention.objects.filter(story=None).count() == 2


def test_an_edit_of_the_first_does_not_take_its_reposts_away(hear):
    hear((1, "Kort"), (2, "", {"repost_of": "1"}), (3, "", {"repost_of": "1"}))
    hear((1, "Kort!"))
    assert grouped() == [{1, 2, 3}]


def test_when_the_first_is_erased_the_next_stands_for_the_story(hear, tidy):
    first, second, third = hear((1, SAID), (2, SAID), (3, SAID))
    story = stories_by_mention([first])[first]
    erase_mentions(ids=[first])
    assert leads_of([story]) == {story: second}
    assert tidy() == 0
    hear((4, SAID))
    assert grouped() == [{2, 3, 4}]
    erase_mentions(ids=[second, *ids(4)])
    assert tidy() == 1
    assert grouped() == []
    assert found(f"story:{story}") == set()
    assert found("zwembad") == {3}
    assert not Mention.objects.get(pk=third).story


def test_purging_after_its_time_reaches_stories(hear, tidy):
    mentions = hear((1, SAID), (2, SAID))
    _drop(mentions)
    tidy()
    assert not Copy.objects.exists()
    assert not Story.objects.exists()


def test_stories_are_asked_for_in_the_query_language(hear):
    first, *_others = hear((1, SAID), (2, OTHER), (3, NEAR), (4, OTHER))
    story = stories_by_mention([first])[first]
    assert found(f"story:{story}") == {1, 3}
    assert found(f"verhaal:{story} nieuws") == {3}
    assert found(f"story:{story} AND *sstraat") == {1, 3}
    assert found(f"(gemeente NEAR/1 sluit) AND story:{story}") == {1, 3}
    assert found(f"zwembad NOT story:{story}") == set()


def test_an_edit_that_stays_keeps_its_place_in_the_index(hear):
    first, _second = hear((1, SAID), (2, SAID))
    story = stories_by_mention([first])[first]
    hear((1, NEAR))
    assert found(f"story:{story} nieuws") == {1}


def test_likenesses_say_how_and_how_much(hear):
    first, *_others = hear((1, SAID), (2, SAID), (3, NEAR), (4, SAID, {"repost_of": "1"}))
    row = Mention.objects.select_related("author").get(pk=first)
    shown = likenesses(row, stories_by_mention([first])[first])
    assert [(each.kind, round(each.similarity, 2)) for each in shown] == [
        ("same", 1.0), ("near", 0.92), ("repost", 1.0),
    ]  # fmt: skip


def test_a_batch_costs_the_same_number_of_statements(
    hear, source, now, django_assert_max_num_queries
):
    hear((1, SAID))
    posts = [make_post(now, number, SAID if number % 2 else f"{OTHER} {number}")
             for number in range(2, 48)]  # fmt: skip
    keep_posts(posts=posts, source=source, at=now)
    with django_assert_max_num_queries(50):
        settle(now)
