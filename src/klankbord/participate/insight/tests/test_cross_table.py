"""Who says what, where: every number is the list behind it, and the API's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from klankbord.core.post import Author
from klankbord.participate.archive.models import Author as KeptAuthor
from klankbord.participate.insight.cross_views import table_of
from klankbord.participate.insight.pictures import cross
from klankbord.participate.stakeholders.models import Group
from klankbord.participate.stakeholders.placing import place_author
from klankbord.participate.topics.actions import create_topic
from klankbord.people.models import Account, Role

from .heard import hear, own_words, post, source_of

pytestmark = pytest.mark.django_db
PAGE = "/overview/who-what-where/"
API = "/api/v1/insight/who-what-where"


@pytest.fixture
def heard(owner, now):
    """A journalist of pools and parks, a partner of parks, somebody unknown, on two platforms."""
    at = timezone.localtime().replace(hour=10)
    topics = {
        name: create_topic(name=name, query=query, by=owner, at=at)
        for name, query in (("Pool", "pool"), ("Park", "park"))
    }
    said = [("krant", "The pool")] * 4 + [("krant", "The park")] * 2
    said += [("partner", "The park")] * 3 + [("iemand", "The pool and the park")] * 5
    said += [("krant", "Something else")] * 2
    posts = [
        post(
            number * 2 + (handle == "partner"), f"{words} {own_words(number)}", at,
            author=Author(id=handle, handle=handle, name=handle.title()),
        )
        for number, (handle, words) in enumerate(said)
    ]  # fmt: skip
    hear(source_of(at), posts, at=at)
    for handle, group in (("krant", Group.JOURNALIST), ("partner", Group.PARTNER)):
        author = KeptAuthor.objects.get(handle=handle)
        place_author(author=author, group=group, by=owner, at=at)
    return topics


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def numbers(client, **asked):
    page = client.get(PAGE, asked)
    return {
        line.head.name: [line.total.n, *(link.n for link in line.numbers)]
        for line in page.context["shown"].lines
    }


def test_groups_beside_topics(client, heard):
    page = client.get(PAGE)
    assert "16 mentions; of 11 (69 %) we know from which group they came." in page.text
    assert [head.name for head in page.context["shown"].columns] == ["Park", "Pool"]
    assert numbers(client) == {
        "Journalist or medium": [8, 2, 4],  # two are about no topic
        "Partner": [3, 3, 0],
        "not known": [5, 5, 5],
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"group": "journalist"}, {"Pool": [4, 4], "Park": [2, 2]}),
        ({"platform": "mastodon"}, {"Partner": [3, 3]}),
        ({"group": "partner", "platform": "reddit"}, {}),
    ],
)
def test_one_side_alone(client, heard, asked, found):
    assert numbers(client, **asked) == found


def test_of_one_topic_who_and_where(client, heard):
    found = numbers(client, topic=heard["Park"].pk)
    assert found == {
        "Journalist or medium": [2, 2, 0], "Partner": [3, 0, 3], "not known": [5, 5, 0],
    }  # fmt: skip


@pytest.mark.parametrize("asked", [{}, {"group": "journalist"}, {"topic": 1}, {"platform": "x"}])
def test_every_number_leads_to_as_many_mentions(client, heard, asked):
    if "topic" in asked:
        asked = {"topic": heard["Park"].pk}
    page = client.get(PAGE, asked)
    links = [
        link
        for line in page.context["shown"].lines
        for link in (line.total, *line.numbers)
        if link.url
    ]
    assert bool(links) is (asked != {"platform": "x"})
    for link in links:
        listed = client.get(link.url)
        assert len(listed.context["rows"]) == link.n, link


def test_the_screen_and_the_program_say_the_same(client, heard):
    for asked in ({}, {"group": "journalist"}, {"topic": heard["Pool"].pk}):
        said = client.get(API, asked).json()
        shown = client.get(PAGE, asked).context["table"]
        assert (said["n_mentions"], said["n_known"]) == (shown.n_all, shown.n_known)
        assert [(line["key"], line["n"], line["numbers"]) for line in said["lines"]] == [
            (row.key, row.total, row.numbers) for row in shown.rows
        ]
        assert sum(cell["n"] for cell in said["cells"]) == sum(cell.n for cell in shown.cells)


def test_a_colleague_who_does_not_show_themselves_is_not_told_apart(client, heard, owner):
    Account.objects.create(member=owner, platform="mastodon", handle="partner")
    assert numbers(client)["not known"] == [8, 8, 5]
    assert "Partner" not in numbers(client)
    assert "partner" not in {cell["group"] for cell in client.get(API).json()["cells"]}


def test_chosen_topics_narrow_the_columns_and_no_total(client, heard):
    asked = {"topics": f"{heard['Pool'].pk},x"}
    assert numbers(client, **asked)["Journalist or medium"] == [8, 4]
    page = client.get("/overview/", asked)
    assert [line.row.topic.name for line in page.context["table"]] == ["Pool"]
    assert page.context["figures"].mentions.now == 16
    assert f"topics={heard['Pool'].pk}" in page.context["choices"][0]["url"]


def test_it_says_what_could_not_be_heard(client, heard):
    assert "All sources answer" in client.get(PAGE).text


def test_it_costs_the_same_however_many_authors(
    client, heard, owner, django_assert_max_num_queries
):
    at = timezone.localtime().replace(hour=9)
    posts = [post(900 + n, f"The pool {own_words(900 + n)}", at) for n in range(10)]
    hear(source_of(at), posts, at=at)
    for author in KeptAuthor.objects.filter(handle__startswith="author"):
        place_author(author=author, group=Group.CUSTOMER, by=owner, at=at)
    with django_assert_max_num_queries(32):
        assert numbers(client)["Customer"] == [10, 10, 0]  # the largest topic first


def test_the_picture_names_the_same_numbers(client, heard, rf):
    picture = cross(table_of(rf.get(PAGE)))
    assert ("Journalist or medium", "Pool", 4) in picture.rows
    table = client.get("/overview/who-what-where/picture/?format=csv").text
    assert "Partner,Park,3" in table


def test_strangers_stay_out(client_of, member_with, stranger):
    for member in (stranger, member_with(Role.EXPERT)):
        for name in ("cross-table", "picture-cross"):
            assert client_of(member).get(reverse(f"insight:{name}")).status_code == 403
        assert client_of(member).get(API).status_code == 403
