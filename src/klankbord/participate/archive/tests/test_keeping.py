"""Posts are kept once, whatever comes in again."""

import array
import datetime as dt
import json

import msgspec
import pytest

from klankbord.core.match import parse_query
from klankbord.core.post import Author, Engagement, encode_post
from klankbord.participate.archive import rows
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.jobs import keep_delivery
from klankbord.participate.archive.models import Arrival, Mention
from klankbord.participate.archive.models import Author as KeptAuthor
from klankbord.participate.archive.queries import n_mentions, posts_of
from klankbord.participate.archive.search import search_mentions
from klankbord.participate.archive.tests.counting import assert_counts_agree
from klankbord.participate.listening.actions import deliver
from klankbord.participate.listening.models import Delivery

pytestmark = pytest.mark.django_db


def found(text):
    return [row.external_id for row in search_mentions(query=parse_query(text)).mentions]


def test_a_post_comes_back_as_it_was(source, make_post, now):
    post = make_post(
        title="Kop",
        text="Tekst met #Brug en een rand 👋",
        hashtags=("brug",),
        links=("https://krant.example/1",),
        mentions=("@bob",),
        engagement=Engagement(replies=1, reposts=2, likes=3, views=4),
        in_reply_to="mastodon:9",
        thread="t1",
        place="Proefdam",
        source="Forum",
        raw=msgspec.Raw(b'{"a":1}'),
    )
    keep_posts(posts=[post], source=source, at=now)
    (kept,) = posts_of([Mention.objects.get().pk])
    assert json.loads(encode_post(kept)) == json.loads(encode_post(post))


def test_a_post_without_a_source_of_its_own_takes_that_of_the_house(source, make_post, now):
    keep_posts(posts=[make_post()], source=source, at=now)
    assert posts_of([Mention.objects.get().pk])[0].source == "Dorpskrant"
    assert found("source:dorpskrant") == ["1"]


def test_the_same_posts_again_change_nothing(source, make_post, now):
    posts = [make_post(number) for number in range(20)]
    first = keep_posts(posts=posts, source=source, at=now)
    again = keep_posts(posts=posts[::-1], source=source, at=now)
    assert (first.n_new, again.n_new, again.n_edited, again.n_recounted) == (20, 0, 0, 0)
    assert n_mentions() == Mention.objects.count() == 20
    source.refresh_from_db()
    assert source.n_posts == 20
    assert Arrival.objects.count() == 1
    assert_counts_agree()


def test_an_edited_post_is_found_by_its_new_words_only(source, make_post, now):
    keep_posts(posts=[make_post(text="oude woorden #oud")], source=source, at=now)
    kept = keep_posts(posts=[make_post(text="nieuwe woorden #nieuw")], source=source, at=now)
    assert kept.n_edited == 1
    assert found("oude") == found("#oud") == []
    assert found("nieuwe") == found("#nieuw") == ["1"]
    assert Arrival.objects.count() == 2
    assert_counts_agree()


def test_counts_of_answers_are_renewed_without_an_arrival(source, make_post, now):
    keep_posts(posts=[make_post()], source=source, at=now)
    for engagement in (Engagement(likes=7), Engagement(likes=7, views=90)):
        kept = keep_posts(posts=[make_post(engagement=engagement)], source=source, at=now)
        assert kept.n_recounted == 1
    row = Mention.objects.get()
    assert (row.n_likes, row.extra["views"]) == (7, 90)
    assert Arrival.objects.count() == 1


def test_a_recent_post_whose_date_changed_stays_one_mention(source, make_post, now):
    recent = now - dt.timedelta(hours=2)
    keep_posts(posts=[make_post(published_at=recent)], source=source, at=now)
    moved = make_post(published_at=now - dt.timedelta(hours=1), text="zonder datum")
    keep_posts(posts=[moved], source=source, at=now)
    assert Mention.objects.get().published_at == recent
    assert found("zonder") == ["1"]
    assert_counts_agree()


def test_two_posts_with_one_id_both_stay(source, make_post, now, monkeypatch):
    monkeypatch.setattr(rows, "_HASH_MASK", 1)  # two places a second only
    moment = now - dt.timedelta(days=30)
    posts = [make_post(number, f"woord{number}", published_at=moment) for number in (1, 2)]
    for _ in range(2):
        for post in posts:
            keep_posts(posts=[post], source=source, at=now)
        keep_posts(posts=posts, source=source, at=now)
    assert Mention.objects.count() == n_mentions() == 2
    assert found("woord1") == ["1"]
    assert found("woord2") == ["2"]


@pytest.mark.parametrize("year", [1, 1969, 2100, 9999])
def test_times_outside_our_calendar_are_kept_at_its_ends(source, make_post, now, year):
    moment = dt.datetime(year, 12, 31, 23, 30, tzinfo=dt.UTC)
    keep_posts(posts=[make_post(published_at=moment)], source=source, at=now)
    keep_posts(posts=[make_post(published_at=moment)], source=source, at=now)
    row = Mention.objects.get()
    assert 0 < row.pk < 2**63
    assert row.extra["said_at"] == moment.isoformat()
    assert_counts_agree()


def test_nul_and_too_long_values_do_no_harm(source, make_post, now):
    author = Author(id="a" * 400, handle="h\0" * 300, name="n" * 400)
    post = make_post(
        text="voor\0na \\u0000 blijft", author=author, url="https://x.example/" + "u" * 3000
    )
    keep_posts(posts=[post, make_post(2, id="mastodon:" + "9" * 600)], source=source, at=now)
    assert Mention.objects.get(external_id="1").text == "voorna \\u0000 blijft"
    assert Mention.objects.count() == 2


def test_an_arrival_names_the_new_mentions_in_order(source, make_post, now):
    keep_posts(posts=[make_post(number) for number in (3, 1, 2)], source=source, at=now)
    ids = array.array("q", bytes(Arrival.objects.get().mention_ids)).tolist()
    assert ids == sorted(Mention.objects.values_list("pk", flat=True))


def test_what_is_known_of_an_author_is_renewed(source, make_post, now):
    keep_posts(posts=[make_post(1)], source=source, at=now)
    renamed = Author(id="anna", handle="anna", name="Anna B.", followers=12)
    keep_posts(posts=[make_post(2, author=renamed)], source=source, at=now)
    author = KeptAuthor.objects.get()
    assert (author.name, author.followers) == ("Anna B.", 12)


def test_who_says_nothing_of_bots_takes_nothing_back(source, make_post, now):
    """A file without that column must not make a person of a program."""
    told = []
    for number, is_bot in enumerate((True, None, False, None), 1):
        author = Author(id="anna", handle="anna", is_bot=is_bot)
        keep_posts(posts=[make_post(number, author=author)], source=source, at=now)
        told.append(KeptAuthor.objects.get().is_bot)
    assert told == [True, True, False, False]
    assert posts_of([Mention.objects.first().pk])[0].author.is_bot is False


def test_keep_deliveries_keeps_and_takes_away(source, make_post, now):
    delivery = deliver(source=source, posts=[make_post()], at=now)
    keep_delivery(delivery_id=delivery.pk, at=now)
    assert Mention.objects.count() == 1
    assert not Delivery.objects.exists()


def test_a_bad_delivery_is_set_aside_with_its_reason(source, now):
    bad = Delivery.objects.create(source=source, posts=b"nonsense", n_posts=1, delivered_at=now)
    keep_delivery(delivery_id=bad.pk, at=now)
    bad.refresh_from_db()
    assert bad.n_attempts == 1
    assert "zlib" in bad.last_error or "error" in bad.last_error.lower()


def test_a_batch_costs_the_same_statements_whatever_its_size(
    source, make_post, now, django_assert_max_num_queries
):
    with django_assert_max_num_queries(29):
        keep_posts(posts=[make_post(number) for number in range(500)], source=source, at=now)
