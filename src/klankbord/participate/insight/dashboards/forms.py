"""The form of a dashboard: what it shows, who may read it, when it is mailed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from klankbord.participate.insight.dashboards.actions import DashboardNameTaken, save_dashboard
from klankbord.participate.insight.dashboards.queries import READERS, team
from klankbord.participate.insight.models import Dashboard, Rhythm
from klankbord.participate.insight.period import CHOICES, DEFAULT
from klankbord.participate.insight.queries import read_numbers
from klankbord.participate.stakeholders.models import Group
from klankbord.participate.topics.listing import platform_name
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.queries import filter_choices
from klankbord.people.models import Member, Role

LAST_DAY = 28  # every month has it
SHOWN = ("name", "days", "topics", "count", "group", "platform")
SHARED = ("roles", "readers")
MAILED = (
    "rhythm", "weekday", "day_of_month", "time", "quiet_from", "quiet_until", "is_weekend_quiet",
)  # fmt: skip


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class DashboardForm(forms.Form):
    """All of a dashboard on one page."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As your readers find it, like “Week report”.")
    )
    days = forms.TypedChoiceField(
        label=_("Days that it looks back"), choices=[(n, str(n)) for n in CHOICES], coerce=int
    )
    topics = forms.TypedMultipleChoiceField(
        label=_("Topics"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "None: everything that is heard. One: the overview of that topic alone. More: only"
            " these stand beside each other."
        ),
    )
    count = forms.ChoiceField(
        label=_("What counts"),
        required=False,
        choices=[("", _("Every mention")), ("stories", _("Every story once"))],
    )
    group = forms.ChoiceField(label=_("Who, in the table of who says what"), required=False)
    platform = forms.ChoiceField(label=_("Where, in that table"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Everybody with this role"),
        required=False,
        choices=[(role.value, role.label) for role in Role if role in READERS],
        widget=forms.CheckboxSelectMultiple,
    )
    readers = forms.TypedMultipleChoiceField(
        label=_("These members"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see it as long as their own role opens the overview to them."),
    )
    rhythm = forms.ChoiceField(label=_("Mail it as PDF"), choices=Rhythm.choices)
    weekday = forms.TypedChoiceField(
        label=_("Day of the week"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        help_text=_("For every week."),
    )
    day_of_month = forms.IntegerField(
        label=_("Day of the month"),
        min_value=1,
        max_value=LAST_DAY,
        help_text=_("For every month."),
    )
    time = forms.TimeField(label=_("At"), widget=_clock())
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=_clock())
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        widget=_clock(),
        help_text=_("What falls in these hours is mailed when they are over."),
    )
    is_weekend_quiet = forms.BooleanField(label=_("Quiet at weekends"), required=False)

    def __init__(self, *args: Any, by: Member, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self._team = {member.pk: member for member in team() if member.pk != by.pk}
        topics = Topic.objects.filter(driver="").values_list("pk", "name")
        offered: dict[str, list[tuple[Any, Any]]] = {
            "topics": list(topics),
            "group": [("", _("Everybody")), *Group.choices],
            "platform": [
                ("", _("Everywhere")),
                *((key, platform_name(key)) for key in filter_choices().platforms),
            ],
            "readers": [(pk, member.name) for pk, member in self._team.items()],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def keep(self, *, dashboard: Dashboard | None, by: Member, at: dt.datetime) -> Dashboard | None:
        """Save; None with an error in the form where the name is taken."""
        given = self.cleaned_data
        values = {name: given[name] for name in ("name", "roles", *MAILED)}
        values["choices"] = choices_of(given)
        try:
            return save_dashboard(
                dashboard=dashboard,
                values=values,
                readers=[self._team[pk] for pk in given["readers"]],
                by=by,
                at=at,
            )
        except DashboardNameTaken:
            self.add_error("name", _("You have a dashboard of this name. Choose another one."))
            return None


def choices_of(given: Mapping[str, Any]) -> dict[str, str]:
    """What was chosen, as the overview takes it in its address."""
    topics = sorted(given["topics"])
    found = {
        "days": str(given["days"]),
        "topic": str(topics[0]) if len(topics) == 1 else "",
        "topics": ",".join(map(str, topics)) if len(topics) > 1 else "",
        "count": given["count"],
        "group": given["group"],
        "platform": given["platform"],
    }
    return {name: value for name, value in found.items() if value}


def read_choices(params: Mapping[str, Any], n_days: int) -> dict[str, Any]:
    """What the form begins with, from the address of the overview or of the cross table."""
    topics = read_numbers(str(params.get("topics", "")))
    one = read_numbers(str(params.get("topic", "")))
    return {
        "days": n_days if n_days in CHOICES else DEFAULT,
        "topics": one or topics,
        **{name: params.get(name, "") for name in ("count", "group", "platform")},
    }


def first_times() -> dict[str, Any]:
    """When a new one would be mailed."""
    return {name: getattr(Dashboard(), name) for name in MAILED}


def values_of(dashboard: Dashboard) -> dict[str, Any]:
    """What the form begins with when one is changed."""
    kept = {name: getattr(dashboard, name) for name in ("name", "roles", *MAILED)}
    readers = [each.member_id for each in dashboard.readers.all()]
    shown = read_choices(dashboard.choices, int(dashboard.choices.get("days", DEFAULT)))
    return {**kept, **shown, "readers": readers}
