"""From mention to closed case through the screens alone, without JavaScript."""

import pytest
from django.urls import reverse

from klankbord.reputation.desk.models import Case, Reply, State


@pytest.fixture
def client(client_of, responder):
    return client_of(responder)


def post(client, name, case, **data):
    return client.post(
        reverse(f"desk:{name}", args=[case.pk]),
        {"version": Case.objects.get(pk=case.pk).version, **data},
        follow=True,
    )


def test_mention_becomes_case_and_gets_its_answer(client, make_mention, responder):
    mention = make_mention()
    address = f"{reverse('desk:case-open')}?mention={mention.pk}"
    page = client.get(address).content.decode()
    assert 'value="When is the swimming pool open again?"' in page
    client.post(address, {"title": "Pool: when open?", "severity": 3, "department": ""})
    case = Case.objects.get()
    assert "Pool: when open?" in client.get(reverse("desk:case-list") + "?view=unclaimed").text

    assert "Claim the case" in client.get(reverse("desk:case-detail", args=[case.pk])).text
    assert "Write an answer" in post(client, "case-claim", case).text
    page = post(client, "case-answer", case, text="On Monday at 7.", **{"continue": "1"}).text
    assert "I have posted it" in page
    assert 'href="https://water.example/@jan/1"' in page
    page = post(client, "case-sent", case, proof="https://water.example/us/1").text
    assert "The answer stands." in page
    assert "Responder posted the answer" in page
    post(client, "case-close", case)
    case.refresh_from_db()
    assert case.state == State.CLOSED


def test_second_press_on_posted_is_no_error(client, case):
    post(client, "case-answer", case, text="On Monday.", **{"continue": "1"})
    for _ in range(2):
        assert post(client, "case-sent", case, proof="").status_code == 200
    assert Reply.objects.get().status == Reply.Status.SENT
    assert case.messages.count() == 2


def test_mention_with_an_open_case_leads_there(client, case):
    mention = case.messages.get().mention_id
    response = client.get(f"{reverse('desk:case-open')}?mention={mention}")
    assert response.url == reverse("desk:case-detail", args=[case.pk])


def test_mention_with_a_closed_case_says_so(client, case):
    post(client, "case-let-stand", case, reason="joke")
    post(client, "case-close", case)
    mention = case.messages.get().mention_id
    page = client.get(f"{reverse('desk:case-open')}?mention={mention}").text
    assert f"This mention had case {case.number}" in page


@pytest.mark.parametrize("mention", ["999", "x", "99999999999999999999999"])
def test_unknown_mention_is_not_found(client, mention):
    assert client.get(f"{reverse('desk:case-open')}?mention={mention}").status_code == 404


def test_phone_call_becomes_a_case(client):
    data = {
        "channel": "phone",
        "title": "Wheelchair ramp",
        "author_name": "a caller",
        "text": "The ramp at the library is broken.",
        "url": "",
        "severity": 2,
        "department": "",
    }
    page = client.post(reverse("desk:case-open"), data, follow=True).text
    assert "The ramp at the library is broken." in page
    assert "Phone note" in page


def test_script_address_is_refused(client):
    data = {"channel": "tip", "title": "x", "text": "x", "url": "javascript:alert(1)"}
    page = client.post(reverse("desk:case-open"), data | {"severity": 2}).text
    assert "Enter a valid URL" in page
    assert not Case.objects.exists()


def test_let_stand_asks_for_the_other_reason(client, case):
    page = post(client, "case-let-stand", case, reason="other").text
    assert "Tell in a few words what the reason is." in page
    page = post(
        client,
        "case-let-stand",
        case,
        reason="other",
        explanation="Sorted out in the shop",
        look_again_at="2026-12-01",
    ).text
    assert "let it stand. Reason: Another reason" in page
    assert "Sorted out in the shop" in page


def test_form_on_an_old_version_keeps_the_text_and_tells_what_happened(
    client, client_of, second_responder, case
):
    old = case.version
    post(client_of(second_responder), "case-severity", case, severity=4)
    address = reverse("desk:case-answer", args=[case.pk])
    response = client.post(address, {"version": old, "text": "My long answer", "continue": "1"})
    assert response.status_code == 409
    page = response.text
    assert "Second Responder set the severity to: Urgent" in page
    assert "My long answer" in page
    assert f'name="version" value="{old + 1}"' in page
    assert not Reply.objects.exists()
    response = client.post(address, {"version": old + 1, "text": "My long answer", "continue": 1})
    assert response.status_code == 302


def test_case_held_by_a_colleague_offers_to_take_over(
    client, client_of, responder, second_responder, case
):
    post(client_of(second_responder), "case-claim", case)
    page = post(client, "case-claim", case)
    assert page.status_code == 409
    assert "Second Responder is at work on this case" in page.text
    assert "Take over from Second Responder" in page.text
    post(client, "case-claim", case, **{"from": second_responder.pk})
    assert Case.objects.get().claimed_by == responder


def test_long_text_gets_a_warning_before_it_is_posted(client, case):
    page = post(client, "case-answer", case, text="a" * 501, **{"continue": "1"}).text
    assert "This is 501 characters long and Mastodon takes 500." in page


def test_note_hold_message_assign_and_release(client, case, responder):
    post(client, "case-claim", case)
    post(client, "case-note", case, text="Ask the pool")
    post(client, "case-hold", case, waiting_for="expert", look_again_at="")
    post(client, "case-resume", case)
    post(client, "case-message", case, direction="incoming", text="She called again", url="")
    post(client, "case-release", case)
    page = post(client, "case-assign", case, department=responder.department_id, member="").text
    for line in (
        "Ask the pool",
        "put the case on hold. Waiting for: An expert",
        "took the case up again",
        "She called again",
        "let the case go",
        "handed the case to Communicatie",
    ):
        assert line in page
    post(client, "case-let-stand", case, reason="joke")
    post(client, "case-close", case)
    assert "It is yours." in post(client, "case-reopen", case).text
