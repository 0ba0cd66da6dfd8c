"""What the archive does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

KEEP_MENTIONS = Declaration(
    key="archive.keep-mentions",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.EMPLOYEE}),
    data=_(
        "Public posts: text, author's name and handle as the platform shows them, whether the "
        "account says that a program writes there, time, counts"
    ),
    purpose=_("To know what is said about the organisation and its subjects, and to answer it"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("The communication team; colleagues are not named unless they chose so"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)

SEARCH_MENTIONS = Declaration(
    key="archive.search-mentions",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.EMPLOYEE}),
    data=_("Public posts that match a query, with their author as the platform shows them"),
    purpose=_("To find what was said about a subject"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("The communication team; colleagues are not named unless they chose so"),
    retention=Retention.NONE,
    is_suitable_for_observing=False,
)

FILE_MENTIONS = Declaration(
    key="archive.file-mentions",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.EMPLOYEE}),
    data=_("Public posts by month, with their author and all that the platform gave of them"),
    purpose=_("To read history with other programs, and to take it along to another"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Administrators of the machine; screens show only months and sizes"),
    retention=Retention.MENTION,
    is_suitable_for_observing=False,
)
