"""Nothing touches people's data without saying so: all routes, jobs and API operations."""

import pytest

from klankbord.jobs import registry
from klankbord.people.middleware import LIBRARY_VIEWS
from klankbord.site.api import api
from klankbord.trust.council.locks import FunctionLocked
from klankbord.trust.council.models import Decision
from klankbord.trust.register import DECLARATIONS, declarations_of, declares
from tests.routes import routes

OWN = [route for route in routes() if ":" in route.name and not route.name.startswith("api:")]


@pytest.mark.parametrize("route", OWN, ids=lambda route: route.name)
def test_every_route_declares_itself(route):
    assert declarations_of(route.view) is not None, "no @declares and no @no_personal_data"


def test_every_job_declares_itself():
    kinds = [*registry.JOBS.values(), *registry.STANDING.values()]
    assert kinds
    undeclared = [kind.name for kind in kinds if declarations_of(kind.function) is None]
    assert undeclared == []


def test_every_operation_declares_itself():
    operations = [
        operation
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert operations
    undeclared = [
        operation.view_func.__qualname__
        for operation in operations
        if declarations_of(operation.view_func) is None
    ]
    assert undeclared == []


def test_no_reason_is_empty():
    for route in OWN:
        if declarations_of(route.view) == ():
            assert len(getattr(route.view, "no_personal_data", "")) > 10, route.name


def test_library_views_that_show_people_are_only_about_the_reader():
    rooms = ("account_", "mfa_", "socialaccount_", "openid_connect_", "saml_")
    assert all(name.startswith(rooms) for name in LIBRARY_VIEWS)


@pytest.mark.django_db
def test_nothing_that_observes_is_open_without_a_decision():
    """What observes is wrapped by its lock, and a new installation has no decisions."""
    observing = [each for each in DECLARATIONS.values() if each.is_suitable_for_observing]
    assert not Decision.objects.exists()
    for each in observing:
        with pytest.raises(FunctionLocked):
            declares(each)(lambda: None)()
