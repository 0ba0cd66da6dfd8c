"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

EMPLOYEES = frozenset({Subject.EMPLOYEE})

ACKNOWLEDGEMENT = Declaration(
    key="guidelines.acknowledgement",
    subjects=EMPLOYEES,
    data=_("Which clauses you said that you read, in which wording, and when"),
    purpose=_("Ask you only about clauses that changed"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("You alone"),
    retention=Retention.ACKNOWLEDGEMENT,
    is_suitable_for_observing=False,
)
COVERAGE = Declaration(
    key="guidelines.coverage",
    subjects=EMPLOYEES,
    data=_("The share of colleagues who read the guideline, for departments of 10 and more"),
    purpose=_("See where the guideline needs to be told again"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.GROUP,
    viewers=_("Communication managers"),
    retention=Retention.ACKNOWLEDGEMENT,
    is_suitable_for_observing=False,
)
CLAUSE_OWNER = Declaration(
    key="guidelines.clause-owner",
    subjects=EMPLOYEES,
    data=_("The name of the colleague who answers questions about a clause"),
    purpose=_("Know whom to ask"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Every colleague"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
