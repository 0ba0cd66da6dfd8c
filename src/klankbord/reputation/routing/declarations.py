"""What routing does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

ROUTED = Declaration(
    key="routing.mentions",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.CUSTOMER}),
    data=_("Which public post led to which case, or got which labels, by which rule"),
    purpose=_("Bring a message to the right department, once, and be able to explain why"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)
RULES = Declaration(
    key="routing.rules",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Who changed or published routing rules, and when"),
    purpose=_("Know who decided what becomes a case"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.AUDIT,
    is_suitable_for_observing=False,
)
