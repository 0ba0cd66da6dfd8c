"""What the acts of this room are called in the log, and what they are about."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from klankbord.trust.ballots.models import BallotRound
from klankbord.trust.council.models import Decision
from klankbord.trust.disclosure.models import KINDS, DisclosureRound
from klankbord.trust.register import DECLARATIONS, Basis, Granularity, Retention, Subject, Words
from klankbord.trust.retention.models import PurgeReport
from klankbord.trust.wording import Kind, on, say


def _purpose(key: str) -> Words | None:
    return DECLARATIONS[key].purpose if key in DECLARATIONS else None


def _labels(codes: type[Subject | Basis | Granularity | Retention]) -> dict[str, Words]:
    return {each.value: each.label for each in codes}


FUNCTION = Kind(
    label=_("Function"),
    words=_purpose,
    page=lambda key: reverse("trust:function-detail", args=(key,)),
)
say(
    "trust",
    acts={
        "trust.functions-appeared": _("New functions appeared"),
        "trust.function-changed": _("A function changed"),
        "trust.function-gone": _("A function is gone"),
        "trust.function-opened": _("A function was opened"),
        "trust.function-locked": _("A function was locked"),
        "trust.decision-recorded": _("A decision was noted"),
        "trust.decision-confirmed": _("A decision was confirmed"),
        "trust.decision-withdrawn": _("A decision was withdrawn"),
        "trust.audit-exported": _("Lines of the log were exported"),
        "trust.audit-purged": _("Old lines of the log were dropped"),
        "trust.audit-head-lost": _("The seal of the log was lost"),
        "trust.ballot-opened": _("A vote was opened"),
        "trust.ballot-closed": _("A vote was closed"),
        "trust.round-tightened": _("A running round asks for more people"),
        "trust.disclosure-limit-set": _("The least number of people for a figure was set"),
        "trust.purged": _("What was past its time was dropped"),
        "trust.hold-placed": _("Something is kept longer"),
        "trust.hold-lifted": _("Something is kept longer no more"),
        "trust.secret-kept": _("A key or password was sealed"),
        "trust.secret-forgotten": _("A key or password was forgotten"),
        "trust.secrets-rotated": _("All keys and passwords were sealed anew"),
    },
    objects={
        "function": FUNCTION,
        "kind": Kind(label=_("Kind of figure"), words=dict(KINDS).get),
        "round": Kind(label=_("Round of figures"), rows=DisclosureRound.objects.all),
        "ballot-round": Kind(
            label=_("Vote"), rows=BallotRound.objects.all, key="key", is_numbered=False
        ),
        "purge": Kind(
            label=_("Report of what was dropped"),
            rows=PurgeReport.objects.all,
            title=lambda report: date_format(timezone.localtime(report.started_at)),
            page=on("rights:purge-list"),
        ),
        "secret": Kind(label=_("Key or password")),
    },
    details={
        "functions": FUNCTION,
        "is_open": _("open"),
        "subjects": Kind(label=_("of whom"), words=_labels(Subject).get),
        "basis": Kind(label=_("legal basis"), words=_labels(Basis).get),
        "granularity": Kind(label=_("shows"), words=_labels(Granularity).get),
        "retention": Kind(label=_("kept"), words=_labels(Retention).get),
        "data": _("data"),
        "purpose": _("purpose"),
        "viewers": _("who may see it"),
        "is_suitable_for_observing": _("can be used to observe people"),
        "decision": _("decision"),
        "kind": Kind(label=_("who decided"), words=dict(Decision.Kind.choices).get),
        "number": _("decision number"),
        "decided_on": _("decided on"),
        "expires_on": _("valid until"),
        "scope": _("scope"),
        "conditions": _("conditions"),
        "because": _("because"),
        "least": _("least number of people"),
        "options": _("answers to choose from"),
        "n_entitled": _("people who may vote"),
        "n_issued": _("people who came to vote"),
        "n_ballots": _("ballots"),
        "n_secrets": _("keys and passwords"),
    },
)
say(
    "",
    acts={},
    details={
        "version": _("version"),
        "form": _("form"),
        "filters": _("filters"),
        "reason": _("reason"),
        "name": _("name"),
        "title": _("title"),
        "to": _("file"),
        "until": _("until"),
        "n_entries": _("lines"),
        "n_purged": _("lines dropped since the beginning"),
    },
)
