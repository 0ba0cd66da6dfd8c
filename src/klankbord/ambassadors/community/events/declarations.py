"""What events do with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

ANSWERS = Declaration(
    key="community.event-answers",
    subjects=frozenset({Subject.EMPLOYEE, Subject.GUEST}),
    data=_("Whether you come to an event, and when you said so"),
    purpose=_("Show who comes, and remind you in time"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Who may read the post of the event"),
    retention=Retention.NOTIFICATION,
    is_suitable_for_observing=False,
)
CALENDAR = Declaration(
    key="community.calendar",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("A fingerprint of the secret address from which your calendar fetches events"),
    purpose=_("Put events of your groups into your own calendar"),
    basis=Basis.CONSENT,
    granularity=Granularity.PERSON,
    viewers=_("Nobody; the program checks it. It is not kept when your calendar fetched"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
