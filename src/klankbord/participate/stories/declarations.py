"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

COPIES = Declaration(
    key="stories.copies",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.CUSTOMER}),
    data=_("Which public posts say the same, word for word or nearly"),
    purpose=_("Count and show once what was said once, however often it was copied"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)
