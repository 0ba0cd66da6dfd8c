"""Which driver a case is about and for whom its author speaks: said by people and rules only."""

import pytest
from django.urls import reverse

from klankbord.participate.stakeholders.models import Evidence, Group, Placement
from klankbord.participate.topics.models import Driver
from klankbord.people.models import Account
from klankbord.reputation.desk import rights
from klankbord.reputation.desk.describing import describe_case
from klankbord.reputation.desk.models import Channel
from klankbord.reputation.desk.opening import Ruled, message_of, open_case
from klankbord.reputation.desk.queries import replay
from klankbord.trust.rights.contract import Outsider

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(case, responder, now):
    return describe_case(
        case=case, by=responder, at=now, driver=Driver.CONDUCT, stakeholder_group=Group.RESIDENT
    )


def test_unknown_stays_unknown(case, client_of, responder):
    assert (case.driver, case.stakeholder_group) == ("", "")
    page = client_of(responder).get(reverse("desk:case-detail", args=[case.pk])).text
    assert page.count("Not known") == 2


def test_a_person_says_it_and_takes_it_back(case, client_of, responder):
    client, place = client_of(responder), reverse("desk:case-describe", args=[case.pk])
    assert "Do not look it up" in client.get(place).text
    given = {"driver": "leadership", "stakeholder_group": "journalist"}
    page = client.post(place, given, follow=True).text
    case.refresh_from_db()
    assert (case.driver, case.stakeholder_group) == (Driver.LEADERSHIP, Group.JOURNALIST)
    assert "set the driver to: Leadership, and the stakeholder group to: Journalist" in page
    client.post(place, given)  # again changes nothing
    assert case.events.filter(kind="described").count() == 1
    client.post(place, {"driver": "", "stakeholder_group": ""})
    case.refresh_from_db()
    assert (case.driver, case.stakeholder_group) == ("", "")
    client.post(place, {"driver": "weather"})
    assert case.events.filter(kind="described").count() == 2


@pytest.mark.parametrize(
    ("group", "shown"), [(Group.JOURNALIST, True), (Group.COLLEAGUE, False), ("", False)]
)
def test_what_is_known_of_the_author_is_shown_and_not_taken_over(
    case, client_of, responder, now, group, shown
):
    author = case.messages.get().mention.author
    if group:
        Placement.objects.create(author=author, group=group, evidence=Evidence.HAND, placed_at=now)
    page = client_of(responder).get(reverse("desk:case-detail", args=[case.pk])).text
    assert ("the author is known as: Journalist" in page) == shown
    assert "the author is known as: Colleague" not in page
    case.refresh_from_db()
    assert case.stakeholder_group == ""


def test_a_colleague_who_chose_not_to_be_shown_is_known_as_nothing(
    case, client_of, responder, expert, now
):
    author = case.messages.get().mention.author
    Placement.objects.create(
        author=author, group=Group.JOURNALIST, evidence=Evidence.HAND, placed_at=now
    )
    Account.objects.create(member=expert, platform=author.platform, handle=author.handle)
    page = client_of(responder).get(reverse("desk:case-detail", args=[case.pk])).text
    assert "the author is known as" not in page


def test_a_rule_says_it_when_it_opens_a_case(make_mention, now):
    ruled = Ruled(driver=Driver.PRODUCTS_AND_SERVICES, stakeholder_group=Group.CUSTOMER)
    case = open_case(
        by=None, at=now, title="Pool", channel=Channel.MENTION, ruled=ruled,
        message=message_of(make_mention()),
    ).case  # fmt: skip
    told = replay(case.events.all())
    assert (told["driver"], told["stakeholder_group"]) == (case.driver, case.stakeholder_group)
    assert case.driver == Driver.PRODUCTS_AND_SERVICES


@pytest.mark.parametrize("order", ["newest", "oldest", "urgent", "due"])
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("driver=conduct", True),
        ("driver=unknown", False),
        ("driver=workplace", False),
        ("group=resident", True),
        ("group=unknown", False),
        ("driver=weather", True),  # nonsense narrows nothing
    ],
)
def test_lists_are_narrowed_by_it(described, client_of, responder, asked, found, order):
    page = client_of(responder).get(f"{reverse('desk:case-list')}?view=open&order={order}&{asked}")
    assert (described.number in page.text) == found


def test_the_api_says_and_asks_it(described, client_of, responder):
    client, place = client_of(responder), "/api/v1/desk/cases"
    [case] = client.get(f"{place}?driver=conduct&group=resident").json()["cases"]
    assert (case["driver"], case["stakeholder_group"]) == ("conduct", "resident")
    assert client.get(f"{place}?driver=unknown").json()["cases"] == []
    assert client.get(f"{place}?driver=weather").status_code == 422


def test_with_its_author_the_group_is_forgotten(described):
    nothing = dict.fromkeys(("authors", "names", "urls", "post_ids", "quotes"), frozenset())
    handles = frozenset({"jan@water.example"})
    outsider = Outsider(platform="mastodon", handles=handles, mentions=(), **nothing)
    assert rights._erase(outsider) == 1  # what the eraser offers
    described.refresh_from_db()
    assert (described.driver, described.stakeholder_group) == (Driver.CONDUCT, "")
    assert replay(described.events.all())["stakeholder_group"] == ""
