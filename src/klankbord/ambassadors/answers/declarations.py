"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

EMPLOYEES = frozenset({Subject.EMPLOYEE})

POINTS = Declaration(
    key="answers.points",
    subjects=EMPLOYEES,
    data=_("Which colleague sees to it that a point is answered, and who gave which answer"),
    purpose=_("Answer what colleagues raise, and show whom to ask about it"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Every colleague"),
    retention=Retention.FEED_ITEM,
    # A point shows its owner; nothing counts, times or compares owners.
    is_suitable_for_observing=False,
)
STEPS = Declaration(
    key="answers.steps",
    subjects=EMPLOYEES,
    data=_("Your words when you say that an answer is none, shown without your name"),
    purpose=_("Let colleagues say that they were not answered, each point once"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Nobody; your name is only in your own data"),
    retention=Retention.FEED_ITEM,
    is_suitable_for_observing=False,
)
THEMES = Declaration(
    key="answers.themes",
    subjects=EMPLOYEES,
    data=_("What you wrote in open groups, to find what at least twenty colleagues write about"),
    purpose=_("See what is alive among many, so that it gets an answer"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.GROUP,
    viewers=_("Every colleague: words that many share, and rounded counts"),
    retention=Retention.FEED_ITEM,
    # What is kept leads to no text and to nobody, and the gateway tells nothing of fewer than 20.
    is_suitable_for_observing=False,
)
