"""What the order of the feed does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.declarations import GUESTS_TOO
from klankbord.trust.register import Basis, Declaration, Granularity, Retention

ORDER = Declaration(
    key="community.feed-order",
    subjects=GUESTS_TOO,
    data=_(
        "That you chose to see what matters first. The order itself is found when you read, and"
        " not kept; what you looked at is not used and not kept"
    ),
    purpose=_("Show your feed in the order that you chose"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Only you"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
