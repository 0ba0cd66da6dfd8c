"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

MENTIONS = Declaration(
    key="topics.mentions",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.CUSTOMER}),
    data=_("Public posts that match a topic or come from a source we follow, with their author"),
    purpose=_("Hear what people say about the organisation, and answer where that helps"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,  # colleagues are masked, and queries that name them refused
)
TOPICS = Declaration(
    key="topics.topics",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Who made or changed a topic, and when; names of colleagues, to refuse them in queries"),
    purpose=_("Know who decided what we listen for, and keep colleagues out of it"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders and administrators"),
    retention=Retention.AUDIT,
    is_suitable_for_observing=False,
)
VIEWS = Declaration(
    key="topics.saved-views",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("The filters that a member saved, and whether the team may use them"),
    purpose=_("Find the same mentions again with one click"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("The member, and the team if the member shared the view"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
