import datetime as dt

import pytest

from klankbord.ambassadors.community import actions as community
from klankbord.ambassadors.community.reactions.giving import toggle_reaction
from klankbord.ambassadors.newsletters import actions
from klankbord.people.models import Role


@pytest.fixture
def colleagues(make_member):
    return [make_member(f"Colleague {n}", Role.EMPLOYEE) for n in range(8)]


@pytest.fixture
def talk(owner, colleagues, now):
    """An open group in which everybody wrote once, the first with most answers."""
    group = community.create_group(name="All", description="", kind="open", by=owner, at=now)
    said_at = now - dt.timedelta(days=2)
    for n, member in enumerate(colleagues):
        community.join_group(group=group, by=member, at=now)
        post = community.write_post(
            group=group, text=f"Story {n}. With **more** [here](https://x.example/?a=1&b=2).",
            by=member, at=said_at,
        )  # fmt: skip
        for reader in colleagues[: 8 - n]:
            if community.Membership.objects.filter(group=group, member=reader).exists():
                toggle_reaction(post=post, kind="thanks", by=reader, at=now)
    return group


@pytest.fixture
def edition(talk, owner, now):
    return actions.create_edition(title="What we talked about", language="en", by=owner, at=now)
