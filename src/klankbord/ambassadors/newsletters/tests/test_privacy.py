"""No edition ever proposes, sends or shows words of a closed group."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klankbord.ambassadors.community import actions as community
from klankbord.ambassadors.community.models import Group
from klankbord.ambassadors.newsletters import actions, letters
from klankbord.ambassadors.newsletters.models import Edition


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kinds=st.lists(st.sampled_from(["open", "closed"]), min_size=1, max_size=5))
def test_only_open_groups_are_proposed(kinds, colleagues, owner, now):
    Group.objects.all().delete()
    Edition.objects.all().delete()
    for number, kind in enumerate(kinds):
        member = colleagues[number]
        group = community.create_group(
            name=f"Group {number}", description="", kind=kind, by=member, at=now
        )
        community.write_post(group=group, text=f"word{number} here", by=member, at=now)
    edition = actions.create_edition(title="n", language="nl", by=owner, at=now)
    letter = letters.write_letter(edition)
    for number, kind in enumerate(kinds):
        is_in = f"word{number}" in letter.html
        assert is_in == (f"word{number}" in letter.text) == (kind == "open")


def test_a_group_that_closes_takes_its_words_out_of_the_archive(
    edition, talk, owner, colleague, client_of, now
):
    actions.publish_edition(edition=edition, by=owner, at=now)
    reader = client_of(colleague)
    here = reverse("newsletters:edition-detail", args=[edition.pk])
    assert "Story 0" in reader.get(here).content.decode()
    community.edit_group(
        group=talk, name=talk.name, description="", kind="closed", by=owner, at=now
    )
    for address in (here, "/api/v1/newsletters/editions"):
        assert "Story" not in reader.get(address).content.decode()
