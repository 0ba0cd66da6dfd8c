"""What praise does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

PRAISED = Declaration(
    key="community.praised",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("That a post praises you by name; it is counted nowhere, and you can take it out"),
    purpose=_("Let colleagues thank each other where others read it"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Who may read the post"),
    retention=Retention.FEED_ITEM,
    is_suitable_for_observing=False,
)
