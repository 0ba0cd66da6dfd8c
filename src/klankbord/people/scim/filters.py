"""A SCIM filter as a question to the database."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from scim2_models import InvalidFilterException
from scim2_models.path import (
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

# SCIM's name in lower case → the field, and whether capitals count.
USER_FIELDS = {
    "id": ("pk", True),
    "username": ("user_name", False),
    "externalid": ("directory_record__external_id", True),
    "displayname": ("name", False),
    "name.formatted": ("name", False),
    "emails": ("email", False),
    "emails.value": ("email", False),
    "active": ("is_active", True),
    "groups": ("directory_groups__pk", True),
    "groups.value": ("directory_groups__pk", True),
    "meta.created": ("joined_at", True),
    "meta.lastmodified": ("directory_record__modified_at", True),
}
GROUP_FIELDS = {
    "id": ("pk", True),
    "displayname": ("name", False),
    "externalid": ("external_id", True),
    "members": ("members__pk", True),
    "members.value": ("members__pk", True),
    "meta.created": ("created_at", True),
    "meta.lastmodified": ("modified_at", True),
}
_NUMBERS = frozenset({"pk", "directory_groups__pk", "members__pk"})
_LOOKUPS = {
    "eq": "exact",
    "co": "contains",
    "sw": "startswith",
    "ew": "endswith",
    "gt": "gt",
    "ge": "gte",
    "lt": "lt",
    "le": "lte",
}
_WORDS = frozenset({"eq", "co", "sw", "ew"})
_NOTHING = Q(pk__in=())


class AsQuestion(FilterVisitor[Q]):
    """Turn a filter into a `Q`; raises `InvalidFilterException` for what we do not keep."""

    def __init__(self, fields: dict[str, tuple[str, bool]], within: str = "") -> None:
        self.fields = fields
        self.within = within

    def visit_comparison(self, node: Comparison) -> Q:
        """`userName eq "x"`."""
        field, is_exact = self._field(node)
        operator = node.op.value
        if operator == "ne":
            return ~self._compare(field, "eq", node.value, is_exact=is_exact)
        return self._compare(field, operator, node.value, is_exact=is_exact)

    def visit_present(self, node: Present) -> Q:
        """`externalId pr`."""
        field, _is_exact = self._field(node)
        present = Q(**{f"{field}__isnull": False})
        return present if field in _NUMBERS or field == "is_active" else present & ~_empty(field)

    def visit_not(self, node: Not) -> Q:
        """`not (…)`."""
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        """`… and …`, `… or …`."""
        terms = [self.visit(term) for term in node.terms]
        join: Callable[[Q, Q], Q] = Q.__or__ if node.op == LogicalOperator.or_ else Q.__and__
        whole = terms[0]
        for term in terms[1:]:
            whole = join(whole, term)
        return whole

    def visit_value_path(self, node: ValuePath) -> Q:
        """`emails[value eq "x"]`."""
        inner = AsQuestion(self.fields, within=f"{node.attr_path.attr}.")
        return inner.visit(node.val_filter)

    def _field(self, node: Comparison | Present) -> tuple[str, bool]:
        path = node.attr_path
        name = f"{self.within}{path.attr}" + (f".{path.sub_attr}" if path.sub_attr else "")
        found = self.fields.get(name.lower())
        if found is None:
            raise InvalidFilterException(detail=f"{name} cannot be filtered on")
        return found

    def _compare(self, field: str, operator: str, value: Any, *, is_exact: bool) -> Q:
        if field in _NUMBERS:
            is_number = operator == "eq" and str(value).isdecimal() and len(str(value)) < 19  # noqa: PLR2004  # fits a 63-bit key
            return Q(**{field: int(value)}) if is_number else _NOTHING
        if value is None:
            return Q(**{f"{field}__isnull": True})
        lookup = _LOOKUPS[operator]
        if operator in _WORDS and not is_exact:
            lookup = f"i{lookup}"
        return Q(**{f"{field}__{lookup}": value})


def _empty(field: str) -> Q:
    return Q(**{field: ""}) if not field.endswith("_at") else _NOTHING
