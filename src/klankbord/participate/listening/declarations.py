"""What listening does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

HEAR_SOURCES = Declaration(
    key="listening.hear-sources",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.EMPLOYEE}),
    data=_(
        "Public posts from the sources that the communication team chose, and letters to mailboxes"
        " that it connected, with their authors"
    ),
    purpose=_("To hear what is said about the organisation and its subjects"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Nobody directly: posts go on to the archive, where colleagues are masked"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)
HEAR_SIGNALS = Declaration(
    key="listening.hear-signals",
    subjects=frozenset({Subject.PUBLIC_AUTHOR}),
    data=_(
        "What people write to us on a form, with the name and mail address that they choose to"
        " give; what programs of ours tell us; links that colleagues tip, without who tipped"
    ),
    purpose=_("To hear people who say something to us, and to answer them"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Nobody directly: messages go on to the archive, as other mentions do"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)
PREVIEW_SOURCE = Declaration(
    key="listening.preview-source",
    subjects=frozenset({Subject.PUBLIC_AUTHOR}),
    data=_("The first public posts of a source, or the first rows of a file, before it is added"),
    purpose=_("To see that it is the right source, and that its columns are understood"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("The communication manager and the administrator"),
    retention=Retention.NONE,
    is_suitable_for_observing=False,
)
