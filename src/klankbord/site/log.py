"""What acts across rooms are called in the log, and what they are about."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from klankbord.trust.register import Words
from klankbord.trust.rights.contract import ERASERS, LEAVERS
from klankbord.trust.rights.models import Departure, Erasure, GlassOpening, OwnExport
from klankbord.trust.wording import Kind, at, on, say


def _part(key: str) -> Words:
    """What one room did, by its key; every room has told by the time that somebody reads."""
    part = ERASERS.get(key) or LEAVERS.get(key)
    return part.label if part else key


def _number(row: Model) -> str:
    return str(row.pk)


say("site", acts={"site.backed-up": _("Everything was backed up")})
say(
    "sample",
    acts={
        "sample.loaded": _("The sample organisation was loaded"),
        "sample.removed": _("The sample organisation was removed"),
    },
)
say(
    "rights",
    acts={
        "rights.erasure-asked": _("Forgetting an author was asked"),
        "rights.author-erased": _("An author was forgotten"),
        "rights.own-data-asked": _("Somebody asked for their own data"),
        "rights.own-data-fetched": _("Somebody fetched their own data"),
        "rights.member-left": _("A member left"),
        "rights.glass-asked": _("Opening a closed group was asked"),
        "rights.glass-opened": _("A closed group was opened"),
        "rights.glass-refused": _("Opening a closed group was refused"),
        "rights.glass-read": _("A closed group was read"),
        "rights.glass-closed": _("A closed group was closed again"),
        "rights.glass-told": _("The members of a closed group were told"),
    },
    objects={
        "erasure": Kind(
            label=_("Forgetting an author"),
            rows=Erasure.objects.all,
            title=_number,
            page=at("rights:erasure-detail"),
        ),
        "own-export": Kind(label=_("Own data as a file"), rows=OwnExport.objects.all),
        "glass": Kind(
            label=_("Opening of a closed group"),
            rows=GlassOpening.objects.all,
            title=_number,
            page=on("rights:glass-list"),
        ),
    },
    details={
        "space": _("space"),
        "members": _("members"),
        "page": _("page"),
        "way": Kind(label=_("their words"), words=dict(Departure.Way.choices).get),
        "counts": Kind(label=_("how much"), words=_part),
        "removed": Kind(label=_("how much"), words=_part),
    },
)
