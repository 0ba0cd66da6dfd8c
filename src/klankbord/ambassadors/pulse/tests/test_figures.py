"""What is told against what was answered, worked out here another way."""

import dataclasses

import numpy as np
import pytest

from klankbord.ambassadors.pulse import words
from klankbord.ambassadors.pulse.counting import figure_in, told_of
from klankbord.ambassadors.pulse.instruments import LETTERS, own_instrument
from klankbord.ambassadors.pulse.results import results_of
from klankbord.ambassadors.pulse.tests.conftest import drawn, sheet_of
from klankbord.trust.disclosure.models import DisclosureAnswer
from klankbord.trust.disclosure.request import Figure, Reason, Refusal

pytestmark = pytest.mark.django_db


def table(survey, sheets):
    """Answers as numbers, reversed items turned round, by statistics of our own here."""
    rows = [[LETTERS.index(letter) for letter in sheet] for sheet in sheets.values()]
    found = np.array(rows, dtype=float)
    for place, item in enumerate(survey.items):
        if item.is_reversed:
            found[:, place] = survey.points + 1 - found[:, place]
    return found


def test_means_and_recommending_are_those_of_the_answers_within_their_rounding(told_round):
    survey = own_instrument()
    sheets = drawn(survey, 200, seed=1)
    results = results_of(told_round(survey, sheets))
    rows = table(survey, sheets)
    for place, each in enumerate(results.subjects):
        columns = rows[:, 2 * place : 2 * place + 2]
        assert each.told.mean == pytest.approx(columns.mean(), abs=0.0201)
        assert each.told.low < columns.mean() < each.told.high
        for at, item in enumerate(each.items):
            assert item.told.mean == pytest.approx(columns[:, at].mean(), abs=0.0201)
    promoters, detractors = (rows[:, -1] >= 9).mean(), (rows[:, -1] <= 6).mean()
    assert results.recommend.mean == pytest.approx(promoters - detractors, abs=0.0101)


def test_reliability_of_a_wave_is_that_of_the_answers_within_its_bounds(told_round):
    survey = own_instrument()
    sheets = drawn(survey, 400, seed=2)
    results = results_of(told_round(survey, sheets))
    rows = table(survey, sheets)
    for place, each in enumerate(results.subjects):
        of_two = np.corrcoef(rows[:, 2 * place : 2 * place + 2].T)[0, 1]
        standardised = 2 * of_two / (1 + of_two)  # Spearman and Brown: near alpha for like spreads
        assert each.reliability.low < standardised < each.reliability.high
        assert each.reliability.alpha == pytest.approx(standardised, abs=0.06)


def test_under_fifty_answers_there_is_no_recommending_and_no_reliability(told_round):
    survey = own_instrument()
    under = results_of(told_round(survey, drawn(survey, 49, seed=3)))
    assert under.recommend.refusal == Refusal(Reason.TOO_FEW, 50)
    assert all(each.reliability is None and each.told.mean for each in under.subjects)
    assert "50" in words.recommend_card(under)["refusal"]
    from_fifty = results_of(told_round(survey, drawn(survey, 50, seed=4), number=1))
    assert from_fifty.recommend.mean is not None
    assert all(each.reliability is None for each in from_fifty.subjects)
    from_sixty = results_of(told_round(survey, drawn(survey, 60, seed=4), number=2))
    assert all(each.reliability for each in from_sixty.subjects)


def test_under_ten_answers_there_is_nothing(told_round):
    survey = own_instrument()
    results = results_of(told_round(survey, drawn(survey, 9, seed=5)))
    assert not results.seen
    assert {each.told.refusal for each in results.subjects} == {Refusal(Reason.TOO_FEW, 10)}
    assert "at least 10" in words.headlines(results)[0][1]


def test_nobody_and_no_answer_make_no_figure(told_round, wave):
    survey = own_instrument()
    assert not results_of(told_round(survey, {})).seen
    blank = {f"b{number}": "-" * len(survey.sheet) for number in range(30)}
    assert not results_of(told_round(survey, blank, number=1)).seen


def test_who_skips_one_statement_is_in_no_figure_of_that_subject(told_round):
    """All figures of a subject are about the same sheets, so that no two can be subtracted."""
    survey = own_instrument().with_subjects(["pride"], asks_recommend=False)
    sheets = {f"s{number}": "44" for number in range(20)} | {"left-out": "1-"}
    results = results_of(told_round(survey, sheets))
    (pride,) = results.subjects
    numbers = {pride.told.n, *(each.told.n for each in pride.items)}
    assert numbers == {20}
    assert {pride.told.mean, *(each.told.mean for each in pride.items)} == {4.0}


def test_reversed_statements_are_turned_round(told_round):
    survey = own_instrument().with_subjects(["load"], asks_recommend=False)
    results = results_of(told_round(survey, {f"s{number}": "42" for number in range(60)}))
    assert [each.told.mean for each in results.subjects[0].items] == [4.0, 4.0]


def test_change_is_only_called_so_when_chance_and_rounding_cannot_make_it(told_round):
    survey = own_instrument()
    first = told_round(survey, drawn(survey, 120, seed=6))
    same = told_round(survey, drawn(survey, 120, seed=7), number=1)
    better = told_round(survey, drawn(survey, 120, seed=8, shift=0.6), number=2)
    quiet = results_of(same, earlier=[first])
    assert not quiet.risen
    assert not quiet.fallen
    assert "No clear change" in words.headlines(quiet)[-1][1]
    risen = results_of(better, earlier=[same, first])
    assert len(risen.risen) == len(survey.subjects)
    assert all(len(each.history) == 3 for each in risen.subjects)
    assert "Risen since" in words.headlines(risen)[-1][1]
    fallen = results_of(same, earlier=[better])
    assert fallen.fallen


def test_a_mean_at_the_end_of_its_scale_is_never_told_as_unanimous(told_round):
    survey = own_instrument().with_subjects(["pride"], asks_recommend=True)
    results = results_of(told_round(survey, {f"s{number}": "55A" for number in range(60)}))
    (pride,) = results.subjects
    assert (pride.told.mean, pride.told.edge, pride.told.high) == (4.96, 1, 5.0)
    assert pride.reliability is None or pride.reliability.low < pride.reliability.high
    assert results.recommend.mean == 0.98


def test_nothing_is_told_before_the_close(wave, now):
    survey = own_instrument()
    early = wave(1, at=now)
    told = told_of(survey, drawn(survey, 80, seed=9), early)
    pairs = [*told["subjects"].values(), *told["items"].values(), told["recommend"]]
    assert {figure_in(pair["mean"]) for pair in pairs} == {Refusal(Reason.ROUND_RUNNING)}
    assert not DisclosureAnswer.objects.exists()


def test_every_figure_comes_out_of_the_gateway(wave):
    """What the page computes with is exactly what the gateway remembers to have told."""
    survey = own_instrument()
    told = told_of(survey, drawn(survey, 80, seed=10), wave())
    pairs = [*told["subjects"].values(), *told["items"].values(), told["recommend"]]
    kept = [dataclasses.asdict(figure_in(f)) for pair in pairs for f in pair.values()]
    remembered = [
        dict(figure) for row in DisclosureAnswer.objects.all() for figure in row.figures.values()
    ]
    assert len(kept) == len(remembered) == 2 * (6 + 12 + 1)
    assert sorted(map(str, kept)) == sorted(map(str, remembered))
    assert all(isinstance(figure_in(each), Figure) for each in kept)


def test_the_same_round_told_twice_has_the_same_figures(wave):
    survey = own_instrument()
    first = told_of(survey, drawn(survey, 80, seed=11), wave())
    assert told_of(survey, drawn(survey, 80, seed=12), wave()) == first


def test_a_sheet_reads_back():
    assert sheet_of([1, None, 5], 10) == "1-5A"
