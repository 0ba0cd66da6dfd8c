"""What flowcharts do with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

WAYS = Declaration(
    key="flowcharts.ways",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.CUSTOMER}),
    data=_("Which way a message took through a flow, and the evidence that was shown"),
    purpose=_("Explain later why a message was answered or let stand, and mend bad questions"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders, experts, approvers and administrators"),
    retention=Retention.CASE,
    is_suitable_for_observing=False,
)
STEPS = Declaration(
    key="flowcharts.steps",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Which colleague answered which question of a flow, and when"),
    purpose=_("Know whom to ask about a decision, and have work approved by somebody else"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders, experts, approvers and administrators"),
    retention=Retention.CASE,
    # Figures are about questions and branches; nothing counts or compares steps by person.
    is_suitable_for_observing=False,
)
