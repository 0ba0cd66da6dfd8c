import pytest
from django.urls import reverse

from klankbord.ambassadors.community.models import Group
from klankbord.participate.listening.models import Source
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Role
from klankbord.plan.approach import PHASES
from klankbord.plan.queries import next_best_step, plan_measured
from klankbord.plan.steps import State

pytestmark = pytest.mark.django_db


def states(now):
    return {
        each.step.key: each.found.state for phase in plan_measured(at=now) for each in phase.steps
    }


def test_the_plan_has_every_step_of_the_approach():
    keys = [step.key for phase in PHASES for step in phase.steps]
    assert keys == [
        *("1a", "1b", "1c", "1d"),
        *("2a", "2b", "2c", "2d", "2e", "2f", "2g"),
        *("3a", "3b", "3c", "3d", "3e", "3f"),
    ]


def test_an_empty_house_begins_with_a_source(organisation, now):
    found = states(now)
    assert found["1b"] is State.EMPTY
    assert State.STANDS not in found.values()
    best = next_best_step(plan_measured(at=now))
    assert best.found.url_name == "listening:source-add"


def test_a_failing_source_goes_before_everything(organisation, now):
    Source.objects.create(
        connector="feed", target="x", name="X", created_at=now, n_failures=2, last_error="away"
    )
    assert states(now)["1b"] is State.TROUBLE
    assert next_best_step(plan_measured(at=now)).step.key == "1b"


def test_a_step_stands_when_it_is_measured_so(organisation, now):
    Source.objects.create(connector="feed", target="x", name="X", created_at=now)
    Topic.objects.create(name="T", query="t", created_at=now, changed_at=now)
    Group.objects.create(name="G", kind="open", created_at=now)
    found = states(now)
    assert found["1b"] is State.STANDS
    assert found["1c"] is State.STARTED
    assert found["2b"] is State.STARTED


def test_steps_that_are_not_here_yet_say_so(organisation, now):
    coming = {key for key, state in states(now).items() if state is State.COMING}
    assert coming == {"1d", "2e", "2g", "3f"}


def test_the_page_costs_few_queries(client_of, owner, django_assert_max_num_queries):
    client = client_of(owner)
    with django_assert_max_num_queries(40):
        answer = client.get(reverse("plan:plan"))
    assert "Best next step" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.AMBASSADOR, Role.COUNCIL])
def test_colleagues_see_what_is_theirs(client_of, member_with, role):
    text = client_of(member_with(role)).get(reverse("plan:plan")).content.decode()
    assert "Best next step" not in text
    assert reverse("guidelines:guideline-list") in text
    assert f'href="{reverse("desk:case-list")}"' not in text  # to give a tip is not to see cases
    assert (reverse("desk:tip-give") in text) == (role != Role.COUNCIL)


def test_a_visitor_is_asked_to_sign_in(client):
    answer = client.get(reverse("plan:plan"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url
