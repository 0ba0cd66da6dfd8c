"""What this room itself does with people's data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

EMPLOYEES = frozenset({Subject.EMPLOYEE})

AUDIT_LOG = Declaration(
    key="trust.audit",
    subjects=EMPLOYEES,
    data=_("Which member did which act, on what, and when"),
    purpose=_("Show afterwards that rules were kept, also by those in charge"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Works council, privacy officer and administrators"),
    retention=Retention.AUDIT,
    is_suitable_for_observing=False,
)
DECISIONS = Declaration(
    key="trust.decisions",
    subjects=EMPLOYEES,
    data=_("Who recorded, confirmed or withdrew a decision of the works council, and when"),
    purpose=_("Show that a locked function was opened by two people, and on what ground"),
    basis=Basis.LEGAL_DUTY,
    granularity=Granularity.PERSON,
    viewers=_("Works council, privacy officer, communication managers and administrators"),
    retention=Retention.AUDIT,
    is_suitable_for_observing=False,
)
