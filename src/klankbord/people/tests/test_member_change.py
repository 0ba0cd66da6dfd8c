import pytest
from django.urls import reverse

from klankbord.people.models import Member, Role

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


def test_a_manager_does_not_touch_an_administrator(client_of, member_with, owner):
    client = client_of(member_with(Role.MANAGER))
    address = reverse("people:member-change", args=[owner.pk])
    assert client.post(address, {"roles": ["manager"]}).status_code == 403


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
