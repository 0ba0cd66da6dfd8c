"""Saved replies at the answer: chosen by form alone, filled, stopped while a blank is open."""

import pytest
from django.urls import reverse

from klankbord.reputation.desk import opening, replying
from klankbord.reputation.desk.errors import BlanksOpen
from klankbord.reputation.desk.models import Case, Channel, Reply
from klankbord.reputation.desk.picking import Picker
from klankbord.reputation.replies.actions import save_reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, responder):
    return client_of(responder)


@pytest.fixture
def saved(owner, now):
    return save_reply(
        by=owner,
        at=now,
        title="Opening hours",
        text_en="Dear {author}, we open at [[which hour?]]. {organisation}",
        text_nl="Beste {auteur}, we gaan open om [[hoe laat?]].",
    )


def answer(client, case, **data):
    version = Case.objects.get(pk=case.pk).version
    address = reverse("desk:case-answer", args=[case.pk])
    return client.post(address, {"version": version, **data})


def test_a_choice_fills_in_what_the_case_knows_and_keeps_what_was_typed(client, case, saved):
    page = answer(client, case, text="Good morning.", pick=f"{saved.pk}-en").text
    assert "Good morning.\n\nDear Jan Water, we open at [[which hour?]]. Gemeente Proefdam" in page
    assert f'name="saved" value="{saved.pk}"' in page
    assert not Reply.objects.exists()


def test_their_language_stands_first(case, saved, responder):
    assert [each.language for each in Picker(case, responder).choices[0].wordings] == ["en", "nl"]


def test_nothing_is_posted_while_a_blank_is_open(client, case, saved, now, responder):
    text = "Dear Jan, we open at [[which hour?]]."
    page = answer(client, case, text=text, saved=saved.pk, **{"continue": "1"})
    assert page.status_code == 409
    assert "Something still has to be filled in" in page.text
    assert "“which hour?”" in page.text
    assert text in page.text
    assert not Reply.objects.exists()
    # As a draft it may wait; neither showing nor confirming gets it out.
    reply = replying.draft_reply(case=case, by=responder, at=now, text=text).reply
    for act in (replying.show_reply, replying.confirm_reply_sent):
        with pytest.raises(BlanksOpen):
            act(reply=reply, by=responder, at=now)
    assert Reply.objects.get().status == Reply.Status.DRAFTED


def test_a_use_is_counted_once_of_the_reply_and_of_nobody(client, case, saved, now):
    answer(client, case, text="We open at 7.", saved=saved.pk, **{"continue": "1"})
    saved.refresh_from_db()
    assert saved.n_used == 0  # not yet posted
    for _press in range(2):
        client.post(reverse("desk:case-sent", args=[case.pk]), {"proof": ""})
    saved.refresh_from_db()
    assert saved.n_used == 1


def test_a_reply_for_elsewhere_is_found_by_its_words_only(client, case, owner, now):
    fields = {"text_en": "Phone us.", "platforms": ["facebook"]}
    save_reply(by=owner, at=now, title="Phone number", **fields)
    address = reverse("desk:case-saved", args=[case.pk])
    assert "Phone number" not in client.get(address).text
    assert "Phone number" in client.get(address, {"find": "phone"}).text
    assert "No saved reply holds these words." in client.get(address, {"find": "zz"}).text
    page = answer(client, case, text="My text", find="phone", look="1").text
    assert "Phone number" in page
    assert "My text" in page


@pytest.mark.parametrize("pick", ["", "x", "999-en", "1-de", "99999999999999999999-en", "²-en"])
def test_a_choice_that_is_none_changes_nothing(client, case, saved, pick):
    page = answer(client, case, text="My text", pick=pick)
    assert page.status_code == 200
    assert "My text" in page.text


def test_a_case_that_knows_nothing_asks(responder, now, saved):
    case = opening.open_case(by=responder, at=now, title="Call", channel=Channel.PHONE).case
    assert "[[author]]" in Picker(case, responder).filled(saved, "en")
