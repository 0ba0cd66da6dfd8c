"""Programs search with the same words, and under the same rights, as people."""

import pytest

from klankbord.participate.archive.actions import keep_posts
from klankbord.people.models import Account

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/archive/mentions"


@pytest.fixture
def kept(source, make_post, now, colleague):
    Account.objects.create(member=colleague, platform="mastodon", handle="anna")
    posts = [make_post(number, handle="bob") for number in range(1, 6)]
    keep_posts(posts=[make_post(9, handle="anna"), *posts], source=source, at=now)


def test_pages_follow_each_other(client_of, owner, kept):
    client = client_of(owner)
    first = client.get(ADDRESS, {"q": "brug", "limit": 4}).json()
    assert (first["n_found"], first["is_exact_count"], len(first["mentions"])) == (6, True, 4)
    rest = client.get(ADDRESS, {"q": "brug", "before": first["next_before"]}).json()
    assert rest["next_before"] is None
    posts = [row["post"] for row in first["mentions"] + rest["mentions"]]
    assert posts == [f"mastodon:{number}" for number in range(1, 6)] + [""]
    assert [row["author"] for row in rest["mentions"]] == ["bob", ""]


def test_a_query_that_cannot_be_read_is_refused_with_its_place(client_of, owner, kept):
    answer = client_of(owner).get(ADDRESS, {"q": "brug AND ("})
    assert answer.status_code == 422
    assert answer.json()["position"] >= 0


def test_a_stranger_finds_nothing(client_of, stranger, kept, client):
    assert client_of(stranger).get(ADDRESS).status_code == 403
    assert client.get(ADDRESS).status_code in {401, 403}


@pytest.mark.parametrize(
    "values", [{"limit": 0}, {"limit": 9999}, {"before": 2**70}, {"q": "a" * 20_000}]
)
def test_values_outside_their_bounds_are_refused(client_of, owner, kept, values):
    assert client_of(owner).get(ADDRESS, values).status_code == 422
