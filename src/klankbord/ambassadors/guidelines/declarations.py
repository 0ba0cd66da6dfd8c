"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

EMPLOYEES = frozenset({Subject.EMPLOYEE})

ACKNOWLEDGEMENT = Declaration(
    key="guidelines.acknowledgement",
    subjects=EMPLOYEES,
    data=_("Which clauses you said that you read, in which wording, and when"),
    purpose=_("Ask you only about clauses that changed"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("You alone"),
    retention=Retention.ACKNOWLEDGEMENT,
    is_suitable_for_observing=False,
)
COVERAGE = Declaration(
    key="guidelines.coverage",
    subjects=EMPLOYEES,
    data=_("The share of colleagues who read the guideline, for departments of 10 and more"),
    purpose=_("See where the guideline needs to be told again"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.GROUP,
    viewers=_("Communication managers"),
    retention=Retention.ACKNOWLEDGEMENT,
    is_suitable_for_observing=False,
)
SITUATION = Declaration(
    key="guidelines.situation",
    subjects=EMPLOYEES,
    data=_(
        "How many situations of a clause you answered, on which day, and when the next comes. What"
        " you chose is not kept."
    ),
    purpose=_("Ask you now and then, and only about clauses that are new or changed"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("You alone"),
    retention=Retention.ACKNOWLEDGEMENT,
    is_suitable_for_observing=False,
)
AWARENESS = Declaration(
    key="guidelines.awareness",
    subjects=EMPLOYEES,
    data=_(
        "The share of colleagues who answered a situation, for departments of 10 and more, and how"
        " often each choice was made, counted for crowds of 10 and more"
    ),
    purpose=_("See which text has to be written more clearly"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.GROUP,
    viewers=_("Communication managers"),
    retention=Retention.ACKNOWLEDGEMENT,
    is_suitable_for_observing=False,
)
CHECK = Declaration(
    key="guidelines.check",
    subjects=EMPLOYEES,
    data=_("The text and picture that you show to the check before posting"),
    purpose=_("Tell you, and nobody else, what should stay inside"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("You alone"),
    retention=Retention.NONE,
    is_suitable_for_observing=False,
)
CHECK_ASK = Declaration(
    key="guidelines.check-ask",
    subjects=EMPLOYEES,
    data=_("Your question to a colleague, and your text if you choose to send it"),
    purpose=_("Let you ask before you post"),
    basis=Basis.CONSENT,
    granularity=Granularity.PERSON,
    viewers=_("The colleague whom you choose, by mail"),
    retention=Retention.NONE,
    is_suitable_for_observing=False,
)
INSIDE_OWNER = Declaration(
    key="guidelines.inside-owner",
    subjects=EMPLOYEES,
    data=_("The name of the colleague who answers questions about what stays inside"),
    purpose=_("Know whom to ask"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
PHOTO_REFUSAL = Declaration(
    key="guidelines.photo-refusal",
    subjects=EMPLOYEES | {Subject.CUSTOMER},
    data=_("Initials and a keyed code of the name of somebody who wants to be in no picture"),
    purpose=_("Warn an author who wants to post a picture beside that name"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_(
        "Communication managers see initials; an author sees that a name they wrote is on it"
    ),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
CLAUSE_OWNER = Declaration(
    key="guidelines.clause-owner",
    subjects=EMPLOYEES,
    data=_("The name of the colleague who answers questions about a clause"),
    purpose=_("Know whom to ask"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Every colleague"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
