"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

RESEARCH = Declaration(
    key="platforms.research",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Who last noted or decided something about a platform, and when"),
    purpose=_("Know whom to ask about a decision"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
