"""Colleagues who did not choose to be shown have no name in what we hear."""

import msgspec
import pytest

from klankbord.core.match import parse_query
from klankbord.core.post import encode_post, unknown_author
from klankbord.participate.archive.actions import export_posts, keep_posts
from klankbord.participate.archive.filing import file_months
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import (
    author_platform_matrix,
    masked_handles,
    mention,
    top_authors,
)
from klankbord.participate.archive.rights import outsider_found
from klankbord.participate.archive.search import search_mentions
from klankbord.participate.archive.tests.test_counts import LATER, LONG_AGO
from klankbord.participate.archive.threads import thread_of
from klankbord.people.models import Account

pytestmark = pytest.mark.django_db
URL = "https://social.example/{}"


@pytest.fixture
def kept(source, make_post, now, colleague):
    Account.objects.create(member=colleague, platform="mastodon", handle="@Anna")
    post = make_post(handle="anna", url="https://social.example/@anna/1")
    keep_posts(posts=[post, make_post(2, handle="bob")], source=source, at=now)
    return Mention.objects.get(external_id="1")


def test_a_colleague_is_masked_everywhere(kept):
    assert masked_handles() == {("mastodon", "anna")}
    shown = [mention(kept.pk), search_mentions(query=parse_query("brug")).mentions[0]]
    for row in [*shown, *thread_of(kept)]:
        if row.pk == kept.pk:
            assert row.is_masked
            assert [row.author.handle, row.author.name, row.author.url, row.url] == [""] * 4
        else:
            assert row.author.handle == "bob"
    masked = [row for row in top_authors(since=LONG_AGO, until=LATER) if row.is_masked]
    assert [row.author.handle for row in masked] == [""]


def test_who_chose_to_be_shown_is_shown(kept, colleague):
    colleague.is_shown_in_listening = True
    colleague.save()
    row = mention(kept.pk)
    assert not row.is_masked
    assert row.author.handle == "anna"


def test_the_same_handle_elsewhere_is_somebody_else(kept, source, make_post, now):
    keep_posts(
        posts=[make_post(3, id="reddit:3", platform="reddit", handle="anna")], source=source, at=now
    )
    assert not mention(Mention.objects.get(external_id="3").pk).is_masked


def test_posts_that_name_nobody_are_of_nobody_we_know(source, make_post, now, colleague):
    """Neither of a colleague, nor heard most, nor forgotten for one another."""
    Account.objects.create(member=colleague, platform="mastodon", handle="@")
    posts = [make_post(n, author=unknown_author(f"mastodon:{n}"), url=URL.format(n))
             for n in range(1, 40)]  # fmt: skip
    keep_posts(posts=[*posts, make_post(50, handle="bob")], source=source, at=now)
    first = Mention.objects.get(external_id="1")
    assert not mention(first.pk).is_masked
    assert outsider_found(url=first.url).mentions == (first.pk,)
    heard = top_authors(since=LONG_AGO, until=LATER, n=4)
    assert [(row.author.handle, row.n_mentions) for row in heard] == [("bob", 1)]
    assert author_platform_matrix(since=LONG_AGO, until=LATER).names == ["Bob"]


def test_searching_for_a_colleague_by_name_gives_no_posts_of_theirs(kept):
    for text in ("author:anna", "author:*nna", "brug author:ann*", "NOT author:bob AND brug"):
        page = search_mentions(query=parse_query(text))
        assert page.mentions == []
        assert not (page.count.is_exact and page.count.n)
    assert len(search_mentions(query=parse_query("author:bob")).mentions) == 1


def test_an_export_hides_colleagues_and_their_payloads(kept, source, make_post, now):
    raw = msgspec.Raw(b'{"account":"anna"}')
    keep_posts(
        posts=[make_post(70, "Zo is het", raw=raw), make_post(71, handle="bert", raw=raw)],
        source=source,
        at=now,
    )
    list(file_months(at=now))
    shown = [encode_post(post) for post in export_posts(is_masked=True)]
    assert len(shown) == len(list(export_posts()))
    assert sum(b'"handle":"anna"' in line for line in shown) == 0
    assert sum(b'"raw"' in line for line in shown) == 1
    whole = [encode_post(post) for post in export_posts()]
    assert sum(b'"handle":"anna"' in line for line in whole) > 0
    assert sum(b'"raw"' in line for line in whole) == 2
