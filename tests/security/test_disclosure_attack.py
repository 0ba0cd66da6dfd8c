"""Somebody with the staff directory asks for twelve weeks, in several rooms, about one person.

They ask for nested groups, for everybody but that person, for small leftovers, and look what
changes when people join and leave. Then they make the best guess that the figures allow (Bayes,
all figures at once). Without the gateway they are right nearly always; with it they do no better
than by reading one table, and cannot pick the person out of ten.
"""

import datetime as dt
import re
from dataclasses import dataclass, field, fields

import numpy as np
import pytest
from django.apps import apps
from django.db import models

from klankbord.trust.disclosure import actions
from klankbord.trust.disclosure.decision import Candidate, Choice, Memory, Told, choices
from klankbord.trust.disclosure.request import (
    Answer,
    Figure,
    Kind,
    Measure,
    Reason,
    Refusal,
    Request,
)
from klankbord.trust.disclosure.rounding import figure_of
from klankbord.trust.disclosure.separation import Cells

N_RUNS = 1_000
N_WEEKS = 12
LEAST = 10
READ = Measure("guidelines.read", Kind.SHARE)
SIZES = (4, 7, 12, 16, 23, 31, 40)
SURE = 0.01  # the width of an exact figure
EVEN = 1e-6
N_CONTROLS = 200


@dataclass
class Attack:
    """One organisation through twelve weeks: about whom was told, and about whom was asked."""

    random: np.random.Generator
    target: int
    n_ever: int
    told: list[Told] = field(default_factory=list)
    asked: list[np.ndarray] = field(default_factory=list)
    cells: Cells = field(default_factory=lambda: Cells.of([]))
    first_table: int = 0

    def ask(self, week, partition, groups):
        """One question to the gateway; what it decides does not depend on any value."""
        sets = {label: np.array(sorted(group), dtype=np.uint64) for label, group in groups.items()}
        self.asked += [people for people in sets.values() if len(people)]
        decided = choices(
            kind=Kind.SHARE,
            partition=partition,
            candidates={label: Candidate(people, 0) for label, people in sets.items()},
            known=np.unique(np.concatenate(list(sets.values()))),
            memory=Memory(self.told, self.cells),
            least=LEAST,
        )
        known = {told.people.tobytes() for told in self.told}
        for label, choice in decided.items():
            if isinstance(choice, Choice) and choice.people.tobytes() not in known:
                self.told.append(Told(partition, label, str(week), choice.people))
                self.cells = self.cells.split_by(choice.people)
        self.first_table = self.first_table or len(self.told)


def figures(values, sets):
    """What the gateway shows over these sets: sums, each with the width of its rounding."""
    seen = []
    for people in sets:
        figure = figure_of(READ, values[people.astype(int)].tolist())
        step = 0.05 if len(people) < 50 else 0.01
        width = step * len(people) / np.sqrt(12) * (3 if figure.edge else 1)
        seen.append((people, figure.value * len(people), width))
    return seen


def exact(values, sets):
    """What would be seen without a gateway."""
    return [(people, values[people.astype(int)].sum(), SURE) for people in sets]


def beliefs(n_ever, seen):
    """The best linear estimate of every bit, from figures with their rounding as noise."""
    inside = np.zeros((len(seen), n_ever))
    for row, (people, _, _) in enumerate(seen):
        inside[row, people.astype(int)] = 1
    noise = np.diag([width**2 for _, _, width in seen])
    surprise = np.array([total for _, total, _ in seen]) - inside.sum(axis=1) / 2
    return 0.5 + inside.T @ np.linalg.solve(inside @ inside.T / 4 + noise, surprise) / 4


def is_bit_guessed(run, values, seen):
    belief = beliefs(run.n_ever, seen)[run.target] - 0.5
    guess = belief > 0 if abs(belief) > EVEN else run.random.random() < 0.5
    return bool(guess) == bool(values[run.target])


def is_person_found(run, seen):
    belief = beliefs(run.n_ever, seen)
    return run.random.choice(np.flatnonzero(belief >= belief.max() - EVEN)) == run.target


def attack(seed):
    random = np.random.default_rng(seed)
    n_ever = sum(SIZES) + 3 * N_WEEKS
    department = np.repeat(np.arange(len(SIZES)), SIZES)
    department = np.concatenate([department, random.integers(0, len(SIZES), 3 * N_WEEKS)])
    place = random.integers(0, 3, n_ever)
    here, joins = set(range(sum(SIZES))), iter(range(sum(SIZES), n_ever))
    run = Attack(random, int(random.integers(0, sum(SIZES))), n_ever)
    leaves_in = int(random.integers(4, N_WEEKS))
    for week in range(N_WEEKS):
        if week:
            here |= {next(joins) for _ in range(random.integers(0, 3))}
            others = sorted(here - {run.target})
            here -= set(random.choice(others, random.integers(0, 3), replace=False).tolist())
        if week == leaves_in:
            here -= {run.target}
        questions(run, week, here, department, place)
    return run


def questions(run, week, here, department, place):
    """What a curious manager with every room's figures could ask in one week."""
    random, target = run.random, run.target
    tables = {f"d{at}": {each for each in here if department[each] == at} for at in range(7)}
    places = {f"p{at}": {each for each in here if place[each] == at} for at in range(3)}
    own = tables[f"d{department[target]}"]
    run.ask(week, "department", {"": here, **tables})
    run.ask(week, "newsletter readers", {"": here - {target}, **places})
    run.ask(week, "all but one", {"own": own - {target}, "all": here - {target}})
    crowd = set(random.choice(sorted(here), random.integers(10, 40), replace=False).tolist())
    run.ask(week, "clicks", {"with": crowd | {target}, "without": crowd - {target}})
    run.ask(week, "both", {"rest": here - own, "two": own | places["p0"], "left": own & crowd})


@pytest.fixture(scope="module")
def runs():
    return [attack(seed) for seed in range(N_RUNS)]


def people_of(told):
    return [each.people for each in told]


def rate(outcomes):
    outcomes = list(outcomes)
    return sum(outcomes) / len(outcomes)


def doubt(chance, n=N_RUNS):
    """Three standard errors of a rate."""
    return 3 * np.sqrt(chance * (1 - chance) / n)


def test_twelve_weeks_tell_no_more_of_a_person_than_one_table(runs):
    by_table, by_all, by_raw = [], [], []
    for run in runs:
        values = run.random.integers(0, 2, run.n_ever).astype(float)
        table, told = people_of(run.told[: run.first_table]), people_of(run.told)
        by_table.append(is_bit_guessed(run, values, figures(values, table)))
        by_all.append(is_bit_guessed(run, values, figures(values, told)))
        if len(by_raw) < N_CONTROLS:
            by_raw.append(is_bit_guessed(run, values, exact(values, run.asked)))
    assert rate(by_raw) > 0.95, "the attack must be able to succeed, or this says nothing"
    shown = f"{rate(by_all):.3f} after twelve weeks, {rate(by_table):.3f} from one table"
    assert rate(by_all) - rate(by_table) <= doubt(0.5), shown


def test_the_seeded_person_cannot_be_picked_out_of_ten(runs):
    found, found_raw = [], []
    for run in runs:
        values = np.zeros(run.n_ever)
        values[run.target] = 1
        found.append(is_person_found(run, figures(values, people_of(run.told))))
        if len(found_raw) < N_CONTROLS:
            found_raw.append(is_person_found(run, exact(values, run.asked)))
    assert rate(found_raw) > 0.95
    assert rate(found) <= 1 / LEAST + doubt(1 / LEAST), f"found {rate(found):.3f}"


def test_everybody_stays_one_of_ten_whom_nothing_tells_apart(runs):
    assert min(Cells.of(people_of(run.told)).sizes.min() for run in runs) >= LEAST
    assert min(len(run.told) for run in runs) >= 4, "it must also tell something"


WEEK = dt.timedelta(weeks=1)


def question(now, *, yes, week=0, partition="department", members=40):
    keys = [f"member:{number}" for number in range(members)]
    return Request(
        measure=READ,
        partition=partition,
        round=f"week {week}",
        closes_at=now + week * WEEK,
        groups={"": keys},
        values=dict.fromkeys(keys[:yes], 1.0),
    )


@pytest.mark.django_db
def test_looking_just_before_and_just_after_a_click_shows_nothing(now):
    moment = now - dt.timedelta(seconds=1)
    before = actions.disclose(request=question(now, yes=20), at=moment)
    after = actions.disclose(request=question(now, yes=21), at=moment)
    assert before == after == Refusal(Reason.ROUND_RUNNING)
    first = actions.disclose(request=question(now, yes=20), at=now)
    again = actions.disclose(request=question(now, yes=32), at=now + dt.timedelta(seconds=1))
    assert first == again
    closing = question(now + dt.timedelta(minutes=1), yes=33)
    too_soon = Request(**{**vars(closing), "round": "another"})
    asked = actions.disclose(request=too_soon, at=now + WEEK)
    assert asked == Refusal(Reason.ROUND_TOO_SHORT)


@pytest.mark.django_db
def test_whether_there_is_a_figure_says_nothing_about_the_values(now):
    """Refusals depend on who is in a group, which the directory tells anyway."""
    for week, yes in enumerate((0, 1, 20, 39, 40)):
        answer = actions.disclose(request=question(now, yes=yes, week=week), at=now + 6 * WEEK)
        assert isinstance(answer.figures[""], Figure)
        assert 0.05 <= answer.figures[""].value <= 0.95


def test_an_answer_has_no_rows():
    """What leaves the gateway are figures by group label: no member, no count, no moment."""
    assert {each.name for each in fields(Answer)} == {"round", "closed_on", "figures"}
    assert {each.name for each in fields(Figure)} == {"value", "n_about", "edge", "cohort"}
    assert {each.name for each in fields(Refusal)} == {"reason", "least"}


VERDICT = re.compile(
    r"scor|rank|rating|sentiment|emotion|mood|stance|risk|flag|influence|predict|probab|"
    r"confiden|label|class|embedding|vector|productiv|engagement|activity|response_time",
)
MEMBER = "people.Member"


def about_employees():
    """Every table with a row for a member, and the member itself."""
    for model in apps.get_models():
        if not model.__module__.startswith("klankbord."):
            continue
        own = [each for each in model._meta.get_fields() if not each.auto_created]
        targets = {each.related_model._meta.label for each in own if each.related_model}
        if model._meta.label == MEMBER or MEMBER in targets:
            yield model, own


def test_no_score_flag_or_model_output_is_stored_of_an_employee():
    tables = list(about_employees())
    assert len(tables) > 5
    for model, own in tables:
        for each in own:
            assert not VERDICT.search(each.name), f"{model._meta.label}.{each.name}"
            assert not isinstance(each, models.FloatField | models.DecimalField), each
