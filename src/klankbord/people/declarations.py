"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

EMPLOYEES = frozenset({Subject.EMPLOYEE})
GUESTS_TOO = frozenset({Subject.EMPLOYEE, Subject.GUEST})

DIRECTORY = Declaration(
    key="people.directory",
    subjects=EMPLOYEES,
    data=_("Name, e-mail address, department and roles of members, and what they know about"),
    purpose=_("Let the right people in and show who does what"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
PROFILE = Declaration(
    key="people.profile",
    subjects=GUESTS_TOO,
    data=_(
        "Your name, language, time zone, which mail you want, and the accounts and subjects that "
        "you noted yourself"
    ),
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
SESSIONS = Declaration(
    key="people.sessions",
    subjects=GUESTS_TOO,
    data=_("In which kinds of browser you are signed in, and the last day you used each"),
    purpose=_("Let you see and end what is not yours"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("You alone"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
TOKENS = Declaration(
    key="people.tokens",
    subjects=EMPLOYEES,
    data=_("The keys you made for programs: name, rights, and the last day of use"),
    purpose=_("Let programs work for you, and take a lost key back"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("You and administrators"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
PROVIDERS = Declaration(
    key="people.providers",
    subjects=EMPLOYEES,
    data=_("Your e-mail address, name and groups, as the sign-in service of your work says them"),
    purpose=_("Let you in with the account that you have at work, in the right roles"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Nobody: what the service says is used and not kept"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
DIRECTORY_SYNC = Declaration(
    key="people.directory-sync",
    subjects=EMPLOYEES,
    data=_("Your name, e-mail address and groups in the directory of the organisation"),
    purpose=_("Let people in when they start, and close the door when they leave"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Administrators"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
RECOVERY = Declaration(
    key="people.recovery",
    subjects=EMPLOYEES,
    data=_("Whether you have a passkey, a code app or recovery codes"),
    purpose=_("Let you in again when you lost your phone or passkey"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Administrators"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
GUESTS = Declaration(
    key="people.guests",
    subjects=frozenset({Subject.GUEST}),
    data=_("Name and e-mail address of a guest, and the colleague who invited them"),
    purpose=_("Know who from outside may sign in, and close the door when they are done"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers and administrators; in the guest's groups all who read"),
    retention=Retention.GUEST,
    is_suitable_for_observing=False,
)
