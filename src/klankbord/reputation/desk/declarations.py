"""What the desk does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

CASES = Declaration(
    key="desk.cases",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.CUSTOMER}),
    data=_(
        "Messages to or about the organisation, how they sound, their authors (roughly how many "
        "follow them, whether a program writes) and the group that they speak for, how earlier "
        "cases with them ended, and our answers"
    ),
    purpose=_("Answer people who talk to us or about us, once and by the right department"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders, experts, approvers and administrators"),
    retention=Retention.CASE,
    is_suitable_for_observing=False,
)
CONTACTS = Declaration(
    key="desk.contacts",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Name, e-mail address, part of the organisation and subjects of people we can ask"),
    purpose=_("Ask the right person about a case, by mail"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.CASE,
    is_suitable_for_observing=False,
)
PRESENCE = Declaration(
    key="desk.presence",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Which colleague has a case in view now, and whether they write"),
    purpose=_("See each other at one conversation, so that two people do not answer at once"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders, experts, approvers and administrators"),
    retention=Retention.NONE,
    # It lives for seconds: no history, no sum, nothing that shows when somebody was at work.
    is_suitable_for_observing=False,
)
WORK = Declaration(
    key="desk.work",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Which colleague claimed, noted, answered or closed a case, and when"),
    purpose=_("Work together on one conversation without doing things twice"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders, experts, approvers and administrators"),
    retention=Retention.CASE,
    # The history of a case shows its steps; nothing counts or compares them by person.
    is_suitable_for_observing=False,
)
