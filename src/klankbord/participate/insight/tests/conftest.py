"""What a process holds of texts does not outlive the mentions of a test."""

import pytest

from klankbord.participate.stories.window import let_go


@pytest.fixture(autouse=True)
def _nothing_at_hand():
    let_go()
    yield
    let_go()
