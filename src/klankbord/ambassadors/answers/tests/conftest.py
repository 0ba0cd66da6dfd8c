import datetime as dt

import pytest

from klankbord.ambassadors.answers import actions, queries
from klankbord.people.models import Role


@pytest.fixture
def keeper(member_with):
    return member_with(Role.MANAGER)


@pytest.fixture
def seer(make_member):
    return make_member("Seer", Role.EMPLOYEE)


@pytest.fixture
def make_point(keeper, seer, now):
    def make(title="A dry place for bicycles", days=14, owner=None, **fields):
        return actions.raise_point(
            title=title,
            about="They stand in the rain.",
            owner=owner or seer,
            due_on=now.date() + dt.timedelta(days=days),
            by=keeper,
            at=now,
            **fields,
        )

    return make


@pytest.fixture
def point(make_point):
    return make_point()


def answer(kind="done", **fields):
    words = {"text": "There is a roof now.", "because": "Who cycles saves a place."}
    return actions.Answer(kind=kind, **words | fields)


def stands(point):
    return queries.points().get(pk=point.pk).stands
