"""The way back through a list: nothing lost, nothing twice, and nothing old as news."""

import datetime as dt

import msgspec

from klankbord.connectors.walking import Walk, further_back
from klankbord.core.post import Author, Post

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def placed(*minutes: int):
    """Lines said at these minutes, newest first."""
    return [
        (at, Post(f"x:{minute}", "x", "hallo", at, Author(id="a", handle="a")))
        for minute in sorted(minutes, reverse=True)
        for at in [START + dt.timedelta(minutes=minute)]
    ]


def visited(cursor: dict, lines, page: str = "", size: int = 3):
    walk = Walk(cursor, size=size)
    posts = walk.take(lines)
    return [post.external_id for post in posts], walk.cursor(lines, page)


def test_what_the_first_visit_left_unread_is_no_news_later():
    given, cursor = visited({}, placed(50, 51, 52), "more")
    assert given == ["52", "51", "50"]
    given, cursor = visited(cursor, placed(10, 20, 49, 50, 51, 52, 53))
    assert given == ["53"]
    assert visited(cursor, placed(10, 50, 53))[0] == []


def test_what_is_late_is_found_where_the_first_page_was_not_full():
    _, cursor = visited({}, placed(50, 51))
    assert visited(cursor, placed(20, 50, 51))[0] == ["20"]


def test_the_floor_goes_when_it_is_an_hour_behind():
    _, cursor = visited({}, placed(50, 51, 52), "more")
    assert "floor" in cursor
    _, cursor = visited(cursor, placed(50, 51, 52, 200))
    assert "floor" not in cursor
    assert visited(cursor, placed(150, 200))[0] == ["150"]


def test_a_long_way_back_is_walked_page_by_page():
    _, cursor = visited({}, placed(1))
    given, cursor = visited(cursor, placed(100, 101, 102), "two")
    assert cursor["page"] == "two"
    more, cursor = visited(cursor, placed(2, 1, 99, 100))
    assert (given, more) == (["102", "101", "100"], ["99", "2"])
    assert "page" not in cursor
    assert visited(cursor, placed(99, 100, 101, 102))[0] == []


def test_a_changed_line_is_another_one_where_the_list_is_sorted_by_change():
    def visit(cursor, lines):
        walk = Walk(cursor, size=3, mark=lambda post: f"{post.id} {post.text}")
        return [post.text for post in walk.take(lines)], walk.cursor(lines, "")

    (first, second), later = placed(50, 51), START + dt.timedelta(minutes=90)
    _, cursor = visit({}, [first, second])
    changed = later, msgspec.structs.replace(second[1], text="dag")
    given, cursor = visit(cursor, [changed, first])
    assert given == ["dag"]
    assert visit(cursor, [changed, first])[0] == []


def test_a_page_begins_with_the_oldest_second_and_never_stands_still():
    lines = placed(5, 6)
    oldest = str(int((START + dt.timedelta(minutes=5)).timestamp()))
    assert further_back(lines, "") == oldest
    assert further_back(lines, oldest) == str(int(oldest) - 1)
    assert further_back([], oldest) == ""
