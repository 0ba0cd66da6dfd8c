import copy
import datetime as dt

import pytest

from klankbord.core.flow import StepKind
from klankbord.core.flow.chart import Action, Check, Question, guard_of
from klankbord.people.models import Role
from klankbord.reputation.flowcharts import actions, walking
from klankbord.reputation.flowcharts.queries import standing_of


@pytest.fixture
def manager(member_with):
    return member_with(Role.MANAGER)


@pytest.fixture
def responder(member_with):
    return member_with(Role.RESPONDER)


@pytest.fixture
def approver(member_with):
    return member_with(Role.APPROVER)


@pytest.fixture
def draft(manager, now):
    return actions.create_shipped_flow(name="short", by=manager, at=now)


@pytest.fixture
def published(draft, manager, now):
    actions.publish_version(version=draft, by=manager, at=now)
    return draft


@pytest.fixture
def document(draft):
    return copy.deepcopy(draft.document)


@pytest.fixture
def walk(responder, now):
    """Take a new case through a flow, a minute a step, with these answers."""

    def through(version, answers, *, platform="mail", findings=None, at=now):
        run = walking.start_run(version=version, platform=platform, by=responder, at=at)
        while run.ended_at is None:
            standing = standing_of(run)
            node = standing.node
            if isinstance(node, Question) and node.id not in answers:
                return run
            at += dt.timedelta(minutes=1)
            taken = {"run": run, "by": responder, "at": at, "node": node.id}
            match node:
                case Question():
                    choice = answers[node.id]
                    walking.take_step(
                        kind=StepKind.ANSWERED, choice=choice, findings=findings, **taken
                    )
                case Check():
                    walking.tick_all(items=[item.id for item in node.items], **taken)
                case Action():
                    assert not guard_of(node).approval
                    walking.take_step(kind=StepKind.ACTED, **taken)
        return run

    return through
