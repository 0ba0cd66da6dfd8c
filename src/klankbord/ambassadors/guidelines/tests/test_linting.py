"""The lint on the draft screen: remarks beside the clause, and gone when it is better."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from klankbord.ambassadors.guidelines import actions
from klankbord.ambassadors.guidelines.models import Clause

VAGUE_NL = "Vraag het eerst. **Wees altijd professioneel.** Noem de maker."
VAGUE_EN = "- Ask first.\n- Always be **professional**.\n- Name the maker."


@pytest.fixture
def draft(owner, now):
    return actions.create_starter_guideline(by=owner, at=now)


def shown(client, draft, language="en"):
    address = reverse("guidelines:draft-detail", args=[draft.guideline_id])
    return client.get(address, {"language": language}).content.decode()


def test_the_ready_text_leaves_nothing_to_say(draft, owner, client_of):
    page = shown(client_of(owner), draft)
    assert "Nothing stands out" in page
    assert 'class="remark"' not in page


def test_a_remark_stands_beside_its_clause_and_goes_on_saving(draft, owner, client_of):
    client, clause = client_of(owner), draft.clauses.get(number=7)
    values = {
        name: getattr(clause, name)
        for name in ("title_nl", "title_en", "text_nl", "text_en", "reason_nl", "reason_en", "part")
    } | {"owner": owner.pk, "review_on": clause.review_on}
    edit = reverse("guidelines:clause-edit", args=[clause.pk])
    client.post(edit, values | {"text_nl": VAGUE_NL, "text_en": VAGUE_EN})
    page = shown(client, draft)
    section = page[page.index('id="clause-7"') : page.index('id="clause-8"')]
    assert "Everybody reads something else in this" in section
    assert "Say what to do, what to leave, or whom to ask." in section
    assert "<mark>Always be </mark><strong><mark>professional</mark></strong>" in section
    assert "1 remark is about the text in the other language" in re.sub(r"\s+", " ", page)
    dutch = shown(client, draft, "nl")
    assert '<q lang="nl">Wees altijd professioneel.</q>' in dutch
    client.post(edit, values)
    assert "Nothing stands out" in shown(client, draft)


def test_what_is_missing_is_told_above_the_clauses(draft, owner, client_of):
    Clause.objects.filter(version=draft, title_en="Your rights").delete()
    page = shown(client_of(owner), draft)
    above = page[: page.index('id="clause-1"')]
    assert "It names no right to be in a union." in above
    assert "It names no right to report wrongdoing." in above


def test_nobody_and_overdue_are_told(draft, owner, client_of, now):
    long_ago = dt.date.today() - dt.timedelta(days=1)  # noqa: DTZ011  # a day back is enough
    Clause.objects.filter(version=draft, number=1).update(owner=None)
    Clause.objects.filter(version=draft, number=2).update(review_on=long_ago)
    Clause.objects.filter(version=draft, number=3).update(review_on=None)
    page = shown(client_of(owner), draft)
    assert "No colleague answers questions about it." in page
    assert "Look whether it still holds, and choose a new day." in page
    assert "No day to look at it again." in page


def test_a_draft_of_forty_clauses_is_linted_within_its_queries(
    draft, owner, client_of, django_assert_max_num_queries
):
    for number in range(26):
        actions.add_clause(
            version=draft, owner=owner, title_nl=f"N{number}", title_en=f"E{number}",
            text_nl=VAGUE_NL, text_en=VAGUE_EN,
        )  # fmt: skip
    client = client_of(owner)
    with django_assert_max_num_queries(13):  # one of them for all situations together
        assert shown(client, draft).count("Everybody reads something else") == 26
