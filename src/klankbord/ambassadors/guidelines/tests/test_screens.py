"""Guidelines without JavaScript: write, publish, read, acknowledge."""

import pytest
from django.test import Client
from django.urls import reverse

from klankbord.ambassadors.guidelines import actions, queries
from klankbord.ambassadors.guidelines.models import Clause, Guideline


def test_from_ready_text_to_acknowledged(owner, colleague, client_of):
    client, reader = client_of(owner), client_of(colleague)
    assert b"Start a guideline" in client.get(reverse("guidelines:guideline-list")).content
    client.post(reverse("guidelines:guideline-add"), {"start": "starter"})
    guideline = Guideline.objects.get()
    here = [guideline.pk]
    assert reader.get(reverse("guidelines:guideline-detail", args=here)).status_code == 404
    assert reader.get(reverse("guidelines:version-compare", args=[*here, 1])).status_code == 404
    clause = Clause.objects.get(number=2)
    client.post(reverse("guidelines:clause-move", args=[clause.pk]), {"to": "up"})
    clause.refresh_from_db()
    assert clause.number == 1
    values = {
        "title_nl": "Nieuw", "title_en": "New", "text_nl": "Doe dit.", "text_en": "Do **this**.",
        "reason_nl": "", "reason_en": "", "owner": owner.pk, "review_on": "2027-01-01",
    }  # fmt: skip
    client.post(reverse("guidelines:clause-add", args=here), values)
    added = Clause.objects.get(title_en="New")
    edited = values | {"title_en": "Newer"}
    client.post(reverse("guidelines:clause-edit", args=[added.pk]), edited)
    client.post(reverse("guidelines:clause-delete", args=[clause.pk]))
    draft_page = client.get(reverse("guidelines:draft-detail", args=here)).content.decode()
    assert "Newer" in draft_page
    assert client.get(reverse("guidelines:version-publish", args=here)).status_code == 200
    publish = reverse("guidelines:version-publish", args=here)
    assert b"Everybody reads this above the text" in client.post(publish).content
    client.post(publish, {"without_consent": "We have no works council."})
    address = reverse("guidelines:guideline-detail", args=here)
    page = reader.get(address).content.decode()
    assert "<strong>this</strong>" in page
    assert "Doe" in reader.get(address, {"language": "nl"}).content.decode()
    assert b"Put a tick if you have read it" in reader.post(address).content
    done = reader.post(address, {"is_read": "on"}, follow=True).content.decode()
    assert "You read this version." in done
    coverage = client.get(reverse("guidelines:coverage", args=here)).content.decode()
    assert "too few people to show" in coverage
    assert colleague.email not in coverage
    assert "<td>Colleague" not in coverage


@pytest.fixture
def published(owner, now):
    version = actions.create_starter_guideline(by=owner, at=now)
    actions.publish_version(version=version, by=owner, at=now)
    return version


def test_changes_are_struck_out_and_marked(published, owner, colleague, client_of, now):
    draft = actions.start_draft(guideline=published.guideline, by=owner, at=now)
    actions.edit_clause(clause=draft.clauses.first(), text_en="Totally <b>different</b>.")
    address = reverse("guidelines:version-compare", args=[draft.guideline_id, 2])
    page = client_of(owner).get(address).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert "<b>different" not in page
    assert client_of(colleague).get(address).status_code == 404


@pytest.mark.parametrize(
    "name", ["draft-detail", "version-publish", "clause-add", "coverage", "draft-delete"]
)
def test_employees_do_not_write_guidelines(published, colleague, client_of, name):
    address = reverse(f"guidelines:{name}", args=[published.guideline_id])
    assert client_of(colleague).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_the_screens_stay_within_their_queries(
    published, owner, client_of, now, django_assert_max_num_queries
):
    for _ in range(5):
        actions.create_starter_guideline(by=owner, at=now)
    client = client_of(owner)
    for name, args, most in [
        ("guideline-list", [], 11),
        ("guideline-detail", [published.guideline_id], 14),
        # The gateway reads its memory of every group before it tells a new figure.
        ("coverage", [published.guideline_id], 32),
        ("version-compare", [published.guideline_id, 1], 10),
    ]:
        with django_assert_max_num_queries(most):
            assert client.get(reverse(f"guidelines:{name}", args=args)).status_code == 200


def test_a_deleted_first_draft_takes_the_guideline_along(owner, client_of, now):
    draft = actions.create_starter_guideline(by=owner, at=now)
    client_of(owner).post(reverse("guidelines:draft-delete", args=[draft.guideline_id]))
    assert not queries.guidelines_listed(with_drafts=True).exists()
