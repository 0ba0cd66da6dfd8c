import dataclasses
import datetime as dt

import pytest
from django.utils import translation

from klankbord.trust.disclosure import actions, queries
from klankbord.trust.disclosure.models import DisclosureRound, ToldGroup
from klankbord.trust.disclosure.request import (
    MEMORY,
    Answer,
    Figure,
    Kind,
    Measure,
    Reason,
    Refusal,
    Request,
)
from klankbord.trust.disclosure.sealing import unsealed
from klankbord.trust.disclosure.sentences import refusal_text
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db
READ = Measure("guidelines.read:1", Kind.SHARE)
PRIDE = Measure("pulse.pride", Kind.SCORE, scale=(1, 5))
PARKING = Measure("themes.parking", Kind.THEME)
WEEK = dt.timedelta(weeks=1)


def people(*numbers):
    return [f"member:{number}" for number in range(*numbers)]


@pytest.fixture
def ask(now):
    def ask_for(groups, values=None, *, week=0, measure=READ, partition="department", later=0):
        everybody = sorted(set().union(*groups.values()))
        default = {each: float(at % 2) for at, each in enumerate(everybody)}
        closes_at = now + week * WEEK
        request = Request(
            measure=measure,
            partition=partition,
            round=f"week {week}",
            closes_at=closes_at,
            groups=groups,
            values=default if values is None else values,
        )
        return actions.disclose(request=request, at=closes_at + later * WEEK)

    return ask_for


def reasons(answer):
    return {
        label: figure.reason if isinstance(figure, Refusal) else None
        for label, figure in answer.figures.items()
    }


def test_a_figure_is_rounded_and_tells_no_exact_number(ask):
    answer = ask({"a": people(23)}, dict.fromkeys(people(7), 1.0))
    assert answer.figures == {"a": Figure(0.3, 25)}
    assert answer.closed_on == dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("measure", "n", "is_told"),
    [
        (READ, 9, False),
        (READ, 10, True),
        (PRIDE, 9, False),
        (PRIDE, 10, True),
        (PARKING, 19, False),
        (PARKING, 20, True),
    ],
)
def test_each_kind_has_its_least_number(ask, measure, n, is_told):
    answer = ask({"a": people(n)}, dict.fromkeys(people(n), 2.0), measure=measure)
    assert isinstance(answer.figures["a"], Figure) == is_told


def test_a_score_counts_those_who_answered(ask):
    values = dict.fromkeys(people(9), 4.0)
    assert reasons(ask({"a": people(30)}, values, measure=PRIDE)) == {"a": Reason.TOO_FEW}


def test_a_theme_needs_five_authors(ask):
    many = dict.fromkeys(people(4), 9.0)
    assert reasons(ask({"a": people(30)}, many, measure=PARKING)) == {"a": Reason.TOO_FEW}
    five = dict.fromkeys(people(5), 9.0)
    assert ask({"a": people(30)}, five, measure=PARKING, week=1).figures["a"].value == 45


def test_a_unanimous_score_is_cut_at_the_edge(ask):
    figure = ask({"a": people(12)}, dict.fromkeys(people(12), 5.0), measure=PRIDE).figures["a"]
    assert (figure.value, figure.edge) == (4.8, 1)


def test_a_running_round_tells_nothing(ask):
    assert ask({"a": people(30)}, later=-1) == Refusal(Reason.ROUND_RUNNING)
    assert not ToldGroup.objects.exists()


def test_rounds_follow_each_other_by_a_week(ask):
    ask({"a": people(30)})
    assert ask({"a": people(30)}, week=0.5) == Refusal(Reason.ROUND_TOO_SHORT)
    assert isinstance(ask({"a": people(30)}, week=1), Answer)


def test_the_same_question_has_the_same_answer(ask):
    first = ask({"a": people(30)}, dict.fromkeys(people(15), 1.0))
    assert ask({"a": people(1, 30)}, dict.fromkeys(people(15), 0.0), later=1) == first


def test_a_small_group_takes_the_next_one_along(ask):
    groups = {"": people(84), "a": people(4), "b": people(4, 24), "c": people(24, 84)}
    told = reasons(ask(groups))
    assert told == {"": None, "a": Reason.TOO_FEW, "b": Reason.LEFTOVER, "c": None}


def test_one_more_question_cannot_reveal_a_small_group(ask):
    ask({"": people(40)})
    almost = ask({"all but one": people(1, 40)}, partition="ad hoc")
    assert reasons(almost) == {"all but one": Reason.CHANGED_TOO_LITTLE}
    halves = ask({"x": people(20), "y": people(20, 40)}, partition="halves")
    assert reasons(halves) == {"x": None, "y": None}


def test_another_room_that_shows_the_same_shares_the_memory(ask):
    ask({"": people(40)}, partition="guidelines")
    score = dataclasses.replace(READ, kind=Kind.SCORE)
    told = ask({"": people(1, 40)}, partition="newsletters", measure=score)
    assert reasons(told) == {"": Reason.CHANGED_TOO_LITTLE}


def test_a_newcomer_waits_and_the_earlier_people_are_told_about(ask):
    ask({"a": people(30)}, dict.fromkeys(people(30), 0.0))
    told = ask({"a": people(31)}, dict.fromkeys(people(31), 1.0), week=1).figures["a"]
    assert told.cohort == "week 0"
    assert told.n_about == 30
    ten_more = ask({"a": people(40)}, week=2).figures["a"]
    assert ten_more.cohort == ""


def test_after_a_leaver_nothing_is_told_until_enough_changed(ask):
    ask({"a": people(30)})
    told = ask({"a": people(1, 30)}, dict.fromkeys(people(1, 30), 1.0), week=1)
    assert reasons(told) == {"a": Reason.CHANGED_TOO_LITTLE}
    told = ask({"a": people(10, 50)}, dict.fromkeys(people(10, 50), 1.0), week=2)
    assert reasons(told) == {"a": None}


def test_memory_has_an_end_and_no_answers_after_it(ask):
    ask({"a": people(30)})
    weeks = MEMORY // WEEK + 2
    assert ask({"a": people(30)}, later=weeks) == Refusal(Reason.ROUND_LONG_AGO)
    last = DisclosureRound.objects.get().closes_at + MEMORY
    assert actions.forget_told(at=last - WEEK) == 0
    assert actions.forget_told(at=last) > 0
    assert not ToldGroup.objects.exists()


def test_members_are_not_in_the_memory(ask, settings):
    ask({"a": people(1000, 1030)})
    row = ToldGroup.objects.get()
    assert b"member" not in bytes(row.sealed)
    (people_told,) = unsealed([bytes(row.sealed)], READ.attribute)
    assert len(people_told) == 30
    settings.SECRET_KEY = "another secret than the one before"
    assert ask({"b": people(2000, 2030)}, week=1) == Refusal(Reason.MEMORY_LOST)


def test_a_limit_is_never_under_the_floor(now):
    with pytest.raises(actions.LimitTooLow):
        actions.set_limit(kind=Kind.SHARE, least=4, by="member:1", at=now)
    actions.set_limit(kind=Kind.SHARE, least=5, by="member:1", at=now)
    assert queries.least_for(Kind.SHARE) == 5
    assert AuditEntry.objects.get().detail == {"before": 10, "after": 5}


def test_a_running_round_only_becomes_stricter(ask, now):
    round_ = actions.open_round(measure=READ, round="week 0", closes_at=now)
    actions.set_limit(kind=Kind.SHARE, least=5, by="member:1", at=now)
    assert reasons(ask({"a": people(9)})) == {"a": Reason.TOO_FEW}
    with pytest.raises(actions.RoundOnlyStricter):
        actions.tighten_round(round=round_, least=9, by="member:1", at=now)
    later = actions.open_round(measure=READ, round="week 1", closes_at=now + WEEK)
    actions.tighten_round(round=later, least=40, by="member:1", at=now)
    assert ask({"a": people(39)}, week=1).figures == {"a": Refusal(Reason.TOO_FEW, 40)}


def test_a_stricter_limit_counts_for_the_running_round_too(ask, now):
    actions.open_round(measure=READ, round="week 0", closes_at=now)
    actions.set_limit(kind=Kind.SHARE, least=30, by="member:1", at=now)
    assert reasons(ask({"a": people(29)})) == {"a": Reason.TOO_FEW}


def test_a_week_is_closed_on_monday(now):
    assert queries.week_closed(now) == ("2026-W10", dt.datetime(2026, 3, 8, 23, tzinfo=dt.UTC))
    new_year = dt.datetime(2027, 1, 5, 12, tzinfo=dt.UTC)
    assert queries.week_closed(new_year)[0] == "2026-W53"


def test_every_refusal_is_explained(settings):
    for language in ("en", "nl"):
        with translation.override(language):
            texts = {refusal_text(Refusal(reason, 10)) for reason in Reason}
            assert len(texts) == len(Reason)
            assert not any("%" in text for text in texts)


def test_a_question_costs_few_queries(ask, django_assert_max_num_queries):
    groups = {f"group {at}": people(50 * at, 50 * at + 50) for at in range(20)}
    with django_assert_max_num_queries(22):
        ask(groups)
    with django_assert_max_num_queries(8):
        ask(groups)
