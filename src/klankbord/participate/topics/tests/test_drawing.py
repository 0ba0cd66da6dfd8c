"""Mentions drawn without a template: nothing that others wrote is obeyed, nothing is left out."""

from types import SimpleNamespace

import pytest

from klankbord.participate.archive.models import Author, Mention
from klankbord.participate.stories.queries import Belonging
from klankbord.participate.topics.drawing import Pen, engagement
from klankbord.participate.topics.listing import Row
from klankbord.participate.topics.marking import Marked
from klankbord.participate.topics.models import Topic

EVIL = '"><script>alert(1)</script>'


@pytest.fixture
def mention(now):
    author = Author(handle=EVIL, name=f"Anna {EVIL}")
    return Mention(
        pk=1_234_567, platform=EVIL, author=author, published_at=now, n_replies=1, n_likes=1_500
    )


def _row(mention, **changes):
    given = {"title": None, "text": Marked(f"Mooi {EVIL}", ((0, 4), (5, 8))), "topics": []}
    return Row(mention=mention, **{**given, **changes})


def test_what_others_wrote_is_shown_and_not_obeyed(mention, now):
    row = _row(
        mention,
        title=Marked(EVIL, ((2, 8),)),
        topics=[Topic(pk=1_000, name=EVIL)],
        belonging=Belonging(story=7, lead=7, n_copies=1_002),
    )
    acts = [SimpleNamespace(label=EVIL, url="/?a=1&b=2", icon="desk")]
    drawn = Pen(now, acts).mentions([row, _row(mention)])
    assert "<script" not in drawn
    assert '">alert' not in drawn
    assert drawn.count("alert(1)") == 15
    assert "<mark>Mooi</mark> <mark>&quot;&gt;&lt;</mark>script&gt;" in drawn
    assert "/?a=1&amp;b=2?mention=1234567" in drawn
    assert 'href="/mentions/1234567/"' in drawn
    assert "?topic=1000" in drawn
    assert "1,001 copies" in drawn


def test_a_colleague_has_no_name(mention, now):
    mention.is_masked = True
    drawn = Pen(now).mention(_row(mention))
    assert "Anna" not in drawn
    assert "@" not in drawn
    assert drawn.count("a colleague") == 2


def test_only_what_was_done_is_told(mention):
    assert engagement(mention) == (
        '<span class="nowrap">1 answer</span> <span class="nowrap">1,500 likes</span>'
    )
    assert engagement(Mention(author=mention.author)) == ""
