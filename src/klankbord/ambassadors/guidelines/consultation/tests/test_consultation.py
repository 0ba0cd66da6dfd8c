"""A consultation from its first day to the consent of the works council."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.guidelines import actions as guidelines
from klankbord.ambassadors.guidelines import rights
from klankbord.ambassadors.guidelines.consultation import actions, queries
from klankbord.ambassadors.guidelines.consultation.models import ClauseComment, Consent
from klankbord.ambassadors.guidelines.consultation.queries import ConsentState
from klankbord.core.guidelines.difference import Difference
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry

FIRST, LAST = dt.date(2026, 3, 10), dt.date(2026, 3, 31)


@pytest.fixture
def draft(owner, now):
    return guidelines.create_starter_guideline(by=owner, at=now)


@pytest.fixture
def council(make_member):
    return make_member("Council", Role.COUNCIL)


@pytest.fixture
def consultation(draft, owner, now):
    return actions.open_consultation(
        version=draft, opens_on=FIRST, closes_on=LAST, by=owner, at=now
    )


@pytest.fixture
def comment(consultation, draft, colleague):
    return say(consultation, draft, colleague)


def say(consultation, draft, by, number=9, on=FIRST, **values):
    clause = draft.clauses.get(number=number)
    values = {"text": "Make it three days.", "is_named": True} | values
    return actions.write_comment(consultation=consultation, clause=clause, by=by, on=on, **values)


def end(consultation, owner, now, on=LAST + dt.timedelta(days=1)):
    actions.close_consultation(consultation=consultation, by=owner, at=now, on=on)


@pytest.mark.parametrize("on", [FIRST - dt.timedelta(days=1), LAST + dt.timedelta(days=1)])
def test_nobody_speaks_outside_the_period(consultation, draft, colleague, on):
    with pytest.raises(actions.ConsultationClosed):
        say(consultation, draft, colleague, on=on)
    assert not ClauseComment.objects.exists()


def test_without_a_name_nobody_knows_who(consultation, draft, colleague):
    comment = say(consultation, draft, colleague, is_named=False)
    assert comment.author is None
    assert str(colleague.pk) not in {each.actor for each in AuditEntry.objects.all()}
    assert not AuditEntry.objects.filter(actor=f"member:{colleague.pk}").exists()
    fields = {field.name for field in ClauseComment._meta.get_fields()}
    assert not fields & {"department", "session", "written_at", "ip"}


def test_the_council_speaks_as_the_council(consultation, draft, council):
    comment = say(consultation, draft, council, is_named=False)
    assert (comment.is_council, comment.author) == (True, council)


def test_nothing_ends_over_somebodys_head(consultation, comment, owner, now):
    with pytest.raises(actions.ConsultationUnfinished) as refused:
        end(consultation, owner, now)
    assert refused.value.n_waiting == 1
    actions.answer_comment(
        comment=comment, outcome="taken", answer="Three days it is.", by=owner, at=now
    )
    with pytest.raises(actions.ConsultationUnfinished) as refused:
        end(consultation, owner, now, on=LAST)
    assert refused.value.until == LAST
    end(consultation, owner, now)
    consultation.refresh_from_db()
    assert consultation.closed_by == owner
    with pytest.raises(actions.ConsultationClosed):
        actions.answer_comment(comment=comment, outcome="not-taken", answer="No.", by=owner, at=now)
    with pytest.raises(actions.ConsultationRefused):
        actions.open_consultation(
            version=consultation.version, opens_on=FIRST, closes_on=LAST, by=owner, at=now
        )


def test_who_ends_and_who_speaks_wait_for_each_other(consultation, draft, colleague, owner, now):
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with CaptureQueriesContext(connection) as ending:
        end(consultation, owner, now)
    asked = [each["sql"] for each in ending if each["sql"].startswith("SELECT")]
    assert 'FROM "guidelines_consultation"' in asked[0]
    assert asked[0].endswith(lock)
    assert "COUNT(" in asked[1]
    with CaptureQueriesContext(connection) as speaking, pytest.raises(actions.ConsultationClosed):
        say(consultation, draft, colleague)
    reads = [each["sql"] for each in speaking if 'FROM "guidelines_consultation"' in each["sql"]]
    assert reads[-1].endswith(lock)


@pytest.mark.parametrize("today", [LAST, LAST + dt.timedelta(days=1)])
def test_the_last_day_is_a_whole_day(consultation, draft, owner, client_of, monkeypatch, today):
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)
    here = [draft.guideline_id, draft.number]
    page = client_of(owner).get(reverse("guidelines:consultation-detail", args=here))
    assert page.context["may_close"] is (today > LAST)
    client_of(owner).post(reverse("guidelines:consultation-close", args=here))
    consultation.refresh_from_db()
    assert (consultation.closed_at is not None) is (today > LAST)


def test_a_comment_stays_when_its_clause_goes(consultation, comment, draft):
    guidelines.delete_clause(clause=draft.clauses.get(number=9))
    spoken = queries.comments_by_clause(consultation, list(draft.clauses.all()))
    assert (spoken[-1].clause, spoken[-1].title) == (None, comment.clause_title)
    assert spoken[-1].comments == [comment]


def test_own_words_can_be_taken_back_and_others_not(consultation, comment, colleague, stranger):
    actions.remove_comment(comment=comment, by=stranger)
    comment.refresh_from_db()
    assert comment.text
    actions.remove_comment(comment=comment, by=colleague)
    comment.refresh_from_db()
    assert (comment.text, comment.author, comment.is_removed) == ("", None, True)
    assert not queries.comments_waiting(consultation).exists()


def test_a_leaver_takes_the_words_along(consultation, comment, colleague):
    assert [row["text"] for row in rights._own_comments(colleague.pk)] == [comment.text]
    assert rights._remove_comments(colleague.pk) == 1
    comment.refresh_from_db()
    assert (comment.text, comment.is_removed) == ("", True)


def decide(draft, council, now, **values):
    seen = queries.words_seal(draft.clauses.all())
    values = {"is_given": True, "words": "Minutes 12", "seen": seen} | values
    return actions.decide_consent(version=draft, by=council, at=now, **values)


def test_a_consent_is_about_exactly_these_words(draft, council, owner, now):
    assert queries.consent_to(draft).state is ConsentState.NONE
    consent = decide(draft, council, now)
    assert queries.consent_to(draft).state is ConsentState.GIVEN
    clause = draft.clauses.get(number=9)
    assert clause.text_en in {each["text_en"] for each in consent.wordings}
    guidelines.edit_clause(clause=clause, text_en=clause.text_en.replace("72", "24"))
    found = queries.consent_to(draft)
    assert (found.state, found.changed) == (ConsentState.CHANGED, (clause,))
    decide(draft, council, now)
    guidelines.delete_clause(clause=draft.clauses.get(number=11))
    assert queries.consent_to(draft).n_gone == 1


@pytest.fixture
def second(draft, owner, now):
    """The draft of version 2."""
    guidelines.publish_version(version=draft, by=owner, at=now)
    second = guidelines.start_draft(guideline=draft.guideline, by=owner, at=now)
    actions.open_consultation(version=second, opens_on=FIRST, closes_on=LAST, by=owner, at=now)
    return second


def say_better(version, owner, now):
    """Change what a clause asks, and call it a better way to say the same."""
    clause = version.clauses.get(number=9)
    changed = clause.text_en.replace("72", "24")
    assert changed != clause.text_en
    wording = clause.wording
    guidelines.edit_clause(clause=clause, text_en=changed)
    guidelines.say_of_change(
        clause=clause, difference=Difference.EDITORIAL, reason="Easier to read", by=owner, at=now
    )
    assert clause.wording == wording
    return clause


def test_a_change_that_is_called_editorial_is_not_consented_to(second, council, owner, now):
    decide(second, council, now)
    clause = say_better(second, owner, now)
    found = queries.consent_to(second)
    assert (found.state, found.changed, found.n_gone) == (ConsentState.CHANGED, (clause,), 1)
    end(second.consultation, owner, now)
    with pytest.raises(guidelines.ConsentMissing):
        guidelines.publish_version(version=second, by=owner, at=now)


def test_the_council_decides_about_the_words_that_it_saw(second, council, owner, client_of, now):
    client = client_of(council)
    here = reverse("guidelines:consent-decide", args=[second.guideline_id, second.number])
    seen = client.get(here).context["seen"]
    given = {"decision": "given", "words": "", "seen": seen}
    say_better(second, owner, now)
    incomplete = client.post(here, given | {"decision": "withheld"})
    assert incomplete.context["seen"] == seen
    for old in (given, given | {"seen": ""}):
        refused = client.post(here, old)
        assert b"A clause changed while you read." in refused.content
        assert not Consent.objects.exists()
    given["seen"] = refused.context["seen"]
    assert given["seen"] != seen
    assert given["seen"] in refused.content.decode()
    assert client.post(here, given).status_code == 302
    assert queries.consent_to(second).state is ConsentState.GIVEN


def test_only_the_council_consents_and_revokes(draft, council, owner, now):
    with pytest.raises(actions.NotTheCouncil):
        decide(draft, owner, now)
    consent = decide(draft, council, now)
    with pytest.raises(actions.NotTheCouncil):
        actions.revoke_consent(consent=consent, because="x", by=owner, at=now)
    actions.revoke_consent(consent=consent, because="It was read wrongly", by=council, at=now)
    actions.revoke_consent(consent=consent, because="Again", by=council, at=now)
    consent.refresh_from_db()
    assert consent.revoked_because == "It was read wrongly"
    assert queries.consent_to(draft).state is ConsentState.REVOKED
    assert Consent.objects.count() == 1
    assert AuditEntry.objects.filter(act="guidelines.consent-revoked").count() == 1


def test_a_version_holds_after_the_end_and_with_consent(consultation, draft, council, owner, now):
    with pytest.raises(guidelines.ConsultationOpen):
        guidelines.publish_version(version=draft, by=owner, at=now)
    end(consultation, owner, now)
    with pytest.raises(guidelines.ConsentMissing):
        guidelines.publish_version(version=draft, by=owner, at=now)
    decide(draft, council, now, is_given=False, words="Not yet")
    with pytest.raises(guidelines.ConsentMissing):
        guidelines.publish_version(version=draft, by=owner, at=now)
    decide(draft, council, now)
    guidelines.publish_version(version=draft, by=owner, at=now)
    draft.refresh_from_db()
    assert draft.without_consent == ""


def test_a_version_without_consent_says_why(consultation, draft, owner, colleague, now, client_of):
    end(consultation, owner, now)
    guidelines.publish_version(
        version=draft, by=owner, at=now, without_consent="There is no works council here"
    )
    page = client_of(colleague).get(
        reverse("guidelines:guideline-detail", args=[draft.guideline_id])
    )
    assert "There is no works council here" in page.content.decode()


def test_strangers_read_a_consultation_and_no_draft(draft, owner, colleague, client_of, now):
    reader = client_of(colleague)
    here = reverse("guidelines:consultation-detail", args=[draft.guideline_id, 1])
    assert reader.get(here).status_code == 404
    clause = draft.clauses.get(number=1)
    say_here = reverse("guidelines:comment-add", args=[clause.pk])
    assert reader.post(say_here, {"text": "x"}).status_code == 404
    actions.open_consultation(version=draft, opens_on=FIRST, closes_on=LAST, by=owner, at=now)
    assert reader.get(here).status_code == 200
    assert reader.get(say_here).status_code == 200
    draft_page = reverse("guidelines:draft-detail", args=[draft.guideline_id])
    assert reader.get(draft_page).status_code == 403


def test_every_word_and_answer_is_read_by_everybody(  # three people and a page
    consultation, comment, draft, council, owner, stranger, client_of,
    django_assert_max_num_queries,
):  # fmt: skip
    for number in range(1, 15):
        say(consultation, draft, council, number=number, text=f"<b>Clause {number}</b>")
    client = client_of(owner)
    answer = reverse("guidelines:comment-answer", args=[comment.pk])
    assert b"This field is required" in client.post(answer, {"outcome": "taken"}).content
    client.post(answer, {"outcome": "taken", "answer": "Three days it is."})
    here = reverse("guidelines:consultation-detail", args=[draft.guideline_id, 1])
    reader = client_of(stranger)
    with django_assert_max_num_queries(16):
        page = reader.get(here).content.decode()
    assert "Three days it is." in page
    assert "we do this" in page
    assert page.count("The works council") >= 14
    assert "<b>Clause" not in page
    assert "Take back" not in page


def test_ending_too_early_says_why(consultation, comment, draft, owner, client_of):
    close = reverse("guidelines:consultation-close", args=[draft.guideline_id, 1])
    page = client_of(owner).post(close, follow=True).content.decode()
    assert "1 comment has no answer yet." in page


def test_a_period_ends_after_it_begins(draft, owner, client_of):
    address = reverse("guidelines:consultation-open", args=[draft.guideline_id])
    days = {"opens_on": "2026-03-10", "closes_on": "2026-03-09"}
    assert b"Choose a day on or after the first day" in client_of(owner).post(address, days).content


def test_the_council_is_not_asked_for_a_name(consultation, draft, council, colleague, client_of):
    say_here = reverse("guidelines:comment-add", args=[draft.clauses.first().pk])
    assert b"Put my name to it" not in client_of(council).get(say_here).content
    assert b"Put my name to it" in client_of(colleague).get(say_here).content


def test_nothing_is_published_from_a_screen_while_people_speak(
    consultation, draft, owner, client_of
):
    address = reverse("guidelines:version-publish", args=[draft.guideline_id])
    client = client_of(owner)
    assert b"It still runs. End it first." in client.get(address).content
    assert b'type="submit">Publish' not in client.get(address).content
    page = client.post(address, {"without_consent": "Because"}, follow=True)
    assert b"the consultation still runs" in page.content
    draft.refresh_from_db()
    assert draft.is_draft
