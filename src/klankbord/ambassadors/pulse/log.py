"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.pulse.models import LoadedInstrument, PulseRound
from klankbord.trust.wording import Kind, at, on, say

say(
    "pulse",
    acts={
        "pulse.round-opened": _("A round of the pulse was opened"),
        "pulse.round-withdrawn": _("A round of the pulse was taken back"),
        "pulse.round-told": _("A round of the pulse was closed and told"),
        "pulse.survey-loaded": _("A survey was loaded from a file"),
        "pulse.survey-removed": _("A survey from a file was removed"),
    },
    objects={
        "pulse-round": Kind(
            label=_("Round of the pulse"),
            rows=PulseRound.objects.all,
            page=at("pulse:round-detail"),
        ),
        "pulse-survey": Kind(
            label=_("Survey"),
            rows=LoadedInstrument.objects.all,
            key="key",
            is_numbered=False,
            page=on("pulse:survey-list"),
        ),
        "pulse": Kind(label=_("the program")),  # as somebody who acts
    },
    details={"n_entitled": _("colleagues who may answer"), "licence": _("licence")},
)
