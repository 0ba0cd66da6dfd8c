import pytest
from django.urls import reverse

from klankbord.people.models import Invitation, Member, Role

pytestmark = pytest.mark.django_db


def test_roles_change_and_are_logged(client_of, owner, colleague):
    client = client_of(owner)
    address = reverse("people:member-change", args=[colleague.pk])
    form = {"roles": ["responder"], "is_active": "on", "department": colleague.department_id}
    assert client.post(address, form).status_code == 302
    assert Member.objects.get(pk=colleague.pk).roles == {"responder", "employee"}


def test_the_last_administrator_stays(client_of, owner):
    address = reverse("people:member-change", args=[owner.pk])
    answer = client_of(owner).post(address, {"roles": ["manager"], "is_active": "on"})
    assert "Somebody must stay administrator" in answer.content.decode()
    assert Member.objects.get(pk=owner.pk).has_role(Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COUNCIL])
def test_a_manager_touches_nobody_who_may_see_everything(client_of, member_with, role):
    client = client_of(member_with(Role.MANAGER))
    address = reverse("people:member-change", args=[member_with(role).pk])
    assert client.post(address, {"roles": ["manager"]}).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COUNCIL])
def test_a_manager_gives_nobody_a_look_into_the_log(client_of, member_with, role):
    manager = member_with(Role.MANAGER)
    client, roles = client_of(manager), ["manager", role.value]
    own = reverse("people:member-change", args=[manager.pk])
    refused = "Only an administrator gives the roles"
    assert refused in client.post(own, {"roles": roles, "is_active": "on"}).text
    assert Member.objects.get(pk=manager.pk).roles == {"manager"}
    guest = {"name": "X", "email": "x@proefdam.example", "language": "en", "roles": roles}
    assert refused in client.post(reverse("people:member-invite"), guest).text
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("name", ["member-list", "member-invite", "department-add"])
def test_a_stranger_sees_no_people(client_of, stranger, name):
    assert client_of(stranger).get(reverse(f"people:{name}")).status_code == 403


def test_the_list_costs_the_same_for_many(
    client_of, owner, make_member, django_assert_max_num_queries
):
    for number in range(30):
        make_member(f"Person {number}", Role.EMPLOYEE)
    client = client_of(owner)
    with django_assert_max_num_queries(14):
        answer = client.get(reverse("people:member-list"))
    assert answer.status_code == 200
