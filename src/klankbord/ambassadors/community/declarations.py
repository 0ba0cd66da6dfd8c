"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

GUESTS_TOO = frozenset({Subject.EMPLOYEE, Subject.GUEST})

GROUPS = Declaration(
    key="community.groups",
    subjects=GUESTS_TOO,
    data=_("Which groups you are in, which you own, and which you asked to join"),
    purpose=_("Show you your groups, and keep closed groups closed"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("You; for a closed group its owners see who asks to join"),
    retention=Retention.MEMBERSHIP,
    is_suitable_for_observing=False,
)
WORDS = Declaration(
    key="community.words",
    subjects=GUESTS_TOO,
    data=_("Your posts, comments, pictures, files and reactions, under your name, with their time"),
    purpose=_("Let colleagues talk with each other"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Every colleague for open groups; only its members for a closed group"),
    retention=Retention.FEED_ITEM,
    is_suitable_for_observing=False,
)
NOTIFICATIONS = Declaration(
    key="community.notifications",
    subjects=GUESTS_TOO,
    data=_("What you are told, which letters went to you, and what you chose about mail"),
    purpose=_("Tell you what concerns you, when you want to be told"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Only you"),
    retention=Retention.NOTIFICATION,
    is_suitable_for_observing=False,
)
MODERATION = Declaration(
    key="community.moderation",
    subjects=GUESTS_TOO,
    data=_("What you reported and why, and what was decided about your words, with the reason"),
    purpose=_("Take down what hurts people, and let the author ask somebody else to look again"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_(
        "You; owners of the group, and communication managers for open groups and appeals; where"
        " nobody in a closed group can decide, one communication manager for four hours, as you"
        " are told"
    ),
    retention=Retention.FEED_ITEM,
    is_suitable_for_observing=False,
)
IMPORTS = Declaration(
    key="community.imports",
    subjects=GUESTS_TOO,
    data=_(
        "What you wrote on another platform, under your name if your mail address is the same,"
        " else under a number; never messages between people"
    ),
    purpose=_("Let colleagues go on with their conversations where they are now"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_(
        "Who could read it there, or fewer; the administrator who brings the file sees names of"
        " groups and people while it waits"
    ),
    retention=Retention.FEED_ITEM,
    is_suitable_for_observing=False,
)
GUESTS = Declaration(
    key="community.guests",
    subjects=frozenset({Subject.GUEST}),
    data=_("Which groups a guest is in, until when, and whose guest they are"),
    purpose=_("Let somebody from outside into one group for some time, and nowhere else"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Everybody who reads the same group; its owners see the e-mail address"),
    retention=Retention.GUEST,
    is_suitable_for_observing=False,
)
