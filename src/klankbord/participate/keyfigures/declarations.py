"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

KEY_FIGURES = Declaration(
    key="keyfigures.key-figures",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.EMPLOYEE}),
    data=_(
        "Which public authors start conversations, carry messages on, connect circles or are turned"
        " to, by counts of public answers, reposts and names; an author is named only if we know"
        " their group and it is not one of private persons, and colleagues only if they chose to be"
        " shown"
    ),
    purpose=_("Know with whom to talk about a subject, and who reaches whom"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)
