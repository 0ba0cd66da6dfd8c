"""Compare a file of members with who is here, and do what was agreed on."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower

from klankbord.people import actions as people
from klankbord.people.imports.models import MemberImport
from klankbord.people.imports.reading import Row
from klankbord.people.models import Department, Member, Role, RoleGrant
from klankbord.people.sessions.models import MemberSession
from klankbord.trust import audit

KEPT_FOR = dt.timedelta(days=1)
BATCH = 500


@dataclass
class Plan:
    """What a file would change; nothing is done by making one."""

    joining: list[Row] = field(default_factory=list)
    changing: list[tuple[Member, Row]] = field(default_factory=list)
    closing: list[Member] = field(default_factory=list)
    missing: list[Member] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    n_same: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the file changes nothing by itself."""
        return not (self.joining or self.changing or self.closing)


def keep_import(
    *, rows: Iterable[Row], file_name: str, by: Member, at: dt.datetime
) -> MemberImport:
    """Keep the rows until somebody says yes; older ones that nobody answered are dropped."""
    with transaction.atomic():
        MemberImport.objects.filter(created_at__lt=at - KEPT_FOR).delete()
        return MemberImport.objects.create(
            rows=[asdict(row) for row in rows], file_name=file_name[:120], by=by, created_at=at
        )


def plan_of(waiting: MemberImport) -> Plan:
    """Compare with who is here now."""
    plan = Plan()
    rows = [Row(**row) for row in waiting.rows]
    here = {
        member.email.lower(): member
        for member in Member.objects.filter(is_sample=False).select_related("department")
    }
    guests = Member.everybody.filter(is_guest=True).values_list("email", flat=True)
    taken = {email.lower() for email in guests}
    for row in rows:
        if row.email.lower() in taken:
            plan.refused.append(row)
        else:
            _place(plan, row, here.get(row.email.lower()))
    named = {row.email.lower() for row in rows}
    plan.missing = [
        member for email, member in here.items() if member.is_active and email not in named
    ]
    return plan


def carry_out(*, waiting: MemberImport, closes_missing: bool, by: Member, at: dt.datetime) -> Plan:
    """Do what the plan says, and close who is missing only if asked; raises `LastAdministrator`."""
    with transaction.atomic():
        plan = plan_of(waiting)
        departments = _departments(plan)
        _join(plan.joining, departments, at)
        for member, row in plan.changing:
            member.name, member.is_active = row.name, True
            member.department_id = departments.get(row.department.lower(), member.department_id)
        changed = [member for member, _row in plan.changing]
        Member.objects.bulk_update(changed, ["name", "is_active", "department"], batch_size=BATCH)
        closing = [*plan.closing, *(plan.missing if closes_missing else [])]
        _close([member.pk for member in closing if member.pk != by.pk])
        people.require_administrator()
        _record(plan, closing, by, at, waiting.file_name)
        waiting.delete()
    return plan


def _place(plan: Plan, row: Row, member: Member | None) -> None:
    if member is None:
        _place_new(plan, row)
    elif not row.is_active:
        if member.is_active:
            plan.closing.append(member)
        else:
            plan.n_same += 1
    elif _is_same(member, row):
        plan.n_same += 1
    else:
        plan.changing.append((member, row))


def _place_new(plan: Plan, row: Row) -> None:
    try:
        validate_email(row.email)
    except ValidationError:
        plan.refused.append(row)
    else:
        if row.is_active:
            plan.joining.append(row)
        else:
            plan.n_same += 1


def _is_same(member: Member, row: Row) -> bool:
    here = member.department.name.lower() if member.department else ""
    is_placed = not row.department or row.department.lower() == here
    return member.is_active and member.name == row.name and is_placed


def _departments(plan: Plan) -> dict[str, int]:
    """Department by name in lower case; those that are new are made."""
    rows = [*plan.joining, *(row for _member, row in plan.changing)]
    wanted = {row.department.lower(): row.department for row in rows if row.department}
    known = Department.objects.annotate(key=Lower("name")).filter(key__in=list(wanted))
    new = set(wanted) - set(known.values_list("key", flat=True))
    Department.objects.bulk_create(Department(name=wanted[key]) for key in sorted(new))
    return dict(known.all().values_list("key", "pk"))


def _join(rows: list[Row], departments: dict[str, int], at: dt.datetime) -> None:
    """New members without a password: they come in by the provider, or ask for a new password."""
    made = [
        Member(
            email=row.email,
            name=row.name,
            department_id=departments.get(row.department.lower()),
            joined_at=at,
        )
        for row in rows
    ]
    for member in made:
        member.set_unusable_password()
    Member.objects.bulk_create(made, batch_size=BATCH)
    RoleGrant.objects.bulk_create(
        (RoleGrant(member=member, role=Role.EMPLOYEE.value) for member in made), batch_size=BATCH
    )


def _close(members: list[int]) -> None:
    for start in range(0, len(members), BATCH):
        some = members[start : start + BATCH]
        Member.objects.filter(pk__in=some).update(is_active=False)
        MemberSession.objects.filter(member__in=some).delete()


def _record(plan: Plan, closing: list[Member], by: Member, at: dt.datetime, file_name: str) -> None:
    detail: dict[str, Any] = {
        "file": file_name,
        "n_joined": len(plan.joining),
        "n_changed": len(plan.changing),
        "closed": [member.pk for member in closing],
    }
    actor = f"member:{by.pk}"
    audit.record(at=at, actor=actor, act="people.imported", object="members", detail=detail)
