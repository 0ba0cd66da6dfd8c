"""What this room does with personal data, beside `trust.ballots.declarations`."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

EMPLOYEES = frozenset({Subject.EMPLOYEE})

ASKED = Declaration(
    key="pulse.asked",
    subjects=EMPLOYEES,
    data=_("That you work here, and since when, to know whether you may answer"),
    purpose=_("Give each colleague who was here at the start one anonymous sheet"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Nobody; the program checks it"),
    retention=Retention.NONE,
    is_suitable_for_observing=False,
)
RESULTS = Declaration(
    key="pulse.results",
    subjects=EMPLOYEES,
    data=_("Rounded means of anonymous answers of the whole organisation, after the close"),
    purpose=_("See together how things are, and talk about it"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.ORGANISATION,
    viewers=_("Every colleague"),
    retention=Retention.FEED_ITEM,
    is_suitable_for_observing=False,
)
