import pytest

from klankbord.people.models import Role
from klankbord.reputation.replies import actions


@pytest.fixture
def keeper(member_with):
    return member_with(Role.MANAGER)


@pytest.fixture
def make_reply(keeper, now):
    def make(title="Opening hours", **fields):
        fields = {"text_en": "We open at [[which hour?]].", **fields}
        return actions.save_reply(by=keeper, at=now, title=title, **fields)

    return make
