"""What announcements do with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

READ = Declaration(
    key="community.acknowledged",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("That you pressed “I have read this” at an announcement, and when"),
    purpose=_("Ask you no more, and tell the author how far an announcement came"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.GROUP,
    viewers=_("You; the author and owners of the group see a rounded share of at least ten people"),
    retention=Retention.FEED_ITEM,
    is_suitable_for_observing=False,
)
