import datetime as dt

import pytest

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.models import Group


@pytest.fixture
def open_group(owner, now) -> Group:
    return actions.create_group(
        name="Ask a colleague", description="Questions", kind=Group.Kind.OPEN, by=owner, at=now
    )


@pytest.fixture
def closed_group(owner, now) -> Group:
    return actions.create_group(
        name="Reorganisation", description="Quiet", kind=Group.Kind.CLOSED, by=owner, at=now
    )


@pytest.fixture
def later(now):
    return lambda minutes: now + dt.timedelta(minutes=minutes)
