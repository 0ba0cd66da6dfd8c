"""What polls do with personal data, beside `trust.ballots.declarations`."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

VOTES = Declaration(
    key="community.poll-votes",
    subjects=frozenset({Subject.EMPLOYEE, Subject.GUEST}),
    data=_("What you choose in a poll by name, and when"),
    purpose=_("Show what a group thinks, and who thinks so, where everybody knows that it shows"),
    basis=Basis.CONSENT,
    granularity=Granularity.PERSON,
    viewers=_("Who may read the post of the poll, from the moment that its maker chose"),
    retention=Retention.NOTIFICATION,
    is_suitable_for_observing=False,
)
RESULTS = Declaration(
    key="community.poll-results",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Rounded shares of an anonymous vote in a group, after the close"),
    purpose=_("See together what a group thinks"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.GROUP,
    viewers=_("Who may read the post of the poll"),
    retention=Retention.FEED_ITEM,
    is_suitable_for_observing=False,
)
