"""What the acts of this room are called in the log, and what they are about."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from klankbord.people.log import MEMBER
from klankbord.reputation.desk.contacts.models import Contact
from klankbord.reputation.desk.models import Case, CaseEvent, Severity
from klankbord.reputation.desk.signs.models import Kind as Sign
from klankbord.trust.wording import Kind, at, on, say

_SEVERITIES = {str(each.value): each.label for each in Severity}
_SIGNS = {each.value: each.label for each in Sign}
CASE = Kind(
    label=_("Case"),
    rows=Case.objects.all,
    title=lambda case: f"{case.number} {case.title}" if case.title != case.number else case.number,
    page=at("desk:case-detail"),
)
say(
    "desk",
    acts={
        **{
            f"desk.case-{kind.value}": format_lazy(_("Case: {act}"), act=kind.label)
            for kind in CaseEvent.Kind
        },
        "desk.hurry-told": _("Colleagues were told to hurry"),
        "desk.suggestion-asked": _("Words were asked of a model"),
        "desk.approval-rule-changed": _("When an answer needs approval was set"),
        "desk.hours-changed": _("Office hours were set"),
        "desk.signs-changed": _("What to look out for was changed"),
        "desk.target-added": _("A time to answer within was added"),
        "desk.target-deleted": _("A time to answer within was deleted"),
        "desk.cases-exported": _("Cases were exported"),
        "desk.figures-exported": _("Figures of the desk were exported"),
        "desk.contact-added": _("A contact was added"),
        "desk.contact-changed": _("A contact was changed"),
        "desk.contact-removed": _("A contact was removed"),
        "desk.contact-exported": _("What is kept of a contact was exported"),
    },
    objects={
        "case": CASE,
        "desk.cases": CASE,  # as something that is kept longer
        "contact": Kind(
            label=_("Contact"), rows=Contact.objects.all, page=at("desk:contact-change")
        ),
        "approval-rule": Kind(label=_("Rule for approval"), page=on("desk:approval-list")),
        "desk:signs": Kind(label=_("What to look out for"), page=on("desk:sign-list")),
        "desk:cases": Kind(label=_("List of cases"), page=on("desk:case-list")),
        "desk:equity": Kind(label=_("Is everybody answered alike?"), page=on("desk:figures")),
        "desk:silence": Kind(label=_("What was let stand"), page=on("desk:figures")),
        "desk:clocks": Kind(label=_("Clocks and office hours"), page=on("desk:clock-list")),
    },
    details={
        "members": MEMBER,
        "from_severity": Kind(label=_("from severity"), words=_SEVERITIES.get),
        "hours": _("hours"),
        "kinds": Kind(label=_("lists"), words=_SIGNS.get),
        "target": _("time to answer within"),
        "model": _("model"),
        "country": _("country"),
    },
)
