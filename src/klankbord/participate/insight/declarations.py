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

ALERTS = Declaration(
    key="insight.alerts",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.EMPLOYEE}),
    data=_(
        "Counts of public posts on days that stand out, which post was first, and whom in the team"
        " we told"
    ),
    purpose=_("Notice in time that something is going on, and learn whether telling is useful"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,  # who judged an alert is kept, and shown to nobody
)
