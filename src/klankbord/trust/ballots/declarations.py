"""What ballots do with personal data; the rooms that offer them carry these beside their views."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

TOKEN_FETCHED = Declaration(
    key="trust.ballot-token",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("That you fetched a token for an anonymous vote, until the vote closes"),
    purpose=_("Give each person one vote"),
    basis=Basis.CONSENT,
    granularity=Granularity.PERSON,
    viewers=_("Nobody; the program checks it"),
    retention=Retention.NONE,
    is_suitable_for_observing=False,
)
BALLOT = Declaration(
    key="trust.ballot",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Your choice in an anonymous vote, with nothing that leads to you"),
    purpose=_("Count a vote that nobody can trace"),
    basis=Basis.CONSENT,
    granularity=Granularity.ORGANISATION,
    viewers=_("Nobody sees whose it is; the list of ballots is shown after the close"),
    retention=Retention.BALLOT,
    is_suitable_for_observing=False,
)
