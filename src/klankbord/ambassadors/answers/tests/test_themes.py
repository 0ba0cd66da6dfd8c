"""What colleagues talk about: told from twenty of them on, in words that many use, and no more."""

import datetime as dt
from itertools import combinations

import pytest
from django.urls import reverse

from klankbord.ambassadors.answers.jobs import find_themes
from klankbord.ambassadors.answers.models import Point, Theme
from klankbord.ambassadors.answers.themes import Said, names_of_people, said_before, themes_in
from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.people.models import Role
from klankbord.trust.disclosure.queries import week_closed

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# Two words in each text, and two of the others: all hang together, and none is a copy.
BICYCLES = ("bicycle", "shed", "roof", "rain", "wet", "leak", "wheels", "parking")
CANTEEN = ("canteen", "soup", "lunch", "spoon", "kettle", "bread", "cook", "meal")


def texts_about(words):
    first, second, *others = words
    pairs = combinations(others, 2)
    return [f"The {first} {second}, a {one} and this {two}" for one, two in pairs]


class StillRun:
    """A run of the job at one moment."""

    def __init__(self, now):
        self.now = now


@pytest.fixture
def house(make_member):
    return [make_member(f"Person {chr(97 + number // 26)}{number}") for number in range(30)]


@pytest.fixture
def open_group(now):
    return Group.objects.create(name="Everybody", created_at=now)


def write(group, people, words, at, n=1):
    texts = texts_about(words)
    for number, member in enumerate(people):
        for more in range(n):
            text = texts[(7 * number + 5 * more) % len(texts)]
            Post.objects.create(group=group, author=member, text=text, created_at=at)


def test_a_theme_of_twenty_is_told_and_one_of_nineteen_is_not(house, open_group, now):
    write(open_group, house[:22], BICYCLES, now - 40 * DAY)
    write(open_group, house[:19], CANTEEN, now - 40 * DAY, n=2)
    find_themes(StillRun(now))
    [theme] = Theme.objects.all()
    assert {*BICYCLES} & set(theme.name.lower().split())
    assert (theme.n_people, theme.n_messages) == (20, 20)
    assert theme.week == week_closed(now)[0]


def test_what_is_new_rises(house, open_group, now):
    write(open_group, house[:24], BICYCLES, now - 10 * DAY, n=2)
    write(open_group, house[:24], CANTEEN, now - 60 * DAY, n=2)
    find_themes(StillRun(now))
    rises = {theme.name.lower(): theme.is_rising for theme in Theme.objects.all()}
    assert {name for name, is_rising in rises.items() if is_rising} == {
        name for name in rises if set(name.split()) & {*BICYCLES}
    }
    assert set(rises.values()) == {True, False}


def test_only_what_everybody_may_read_is_looked_at(house, open_group, now):
    closed = Group.objects.create(name="Few", kind=Group.Kind.CLOSED, created_at=now)
    write(closed, house, BICYCLES, now - 10 * DAY)
    said = {"group": open_group, "author": house[0], "created_at": now - 10 * DAY}
    Post.objects.create(**said, text="Taken away", removed_at=now)
    kept = Post.objects.create(**said, text="Hello")
    Comment.objects.create(post=kept, author=house[2], text="Hi", created_at=now - 9 * DAY)
    Comment.objects.create(
        post=kept, author=house[2], text="Hush", created_at=now - 9 * DAY, removed_at=now
    )
    closes_at = week_closed(now)[1]
    assert [each.text for each in said_before(closes_at)] == ["Hi", "Hello"]
    find_themes(StillRun(now))
    assert not Theme.objects.exists()


def test_no_theme_is_called_after_a_colleague(house, open_group, make_member, now):
    make_member("Wilhelmina Shed")
    said = [
        Said(f"m{number}", text, is_new=False)
        for words in (BICYCLES, CANTEEN)
        for number, text in enumerate(texts_about(words))
    ]
    found = themes_in(said, names_of_people())
    words = {word.lower() for each in found for term in each.terms for word in term.split()}
    assert words & {*CANTEEN}
    assert "shed" not in words


def test_nothing_leads_back_to_who_wrote_it():
    """No key to a member, a post or a comment: a theme is words and rounded counts."""
    assert [field.name for field in Theme._meta.fields if field.is_relation] == []


def test_a_week_is_told_once_and_a_theme_goes_on(house, open_group, now):
    write(open_group, house[:24], BICYCLES, now - 40 * DAY)
    write(open_group, house[:24], CANTEEN, now - 40 * DAY)
    find_themes(StillRun(now))
    first = {theme.key for theme in Theme.objects.all()}
    assert len(first) == 2
    Post.objects.all().delete()
    find_themes(StillRun(now + DAY))
    assert Theme.objects.count() == 2
    write(open_group, house[:24], BICYCLES, now + DAY)
    write(open_group, house[:24], CANTEEN, now + DAY)
    find_themes(StillRun(now + 8 * DAY))
    assert {theme.key for theme in Theme.objects.all()} == first
    assert Theme.objects.count() == 4


@pytest.fixture
def told(house, open_group, now):
    write(open_group, house[:24], BICYCLES, now - 10 * DAY, n=2)
    write(open_group, house[:24], CANTEEN, now - 60 * DAY, n=2)
    find_themes(StillRun(now))
    themes = list(Theme.objects.all())
    assert themes
    return themes


def test_from_a_theme_to_a_point(keeper, seer, client_of, told):
    client = client_of(keeper)
    page = client.get(reverse("answers:point-list")).text
    theme = told[0]
    address = reverse("answers:point-add") + f"?theme={theme.pk}"
    assert address in page
    assert theme.name in client.get(address).text
    values = {
        "title": "Bicycles",
        "about": "They stand in the rain.",
        "owner": seer.pk,
        "due_on": "2999-01-01",
    }
    client.post(address, values)
    point = Point.objects.get()
    assert (point.origin, point.theme) == ("theme", theme)
    assert address not in client.get(reverse("answers:point-list")).text
    colleague = client_of(seer)
    assert theme.name in colleague.get(reverse("answers:point-detail", args=[point.pk])).text
    assert "?theme=" not in colleague.get(reverse("answers:point-list")).text
    rows = colleague.get("/api/v1/answers/themes").json()
    assert [row["is_rising"] for row in rows] == sorted(
        (row["is_rising"] for row in rows), reverse=True
    )


def test_a_theme_says_less_than_its_texts(told, client_of, make_member):
    """Every figure is rounded to five, and nothing of a text stands in any row."""
    for theme in told:
        assert theme.n_people % 5 == theme.n_messages % 5 == 0
        assert len(" ".join(theme.terms).split()) <= 6
    assert (
        client_of(make_member("Council", Role.COUNCIL))
        .get(reverse("answers:point-list"))
        .status_code
        == 200
    )
