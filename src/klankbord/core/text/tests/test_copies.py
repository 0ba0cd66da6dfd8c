"""Copies in a stream: reposts, the same text elsewhere, and whose story it is."""

import datetime as dt

from klankbord.core.post import Author, Post
from klankbord.core.text.copies import Copies, Place
from klankbord.core.text.similar import Kind

AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
SAID = "De gemeente sluit vanaf maandag het zwembad aan de Dorpsstraat voor groot onderhoud"


def post(number, text=SAID, days=0, **values):
    return Post(id=f"x:{number}", platform="x", text=text, author=Author(id="1", handle="jan"),
                published_at=AT + dt.timedelta(days=days), **values)  # fmt: skip


def test_a_story_keeps_the_name_of_its_first_post():
    said = [SAID, f"{SAID} nu", f"{SAID} nu", "Hoi"]
    places = Copies().places([post(n, text) for n, text in enumerate(said)])
    assert [place.story for place in places] == ["x:0", "x:0", "x:0", "x:3"]
    assert [place.of for place in places] == ["", "x:0", "x:1", ""]
    assert [place.kind for place in places] == [None, Kind.NEAR, Kind.SAME, None]


def test_reposts_belong_to_what_they_repeat_even_when_it_was_never_heard():
    copies = Copies()
    copies.places([post(1), post(2, SAID)])
    found = copies.places([post(3, "", repost_of="2"), post(4, "", repost_of="x:99")])
    assert found == [Place("x:1", "x:2", Kind.REPOST, 1.0), Place("x:99", "x:99", Kind.REPOST, 1.0)]


def test_the_same_post_again_is_no_copy():
    assert [place.of for place in Copies().places([post(1), post(1)])] == ["", ""]


def test_weeks_later_is_another_story():
    assert [place.of for place in Copies().places([post(1), post(2, days=15)])] == ["", ""]


def test_memory_is_bounded():
    copies = Copies(held=3)
    texts = [f"bericht nummer {n} gaat over heel iets anders" for n in range(50)]
    places = copies.places([post(n, text) for n, text in enumerate(texts)])
    assert [place.story for place in places] == [f"x:{n}" for n in range(50)]
    assert copies.places([post(90, texts[1])])[0].of == ""
