"""What this room does with people's data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

EVERYBODY = frozenset(Subject)
GUESTS_TOO = frozenset({Subject.EMPLOYEE, Subject.GUEST})

RETENTION = Declaration(
    key="rights.retention",
    subjects=EVERYBODY,
    data=_("How many rows of each kind went, never which"),
    purpose=_("Keep data no longer than promised, and show that it went"),
    basis=Basis.LEGAL_DUTY,
    granularity=Granularity.ORGANISATION,
    viewers=_("Works council, privacy officer, communication managers and administrators"),
    retention=Retention.NONE,
    is_suitable_for_observing=False,
)
HOLDS = Declaration(
    key="rights.holds",
    subjects=EVERYBODY,
    data=_("Which case or message is held back, why, until when, and by whom"),
    purpose=_("Keep what is needed for a legal claim, and nothing longer"),
    basis=Basis.LEGAL_DUTY,
    granularity=Granularity.PERSON,
    viewers=_("Works council, privacy officer and administrators"),
    retention=Retention.AUDIT,
    is_suitable_for_observing=False,
)
ERASURE = Declaration(
    key="rights.erasure",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.CUSTOMER}),
    data=_("The handle or address of somebody who asks to be forgotten, until it is done"),
    purpose=_("Forget an author outside everywhere, and prove it"),
    basis=Basis.LEGAL_DUTY,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers and administrators; the council sees the proof"),
    retention=Retention.NONE,
    is_suitable_for_observing=False,
)
OWN_DATA = Declaration(
    key="rights.own-data",
    subjects=GUESTS_TOO,
    data=_("Everything that Klankbord keeps of you, in one file"),
    purpose=_("Give you your own data"),
    basis=Basis.LEGAL_DUTY,
    granularity=Granularity.PERSON,
    viewers=_("You alone"),
    retention=Retention.NONE,
    is_suitable_for_observing=False,
)
LEAVING = Declaration(
    key="rights.leaving",
    subjects=GUESTS_TOO,
    data=_("That somebody left, when, and what happens to their words"),
    purpose=_("Close the door behind who leaves, and do with their words what was agreed"),
    basis=Basis.CONTRACT,
    granularity=Granularity.PERSON,
    viewers=_("Administrators"),
    retention=Retention.ACKNOWLEDGEMENT,
    is_suitable_for_observing=False,
)
GLASS = Declaration(
    key="rights.glass",
    subjects=GUESTS_TOO,
    data=_("What was said in one closed group, for some hours, after two people agreed"),
    purpose=_("Look into a serious report; the members of the group hear of it afterwards"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("The one administrator who asked, after the council confirmed"),
    retention=Retention.AUDIT,
    is_suitable_for_observing=False,
)
