"""What the fact base does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

OWNERS = Declaration(
    key="facts.owners",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Which colleague looks after a statement, and who wrote which version of it"),
    purpose=_("Know whom to ask whether a statement is still true"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders, experts, approvers and administrators"),
    retention=Retention.MEMBERSHIP,
    # The history of a statement names who changed it; nothing counts or compares people.
    is_suitable_for_observing=False,
)
