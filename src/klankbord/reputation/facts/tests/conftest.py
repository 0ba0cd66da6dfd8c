import datetime as dt

import pytest

from klankbord.people.models import Role
from klankbord.reputation.facts import actions


@pytest.fixture
def manager(member_with):
    return member_with(Role.MANAGER)


def statement(until, text="Het zwembad gaat om 9 uur open.", **fields):
    words = {"text_nl": text, "text_en": "The pool opens at 9.", "source": "Timetable 2026"}
    return actions.Statement(**words | fields, expires_at=until)


@pytest.fixture
def make_fact(manager, now):
    def make(title="Opening hours of the pool", until=None, **fields):
        return actions.state_fact(
            title=title,
            statement=statement(until or now + dt.timedelta(days=90), **fields),
            owner=manager,
            by=manager,
            at=now,
        ).fact

    return make
