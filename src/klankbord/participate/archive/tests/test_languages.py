"""Posts without a language get one; what nobody can tell stays unknown."""

import pytest

from klankbord.core.match import parse_query
from klankbord.participate.archive.actions import keep_posts
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import totals
from klankbord.participate.archive.search import search_mentions
from klankbord.participate.archive.tests.counting import assert_counts_agree

pytestmark = pytest.mark.django_db
DUTCH, ENGLISH = "De trein is weer eens te laat vanochtend", "The train is late again this morning"


@pytest.fixture
def keep(source, make_post, now):
    def run(*posts):
        keep_posts(posts=[make_post(n, text, **more) for n, text, more in posts], source=source,
                   at=now)  # fmt: skip
        rows = Mention.objects.order_by("external_id")
        return [(row.language, row.extra.get("language_p")) for row in rows]

    return run


def test_the_platform_comes_first_then_the_text(keep):
    told, read, unknown, useless = keep(
        (1, DUTCH, {"lang": "en"}),
        (2, DUTCH, {"lang": ""}),
        (3, "12:30", {"lang": ""}),
        (4, ENGLISH, {"lang": "und"}),
    )
    assert told == ("en", None)
    assert read[0] == "nl"
    assert read[1] > 0.9
    assert unknown == ("", 0.0)
    assert useless[0] == "en"


def test_what_was_read_is_searched_and_counted(keep, now):
    keep((1, DUTCH, {"lang": ""}), (2, ENGLISH, {"lang": ""}))
    page = search_mentions(query=parse_query("lang:nl"))
    assert [row.text for row in page.mentions] == [DUTCH]
    day = page.mentions[0].published_at.date()
    assert totals(since=day, until=day, by="language") == {"en": 1, "nl": 1}


def test_an_edit_leaves_the_language(keep):
    (first,) = keep((1, DUTCH, {"lang": ""}))
    assert keep((1, ENGLISH, {"lang": ""})) == [first]
    assert keep((1, ENGLISH, {"lang": "en"})) == [first]
    page = search_mentions(query=parse_query("lang:nl train"))
    assert [row.text for row in page.mentions] == [ENGLISH]
    assert_counts_agree()
