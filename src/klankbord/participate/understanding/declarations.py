"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

READINGS = Declaration(
    key="understanding.readings",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.CUSTOMER}),
    data=_(
        "What public posts sound like (negative, neutral, positive) and what they ask for, guessed"
        " by a program and corrected by people, and which of them speak of the same; never of posts"
        " by colleagues"
    ),
    purpose=_("Find what needs an answer, and see how a subject is talked about"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)
CORRECTIONS = Declaration(
    key="understanding.corrections",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Who corrected what the program read in a post, and when"),
    purpose=_("Show where a label comes from, and learn from the team's labels"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)
