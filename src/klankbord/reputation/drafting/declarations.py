"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

DRAFTING = Declaration(
    key="drafting.suggest",
    subjects=frozenset({Subject.PUBLIC_AUTHOR, Subject.CUSTOMER}),
    data=_("The words of one conversation, without names, handles and e-mail addresses"),
    purpose=_("Propose words for an answer; a person decides. Off unless it is set up"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("The responder who asked, and the service that an administrator named"),
    retention=Retention.NONE,
    is_suitable_for_observing=False,
)
