"""What a consultation does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

COMMENT = Declaration(
    key="guidelines.comment",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("What you say of a clause in a consultation, with your name only if you put it there"),
    purpose=_("Make the guideline better, and answer you"),
    basis=Basis.CONSENT,
    granularity=Granularity.PERSON,
    viewers=_("Every colleague"),
    retention=Retention.ACKNOWLEDGEMENT,
    is_suitable_for_observing=False,
)
CONSENT_GIVEN = Declaration(
    key="guidelines.consent",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Who of the works council recorded its consent to a guideline, and when"),
    purpose=_("Show that the works council consented, and to which words"),
    basis=Basis.LEGAL_DUTY,
    granularity=Granularity.PERSON,
    viewers=_("Every colleague"),
    retention=Retention.ACKNOWLEDGEMENT,
    is_suitable_for_observing=False,
)
