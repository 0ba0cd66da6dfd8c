"""Drafts, publications and acknowledgements."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.ambassadors.guidelines import actions, queries
from klankbord.ambassadors.guidelines.comparison import compare_texts
from klankbord.ambassadors.guidelines.linting.queries import lint_of
from klankbord.ambassadors.guidelines.models import Acknowledgement, Clause
from klankbord.core.guidelines.difference import Difference
from klankbord.people.models import Role
from klankbord.trust.models import AuditEntry


@pytest.fixture
def draft(owner, now):
    return actions.create_starter_guideline(by=owner, at=now)


@pytest.fixture
def published(draft, owner, now):
    actions.publish_version(version=draft, by=owner, at=now)
    return draft


def test_the_starter_is_complete_in_both_languages(draft):
    clauses = list(queries.clauses_of(draft))
    assert len(clauses) == 14
    for clause in clauses:
        assert all((clause.title_nl, clause.title_en, clause.text_nl, clause.text_en))
        assert all((clause.reason_nl, clause.reason_en, clause.owner, clause.review_on))
    assert lint_of(clauses, on=draft.created_at.date()).n_remarks == 0


def test_publishing_is_once_and_in_the_log(draft, owner, now):
    actions.publish_version(version=draft, by=owner, at=now)
    with pytest.raises(actions.VersionAlreadyPublished):
        actions.publish_version(version=draft, by=owner, at=now)
    assert AuditEntry.objects.filter(act="guidelines.published").count() == 1
    clause = draft.clauses.first()
    for change in (
        lambda: actions.edit_clause(clause=clause, text_en="x"),
        lambda: actions.delete_clause(clause=clause),
        lambda: actions.move_clause(clause=clause, to=3),
        lambda: actions.add_clause(version=draft, title_nl="x"),
        lambda: actions.delete_draft(version=draft, by=owner, at=now),
    ):
        with pytest.raises(actions.VersionAlreadyPublished):
            change()


def test_a_version_without_a_text_is_not_published(draft, owner, now):
    actions.edit_clause(clause=draft.clauses.first(), text_nl="")
    with pytest.raises(actions.VersionIncomplete):
        actions.publish_version(version=draft, by=owner, at=now)


def test_only_changed_clauses_are_asked_again(published, owner, colleague, now):
    n_all = published.clauses.count()
    assert actions.acknowledge_version(version=published, by=colleague, at=now) == n_all
    assert actions.acknowledge_version(version=published, by=colleague, at=now) == 0
    draft = actions.start_draft(guideline=published.guideline, by=owner, at=now)
    assert actions.start_draft(guideline=published.guideline, by=owner, at=now) == draft
    changed = draft.clauses.get(number=4)
    actions.edit_clause(clause=changed, text_en="Something else.")
    actions.move_clause(clause=draft.clauses.get(number=1), to=3)
    actions.delete_clause(clause=draft.clauses.get(number=7))
    actions.publish_version(version=draft, by=owner, at=now)
    assert queries.clauses_to_read(draft, colleague) == {changed.pk}
    assert queries.guidelines_to_read(colleague) == {draft.guideline_id}
    assert actions.acknowledge_version(version=draft, by=colleague, at=now) == 1
    assert not queries.guidelines_to_read(colleague)
    assert Acknowledgement.objects.filter(member=colleague).count() == n_all + 1


def test_clauses_keep_their_order_without_gaps(draft):
    first, last = draft.clauses.first(), draft.clauses.last()
    n_all = draft.clauses.count()
    actions.move_clause(clause=last, to=1)
    actions.move_clause(clause=Clause.objects.get(pk=first.pk), to=99)
    actions.delete_clause(clause=draft.clauses.get(number=5))
    numbers = list(draft.clauses.values_list("number", flat=True))
    assert numbers == list(range(1, n_all))
    assert [draft.clauses.first(), draft.clauses.last()] == [last, first]


def test_changes_show_words_that_came_and_went(published, owner, now):
    draft = actions.start_draft(guideline=published.guideline, by=owner, at=now)
    actions.edit_clause(clause=draft.clauses.get(number=1), title_en="Why we do this")
    actions.delete_clause(clause=draft.clauses.get(number=2))
    actions.add_clause(version=draft, title_nl="n", title_en="e", text_nl="n", text_en="e")
    states = [each.state for each in queries.clause_changes(draft, "en")]
    assert states[0] == "changed"
    assert states.count("same") == published.clauses.count() - 2
    assert states[-2:] == ["new", "gone"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_comparison_loses_no_letter(old, new):
    pieces = compare_texts(old, new)
    assert "".join(each.text for each in pieces if each.state != "new") == old
    assert "".join(each.text for each in pieces if each.state != "gone") == new


def test_the_share_counts_who_read_every_clause(published, owner, make_member, now):
    for n in range(11):
        member = make_member(f"M{n}", Role.EMPLOYEE)
        if n < 6:
            actions.acknowledge_version(version=published, by=member, at=now)
    Acknowledgement.objects.filter(member__name="M0").first().delete()
    later = now + dt.timedelta(weeks=1)
    assert queries.guideline_figures(at=now).share_acknowledged is None
    figures = queries.guideline_figures(at=later)
    assert (figures.n_published, figures.n_drafts) == (1, 0)
    assert figures.share_acknowledged.n_members == 10  # about: 12
    assert figures.share_acknowledged.percent == 40  # 5 of 12
    actions.acknowledge_version(version=published, by=owner, at=later)
    coverage = queries.coverage_of(published, at=later)
    assert coverage.total.percent == 40  # the same week has the same answer
    assert coverage.departments["Communicatie"].percent == 40


def test_no_figures_without_a_publication_or_under_ten(draft, owner, now):
    assert queries.guideline_figures(at=now + dt.timedelta(weeks=1)).share_acknowledged is None
    actions.publish_version(version=draft, by=owner, at=now)
    assert queries.guideline_figures(at=now + dt.timedelta(weeks=1)).share_acknowledged is None


@pytest.fixture
def next_draft(published, owner, colleague, now):
    actions.acknowledge_version(version=published, by=colleague, at=now)
    return actions.start_draft(guideline=published.guideline, by=owner, at=now)


def test_an_editorial_change_asks_nobody(next_draft, owner, colleague, now):
    clause = next_draft.clauses.get(number=4)
    better = clause.text_en.replace("you work here", "you **work** here").replace(
        "speak for the organisation", "speak for the organiastion"
    )
    actions.edit_clause(clause=clause, text_en=better)
    states = {each.clause.number: each.state for each in queries.clause_changes(next_draft, "en")}
    assert states[4] == "editorial"
    actions.publish_version(version=next_draft, by=owner, at=now)
    assert queries.clauses_to_read(next_draft, colleague) == set()
    # The next one is compared with these words, and the agreement is still the first one.
    third = actions.start_draft(guideline=next_draft.guideline, by=owner, at=now)
    assert third.clauses.get(number=4).wording == clause.wording


def test_a_material_change_in_one_language_asks_about_that_clause(
    next_draft, owner, colleague, now
):
    clause = next_draft.clauses.get(number=9)
    actions.edit_clause(clause=clause, text_nl=clause.text_nl.replace("72 uur", "24 uur"))
    [change] = [each for each in queries.clause_changes(next_draft, "nl") if each.state != "same"]
    assert (change.clause.number, change.state) == (9, "changed")
    assert [str(each) for each in change.why] == ["a number"]
    actions.publish_version(version=next_draft, by=owner, at=now)
    assert queries.clauses_to_read(next_draft, colleague) == {clause.pk}


def test_the_author_may_say_otherwise_with_a_reason(next_draft, owner, colleague, now):
    clause = next_draft.clauses.get(number=9)
    actions.edit_clause(clause=clause, text_en=f"{clause.text_en} Thank you for reading on.")
    say = {"clause": clause, "difference": Difference.EDITORIAL, "by": owner, "at": now}
    with pytest.raises(actions.ReasonMissing):
        actions.say_of_change(**say, reason=" ")
    actions.say_of_change(**say, reason="Only a word of thanks")
    assert AuditEntry.objects.filter(act="guidelines.change-said").count() == 1
    change = queries.clause_changes(next_draft, "en")[8]
    assert (change.state, change.clause.change_reason) == ("editorial", "Only a word of thanks")
    actions.publish_version(version=next_draft, by=owner, at=now)
    assert queries.clauses_to_read(next_draft, colleague) == set()


def test_what_the_author_said_holds_for_those_words_only(next_draft, owner, now):
    clause = next_draft.clauses.get(number=9)
    actions.edit_clause(clause=clause, text_en=f"{clause.text_en} Thank you.")
    actions.say_of_change(
        clause=clause, difference=Difference.EDITORIAL, reason="Thanks", by=owner, at=now
    )
    actions.edit_clause(clause=clause, owner=None)
    assert clause.change_reason == "Thanks"
    actions.edit_clause(clause=clause, text_en=clause.text_en.replace("72", "24"))
    assert clause.change_reason == ""
    assert queries.clause_changes(next_draft, "en")[8].state == "changed"


def test_a_clause_that_comes_back_is_new(next_draft, owner, now):
    clause = next_draft.clauses.get(number=9)
    key, words = clause.key, clause.words
    actions.delete_clause(clause=clause)
    actions.publish_version(version=next_draft, by=owner, at=now)
    third = actions.start_draft(guideline=next_draft.guideline, by=owner, at=now)
    names = ("title_nl", "title_en", "text_nl", "text_en")
    actions.add_clause(version=third, key=key, **dict(zip(names, words, strict=True)))
    assert queries.clause_changes(third, "en")[-1].state == "new"
