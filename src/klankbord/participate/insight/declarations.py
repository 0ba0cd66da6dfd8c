"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

OVERVIEW = Declaration(
    key="insight.overview",
    subjects=frozenset({Subject.PUBLIC_AUTHOR}),
    data=_(
        "Counts of public posts, which author spoke how often of which topic, and the names of"
        " authors who are heard most"
    ),
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

DASHBOARDS = Declaration(
    key="insight.dashboards",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Who made a dashboard, with whom it is shared, and to whom it was mailed when"),
    purpose=_("Have the same figures back with one click, and read them without looking for them"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Its maker, and who it is shared with"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,  # whether somebody opened it is not kept
)
