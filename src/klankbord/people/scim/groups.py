"""What a group of the directory means here: a department and roles."""

import datetime as dt

from django.db import transaction
from django.db.models import Count, QuerySet

from klankbord.people.models import Department, Member, Role, RoleGrant
from klankbord.people.scim.models import DirectoryGroup
from klankbord.trust import audit


def map_group(
    *,
    group: DirectoryGroup,
    department: Department | None,
    roles: list[str],
    by: Member,
    at: dt.datetime,
) -> None:
    """Say what a group means here; its people follow at once."""
    with transaction.atomic():
        group.department = department
        group.roles = sorted(set(roles) - {Role.ADMINISTRATOR.value})
        group.save(update_fields=["department", "roles"])
        members = list(group.members.values_list("pk", flat=True))
        refresh(group, members)
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="people.group-mapped",
            object=f"group:{group.pk}",
            detail={"department": group.department_id, "roles": group.roles},
        )


def groups_counted() -> QuerySet[DirectoryGroup]:
    """Groups with their department and `n_members`."""
    return DirectoryGroup.objects.select_related("department").annotate(n_members=Count("members"))


def refresh(group: DirectoryGroup, members: list[int]) -> None:
    """Give and take what the group gives; a role that another group also gives comes back."""
    RoleGrant.objects.filter(given_by=group.giver, member__in=members).delete()
    touched = DirectoryGroup.objects.filter(members__in=members).distinct()
    for each in touched:
        inside = set(each.members.filter(pk__in=members).values_list("pk", flat=True))
        give(each, inside)


def give(group: DirectoryGroup, members: set[int]) -> None:
    """Give these members the roles and the department of their group."""
    RoleGrant.objects.bulk_create(
        (
            RoleGrant(member_id=member, role=role, given_by=group.giver)
            for member in members
            for role in group.roles
        ),
        ignore_conflicts=True,
    )
    if group.department_id:
        Member.objects.filter(pk__in=members).update(department=group.department_id)
