"""How well we answer, counted so that nobody looks better by waiting."""

import datetime as dt

import pytest

from klankbord.ambassadors.answers import actions, queries
from klankbord.ambassadors.answers.report import paper_of, report_of
from klankbord.ambassadors.answers.tests.conftest import answer
from klankbord.ambassadors.guidelines import actions as guidelines
from klankbord.ambassadors.guidelines.grounds import grounds_of
from klankbord.trust.council.odt import as_odt

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def close(point, by, at, kind="done", number=0, **fields):
    told = answer(kind, **fields)
    return actions.answer_point(point=point, number=number, answer=told, by=by, at=at)


def figures(at):
    return queries.figures_of_year(at=at, on=at.date())


def test_an_empty_house_has_no_figures(keeper, now):
    found = figures(now)
    assert (found.n_points, found.percent_answered, found.median_days) == (0, None, None)


def test_the_median_counts_what_still_waits(make_point, seer, now):
    quick, slow, never = (make_point(title) for title in ("Quick", "Slow", "Never"))
    close(quick, seer, now + 2 * DAY)
    later = now + 50 * DAY
    # One of three in two days: among the answered alone the median would be two.
    assert figures(later).median_days is None
    close(slow, seer, later, "not")
    found = figures(later)
    assert (found.median_days, found.percent_answered, found.n_overdue) == (50, 67, 1)
    assert (found.n_points, found.n_answered, found.n_waiting) == (3, 2, 1)
    assert list(queries.points_of_view("overdue", on=later.date())) == [never]


def test_what_is_worked_on_is_not_answered(point, seer, now):
    close(point, seer, now, "working", until=now.date() + 5 * DAY)
    found = figures(now + DAY)
    assert (found.n_answered, found.n_working, found.n_overdue) == (0, 1, 0)
    assert figures(now + 9 * DAY).n_overdue == 1


def test_an_answer_that_was_none_does_not_count(point, seer, colleague, now):
    close(point, seer, now + DAY)
    actions.reopen_point(point=point, number=1, text="And?", by=colleague, at=now + 5 * DAY)
    assert figures(now + 6 * DAY).n_answered == 0
    close(point, seer, now + 9 * DAY, number=2)
    assert figures(now + 10 * DAY).median_days == 9


@pytest.fixture
def clause(owner, now):
    version = guidelines.create_starter_guideline(by=owner, at=now)
    guidelines.publish_version(
        version=version, by=owner, at=now, without_consent="Not asked in this test"
    )
    return version.clauses.order_by("number")[2]


def test_the_report_goes_by_clause_with_reasons_and_sources(make_point, clause, seer, now):
    bound, loose = make_point("Own account"), make_point("Bicycles")
    late = make_point("Phones", days=1)
    close(bound, seer, now + DAY, clause_key=clause.key, sources="Decision 12")
    close(loose, seer, now + DAY, "not", because="Too dear")
    at = now + 10 * DAY
    found = report_of(since=now.date(), until=at.date(), language="en", at=at)
    assert [chapter.clause for chapter in found.chapters] == [clause, None]
    assert [entry.point for entry in found.chapters[0].entries] == [bound]
    assert [entry.point for entry in found.chapters[1].entries] == [loose, late]
    paper = paper_of(found, at=at)
    words = str(paper.blocks)
    for said in ("Decision 12", "Too dear", "9 days overdue", "There is no answer yet"):
        assert said in words
    assert as_odt(paper, language="en").startswith(b"PK")


def test_the_report_keeps_to_its_days(point, seer, now):
    day = now.date()
    before = report_of(since=day - 9 * DAY, until=day - DAY, language="en", at=now)
    assert before.chapters == []
    close(point, seer, now + 40 * DAY)
    # Raised before, answered within: it belongs to both.
    since = day + 30 * DAY
    later = report_of(since=since, until=since + 20 * DAY, language="en", at=now + 60 * DAY)
    assert [entry.point for entry in later.chapters[0].entries] == [point]


def test_a_clause_leads_to_what_colleagues_raised(point, clause, seer, now):
    assert grounds_of([clause.key]) == {}
    close(point, seer, now, clause_key=clause.key)
    [ground] = grounds_of([clause.key])[clause.key]
    assert ground.title == point.title
    assert str(point.pk) in ground.url
