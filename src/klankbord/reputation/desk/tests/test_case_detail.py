"""The page of one case, who may do what there, and its cost."""

import pytest
from django.urls import reverse

from klankbord.people.models import Role
from klankbord.reputation.desk import actions, opening
from klankbord.reputation.desk.models import Case

CHANGES = [
    "case-claim",
    "case-release",
    "case-assign",
    "case-severity",
    "case-message",
    "case-hold",
    "case-resume",
    "case-answer",
    "case-sent",
    "case-let-stand",
    "case-monitor",
    "case-describe",
    "case-close",
    "case-reopen",
]
SCREENS = [
    "case-assign",
    "case-severity",
    "case-note",
    "case-message",
    "case-hold",
    "case-answer",
    "case-let-stand",
]


@pytest.mark.parametrize("name", ["case-detail", "case-note", *CHANGES])
def test_stranger_sees_nothing_of_it(client_of, stranger, case, name):
    client = client_of(stranger)
    assert client.post(reverse(f"desk:{name}", args=[case.pk])).status_code == 403
    assert client.get(reverse("desk:case-detail", args=[case.pk])).status_code == 403
    assert Case.objects.get().version == case.version


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.AMBASSADOR, Role.COUNCIL])
def test_other_roles_stay_out(client_of, member_with, case, role):
    client = client_of(member_with(role))
    for address in (reverse("desk:case-list"), reverse("desk:case-open")):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("role", [Role.EXPERT, Role.APPROVER])
def test_experts_and_approvers_read_and_note(client_of, member_with, case, role):
    client = client_of(member_with(role))
    page = client.get(reverse("desk:case-detail", args=[case.pk]))
    assert page.status_code == 200
    assert "Hand over" not in page.text
    assert client.get(reverse("desk:case-list")).status_code == 200
    for name in CHANGES:
        assert client.post(reverse(f"desk:{name}", args=[case.pk])).status_code == 403, name
    client.post(reverse("desk:case-note", args=[case.pk]), {"text": "I know"})
    assert case.events.last().data["text"] == "I know"


@pytest.mark.parametrize("role", actions.CHANGERS)
def test_team_changes(client_of, make_member, case, role):
    client = client_of(make_member(f"Some {role}", role))
    assert client.post(reverse("desk:case-claim", args=[case.pk])).status_code == 302


@pytest.mark.parametrize("name", ["case-detail", "case-note", *CHANGES])
def test_unknown_case_is_not_found(client_of, responder, name):
    client = client_of(responder)
    address = reverse(f"desk:{name}", args=[404])
    response = client.post(address) if name != "case-detail" else client.get(address)
    assert response.status_code == 404
    huge = reverse("desk:case-detail", args=[10**30])
    assert client.get(huge).status_code == 404


def test_visitor_signs_in_first(client, case):
    response = client.get(reverse("desk:case-detail", args=[case.pk]))
    assert response.status_code == 302


@pytest.mark.parametrize("name", SCREENS)
def test_every_form_stands_on_the_case_page(client_of, responder, case, name):
    page = client_of(responder).get(reverse(f"desk:{name}", args=[case.pk])).text
    assert f'action="{reverse(f"desk:{name}", args=[case.pk])}#act"' in page
    assert "When is the swimming pool open again?" in page
    assert "style=" not in page
    assert "onclick" not in page


def test_hostile_words_are_shown_not_obeyed(client_of, responder, make_mention, now):
    mention = make_mention(
        5, "<script>alert(1)</script>", url="javascript:alert(1)", title="<b>x</b>"
    )
    case = opening.open_case(
        by=responder,
        at=now,
        title="<img src=x>",
        channel="mention",
        message=opening.message_of(mention),
    ).case
    page = client_of(responder).get(reverse("desk:case-detail", args=[case.pk])).text
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert 'href="javascript:' not in page


def test_page_costs_the_same_however_long_the_history(
    client_of, responder, case, make_mention, now, django_assert_max_num_queries
):
    for n in range(20):
        actions.add_note(case=case, by=responder, at=now, text="n", named=[responder])
        message = opening.message_of(make_mention(10 + n, "more", thread="mastodon:1"))
        opening.add_message(case=case, by=responder, at=now, message=message)
    client = client_of(responder)
    with django_assert_max_num_queries(22):
        client.get(reverse("desk:case-detail", args=[case.pk]))


def test_earlier_cases_with_the_author_are_shown(client_of, responder, case, now):
    said = opening.Message(
        text="x", published_at=now, platform="mastodon", author_handle="jan@water.example"
    )
    opening.open_case(by=responder, at=now, title="Older story", channel="mention", message=said)
    page = client_of(responder).get(reverse("desk:case-detail", args=[case.pk])).text
    assert "Older story" in page
    assert "1 other case with this author" in page
