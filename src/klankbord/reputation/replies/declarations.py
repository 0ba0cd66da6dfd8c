"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

SAVED_REPLY = Declaration(
    key="replies.saved-reply",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("The name of the colleague who keeps a saved reply true"),
    purpose=_("Know whom to ask when a saved reply is out of date"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders, experts, approvers and administrators"),
    retention=Retention.MEMBERSHIP,
    # Uses are counted of the reply; who used it stands nowhere.
    is_suitable_for_observing=False,
)
