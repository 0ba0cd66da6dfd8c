"""Words of a machine at the answer: shown, marked, taken over by a person, never sent by itself."""

import pytest
from django.urls import reverse

from klankbord.reputation.desk.models import Case, CaseEvent, Reply
from klankbord.reputation.drafting.actions import set_endpoint
from klankbord.reputation.drafting.tests.conftest import (  # noqa: F401  # fixtures
    model,
    model_server,
)
from klankbord.trust.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.peer]


@pytest.fixture
def client(client_of, responder):
    return client_of(responder)


@pytest.fixture
def setting(owner, now, model):  # noqa: F811  # the fixture
    fields = {"model": "town-7b", "provider": "Example", "country": "Nederland"}
    return set_endpoint(by=owner, at=now, url=f"{model.url}/v1", is_on=True, **fields)


def answer(client, case, **data):
    version = Case.objects.get(pk=case.pk).version
    return client.post(reverse("desk:case-answer", args=[case.pk]), {"version": version, **data})


def test_without_a_service_nothing_is_offered(client, case):
    assert "Suggest words" not in client.get(reverse("desk:case-answer", args=[case.pk])).text
    assert answer(client, case, text="My words", suggest="1").status_code == 200


def test_words_are_shown_marked_and_nothing_is_kept(client, case, setting, model):  # noqa: F811  # idem
    model.says("It opens on [[which day?]].", needs="When is the swimming pool open again?")
    page = answer(client, case, text="My words", suggest="1").text
    assert "Written by a machine: town-7b, Nederland" in page
    assert "It opens on [[which day?]]." in page
    assert "It names no fact of ours: check every word." in page
    assert "My words" in page
    assert not Reply.objects.exists()
    asked = AuditEntry.objects.get(act="desk.suggestion-asked")
    assert asked.detail == {"model": "town-7b", "country": "Nederland"}


def test_a_person_takes_them_over_and_the_history_says_so(client, case, setting, responder):
    taken = {"take": "1", "suggested": "It opens on Monday.", "suggested_by": "town-7b"}
    page = answer(client, case, text="Hello.", **taken).text
    assert "Hello.\n\nIt opens on Monday." in page
    assert "with words of a machine (town-7b): yours to check" in page
    assert not Reply.objects.exists()
    answer(client, case, text="Hello. It opens on Monday.", machine="town-7b")
    event = case.events.get(kind=CaseEvent.Kind.DRAFTED)
    assert (event.by, event.data["machine"]) == (responder, "town-7b")
    page = client.get(reverse("desk:case-detail", args=[case.pk])).text
    assert "with words of a machine (town-7b)" in page
    assert Reply.objects.get().status == Reply.Status.DRAFTED


def test_a_service_that_fails_is_told_and_the_words_stay(client, case, setting, model):  # noqa: F811  # idem
    model.says(status=500, error="broken")
    page = answer(client, case, text="My words", suggest="1").text
    assert "The machine gave no words." in page
    assert "My words" in page
