"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

GROUPS = Declaration(
    key="stakeholders.groups",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.CUSTOMER, Subject.EMPLOYEE}),
    data=_(
        "In which capacity a public author speaks (journalist, partner, resident …), with the"
        " reason; of private persons only if somebody says so, of colleagues only if they chose"
        " to be shown; where it is not known, nothing"
    ),
    purpose=_("See which stakeholders say what, where, and answer them accordingly"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)
DIRECTORY = Declaration(
    key="stakeholders.directory",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.CUSTOMER}),
    data=_("Accounts and websites of stakeholders from a file, with their group"),
    purpose=_("Know stakeholders of the organisation by their own accounts"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)
