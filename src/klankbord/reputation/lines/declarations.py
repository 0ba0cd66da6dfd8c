"""What this room does with personal data."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Basis, Declaration, Granularity, Retention, Subject

LINES = Declaration(
    key="lines.lines",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("Who wrote and who approved a line to take"),
    purpose=_("Tell colleagues what they may say, with two people behind every word"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Communication managers, responders, approvers and administrators"),
    retention=Retention.CASE,
    # Who read a line is kept nowhere.
    is_suitable_for_observing=False,
)
LETTERS = Declaration(
    key="lines.letters",
    subjects=frozenset({Subject.EMPLOYEE}),
    data=_("For whom a letter about a line to take still waits, and their e-mail address"),
    purpose=_("Tell each colleague once, before or together with the public answer"),
    basis=Basis.LEGITIMATE_INTEREST,
    granularity=Granularity.PERSON,
    viewers=_("Nobody: the row goes when the letter goes"),
    retention=Retention.NOTIFICATION,
    is_suitable_for_observing=False,
)
