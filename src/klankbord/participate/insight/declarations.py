"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

OVERVIEW = Declaration(
    key="insight.overview",
    subjects=frozenset({Subject.PUBLIC_AUTHOR}),
    data=_("Counts of public posts, and the names of authors who are heard most"),
    purpose=_("See what is talked about, where, and by whom"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,  # colleagues are masked in every count that has names
)
