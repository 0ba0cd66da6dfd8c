"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

EMPLOYEES = frozenset({Subject.EMPLOYEE})

DIRECTORY = Declaration(
    key="people.directory",
    subjects=EMPLOYEES,
    data=_("Name, e-mail address, department and roles of members"),
    purpose=_("Let the right people in and show who does what"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
PROFILE = Declaration(
    key="people.profile",
    subjects=EMPLOYEES,
    data=_("Your name, language and the accounts that you noted yourself"),
    purpose=_("Speak your language, and mask your own accounts in what we hear"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("You alone"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
INVITATION = Declaration(
    key="people.invitation",
    subjects=EMPLOYEES,
    data=_("Name and e-mail address of somebody who is invited"),
    purpose=_("Send a letter that lets one person in"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers and administrators"),
    retention=Retention.NOTIFICATION,
    is_suitable_for_observing=False,
)
