"""A red team with everything: the database after every single answer, every export, every page and
the log, and the order and hour in which members answered. They look for what somebody chose.

Two worlds are compared that differ in one thing: two members of one crowd chose the other way
round. If nothing that is kept, told or logged differs, at any moment, it holds nothing of a choice.
"""

import datetime as dt
import json
import logging
import random
import re
from collections import Counter

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.urls import reverse

from klankbord.ambassadors.guidelines import actions as guidelines
from klankbord.ambassadors.guidelines.awareness import actions
from klankbord.ambassadors.guidelines.awareness.crowd import Crowd, by_lot, without_lots
from klankbord.ambassadors.guidelines.awareness.figures import clause_items, reach_of
from klankbord.ambassadors.guidelines.awareness.models import (
    Situation,
    SituationTally,
    SituationTurn,
)
from klankbord.people.models import Member, Role
from klankbord.trust.rights.contract import OWN_DATA

pytestmark = pytest.mark.django_db
CROWD = 10
PASSING = {"people.MemberSession", "people.Tries", "sessions.Session"}  # who is signed in, counters
RANDOM = re.compile(r"[0-9a-f]{16,}|\d+\.\d+")  # keys, and durations


@pytest.fixture(autouse=True)
def _nobody_waits():
    yield
    actions.CROWD.disperse()


@pytest.fixture
def at_work(monkeypatch, now):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    return now


@pytest.fixture
def published(owner, now):
    version = guidelines.create_starter_guideline(by=owner, at=now)
    guidelines.publish_version(version=version, by=owner, at=now)
    return version


@pytest.fixture
def situation(published):
    return Situation.objects.filter(clause__version=published).order_by("clause__number").first()


@pytest.fixture
def people(make_member):
    return [make_member(f"Person {number}", Role.EMPLOYEE) for number in range(CROWD)]


def everything():
    """Every row of every table, without numbers that the database gives out itself."""
    rows = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in PASSING or not model._meta.managed:
            continue
        names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
        rows += [
            (model._meta.label, json.dumps(row, default=repr, sort_keys=True))
            for row in model._default_manager.values(*names)
        ]
    return sorted(rows)


def told(people):
    """All that is exported of each member, and every page of the room that shows figures."""
    return [
        json.dumps(list(data.rows(member.pk)), default=str)
        for member in people
        for data in OWN_DATA.values()
    ]


def walk(world, people, situation, client_of, caplog):
    """Each member answers in a browser; the whole house is copied after each of them."""
    seen = []
    with transaction.atomic(), caplog.at_level(logging.DEBUG):
        caplog.clear()
        page = reverse("guidelines:situation")
        for member, path in zip(people, world, strict=True):
            client = client_of(member)
            asked = {"situation": situation.pk, "n_before": 0}
            client.get(page)
            client.post(page, asked | {"path": path[0]})
            client.post(page, asked | {"path": path, "begun": path[0], "done": "1"})
            seen.append((everything(), told(people)))
        log = RANDOM.sub("#", caplog.text)
        transaction.set_rollback(True)
    actions.CROWD.disperse()
    return seen, log


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_anywhere_tells_what_somebody_chose(
    situation, people, client_of, caplog, monkeypatch, seed
):
    monkeypatch.setattr(actions, "by_lot", lambda path, _paths: path)  # without even this guard
    dice = random.Random(seed)  # noqa: S311  # a test, not a key
    paths = situation.tree.paths
    world = [dice.choice(paths) for _ in people]
    one = dice.randrange(CROWD)
    other = next(at for at, path in enumerate(world) if path != world[one])
    swapped = list(world)
    swapped[one], swapped[other] = world[other], world[one]
    first, first_log = walk(world, people, situation, client_of, caplog)
    second, second_log = walk(swapped, people, situation, client_of, caplog)
    for (rows, out), (rows_too, out_too) in zip(first, second, strict=True):
        assert rows == rows_too
        assert out == out_too
    assert first_log == second_log
    before, after = first[-2][0], first[-1][0]
    assert not [row for row in before if row[0] == SituationTally._meta.label]
    assert len([row for row in after if row[0] == SituationTally._meta.label]) == len(paths)


@pytest.mark.usefixtures("at_work")
def test_without_a_crowd_the_same_team_reads_every_choice(
    situation, people, client_of, caplog, monkeypatch
):
    """The control: counted one by one, the copy after each answer tells what it was."""
    monkeypatch.setattr(actions, "by_lot", lambda path, _paths: path)
    monkeypatch.setattr(actions, "least_for", lambda _kind: 1)
    dice = random.Random(3)  # noqa: S311  # idem
    world = [dice.choice(situation.tree.paths) for _ in people]
    seen, _log = walk(world, people, situation, client_of, caplog)
    guessed, before = [], Counter()
    for rows, _out in seen:
        tallies = [json.loads(row) for label, row in rows if label == SituationTally._meta.label]
        now = Counter({each["path"]: each["n"] for each in tallies})
        guessed += list((now - before).elements())
        before = now
    assert guessed == world


def test_no_table_ties_a_member_to_a_choice():
    """The columns of every table of the room that knows members, named one by one."""
    tied = {
        model._meta.label: {field.name for field in model._meta.concrete_fields}
        for model in apps.get_app_config("guidelines").get_models()
        if any(
            isinstance(field, models.ForeignKey) and field.related_model is Member
            for field in model._meta.concrete_fields
        )
    }
    assert tied["guidelines.SituationTurn"] == {
        "id", "member", "wording", "n_answered", "answered_on", "next_on",
    }  # fmt: skip
    assert tied["guidelines.Acknowledgement"] == {
        "id", "member", "version", "wording", "acknowledged_at",
    }  # fmt: skip
    tally = {field.name for field in SituationTally._meta.concrete_fields}
    assert tally == {"id", "wording", "path", "n"}
    related = [field for field in SituationTally._meta.get_fields() if field.is_relation]
    assert related == []


def test_no_address_for_programs_speaks_of_situations(client, owner, client_of):
    schema = client_of(owner).get("/api/v1/openapi.json").content.decode().lower()
    assert "guidelines" in schema
    assert "situation" not in schema


def test_the_table_shows_no_order_in_which_ways_were_chosen(situation, people, now, monkeypatch):
    """Every way is written in the same order, also one that nobody went."""
    monkeypatch.setattr(actions, "by_lot", lambda path, _paths: path)
    paths = situation.tree.paths
    for member in people:
        actions.answer_situation(
            situation=situation, n_before=0, path=paths[-1], by=member, on=now.date(), at=now
        )
    order = {"sqlite": "rowid", "postgresql": "xmin::text::bigint, ctid"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT path, n FROM guidelines_situationtally ORDER BY {order}")  # noqa: S608  # our own names
        rows = cursor.fetchall()
    assert [path for path, _ in rows] == paths
    assert dict(rows) == dict.fromkeys(paths, 0) | {paths[-1]: CROWD}


def test_a_crowd_is_as_many_different_people_and_forgets():
    crowd = Crowd()
    for _ in range(5):
        assert not crowd.joined(wording="w", path="0", member=1, least=3)
    assert not crowd.joined(wording="w", path="1", member=2, least=3)
    assert not crowd.joined(wording="other", path="1", member=3, least=3)
    assert crowd.joined(wording="w", path="1", member=3, least=3) == {"0": 1, "1": 2}
    assert not crowd.joined(wording="w", path="1", member=4, least=3)


def test_the_lot_hides_a_crowd_that_chose_alike_and_is_taken_out_of_the_figure():
    paths = ["0", "1.0", "1.1", "2"]
    n = 40_000
    counted = Counter(by_lot("0", paths) for _ in range(n))
    # 1 in 4 by lot over 4 ways: 13/16 stay, each other way gets 1/16; six standard errors
    for path, share in (("0", 13 / 16), ("1.0", 1 / 16), ("1.1", 1 / 16), ("2", 1 / 16)):
        assert abs(counted[path] / n - share) < 6 * (share * (1 - share) / n) ** 0.5
    found = without_lots(counted, paths)
    assert abs(found["0"] / n - 1) < 0.03
    assert abs(sum(found.values()) - n) < 1e-6
    assert without_lots({}, paths) == dict.fromkeys(paths, 0.0)


def tallied(situation, **counts):
    SituationTally.objects.bulk_create(
        SituationTally(wording=situation.wording, path=path, n=counts.get(f"p{number}", 0))
        for number, path in enumerate(situation.tree.paths)
    )


def test_figures_are_about_texts_rounded_and_never_all_or_nobody(published, situation):
    assert all(not item.n_about for each in clause_items(published) for item in each.items)
    paths = situation.tree.paths
    fitting = paths[0]
    assert situation.tree.choices[int(fitting[0])].fits
    tallied(situation, p0=40)
    top = clause_items(published)
    item = next(item for each in top for item in each.items if item.situation == situation)
    shares = [way.share.percent for way in item.ways]
    assert shares[0] == 95
    assert min(shares) == 5
    assert not item.is_unclear
    SituationTally.objects.update(n=0)
    last = len(paths) - 1
    SituationTally.objects.filter(path=paths[last]).update(n=40)
    first = clause_items(published)[0]
    assert first.clause == situation.clause
    assert first.is_unclear


def test_a_follow_up_that_few_reached_has_no_figure(published, situation):
    branch = next(at for at, path in enumerate(situation.tree.paths) if "." in path)
    tallied(situation, p0=200, **{f"p{branch}": 20})
    (way,) = [
        way
        for each in clause_items(published)
        for item in each.items
        if item.situation == situation
        for way in item.ways
        if way.then
    ]
    assert way.share is not None
    assert [each.share for each in way.then] == [None, None]


def test_reach_is_told_by_the_gateway_alone(published, make_member, owner, client_of, now):
    members = [make_member(f"Many {number}", department="Groot") for number in range(12)]
    few = [make_member(f"Few {number}", department="Klein") for number in range(3)]
    for number in range(12):
        make_member(f"Other {number}", department="Midden")
    Member.objects.update(joined_at=now - dt.timedelta(days=30))
    clause = published.clauses.first()
    SituationTurn.objects.bulk_create(
        SituationTurn(
            member=member, wording=clause.wording, n_answered=1,
            answered_on=now.date(), next_on=now.date(),
        )
        for member in (*members[:6], *few)
    )  # fmt: skip
    assert reach_of(published, at=now).total is None
    later = now + dt.timedelta(days=8)
    reach = reach_of(published, at=later)
    assert reach.departments["Groot"].percent == 50
    assert reach.departments["Klein"] is None
    page = client_of(owner).get(reverse("guidelines:awareness", args=[published.guideline_id]))
    assert page.status_code == 200
    assert not any(member.name in page.content.decode() for member in (*members, *few))
