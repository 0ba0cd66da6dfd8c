"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

EMPLOYEES = frozenset({Subject.EMPLOYEE})

QUOTED = Declaration(
    key="newsletters.quoted",
    subjects=EMPLOYEES,
    data=_("Your posts in open groups, with your name, when an editor puts them in a newsletter"),
    purpose=_("Show all colleagues what lives in the community"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Every colleague; remove your post and it goes from the archive too"),
    retention=Retention.FEED_ITEM,
    is_suitable_for_observing=False,
)
DELIVERY = Declaration(
    key="newsletters.delivery",
    subjects=EMPLOYEES,
    data=_("Your e-mail address, whether you want the newsletter, and whether it was sent"),
    purpose=_("Send each edition once; whether you open it is never measured"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("You alone; editors see only how many letters went out"),
    retention=Retention.NOTIFICATION,
    is_suitable_for_observing=False,
)
