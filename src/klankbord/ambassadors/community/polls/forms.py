"""What somebody asks, what can be chosen, until when, and under which promise."""

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.forms import InGroupForm, TextForm
from klankbord.ambassadors.community.models import Group
from klankbord.ambassadors.community.polls.actions import LONGEST, Asked
from klankbord.ambassadors.community.polls.models import CHOICE_LENGTH, FEWEST, MOST, Poll

BY_NAME, ANONYMOUS = "named", "anonymous"
_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
AHEAD = dt.timedelta(days=7)
EVENING = dt.time(17)


class ChoicesWidget(forms.Widget):
    """As many fields as there may be choices; the next shows when the one before is filled."""

    template_name = "community/_choices_field.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> Any:  # noqa: ARG002  # Django calls it so
        """All fields of one name, in their order."""
        if isinstance(data, MultiValueDict):
            return data.getlist(name)
        given = data.get(name, [])
        return given if isinstance(given, list) else [given]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A row a choice: its number, its words, and whether one may not leave it empty."""
        context = super().get_context(name, value, attrs)
        given = [*(value or [])][:MOST]
        context["widget"]["rows"] = [
            (number, (given[number - 1] if number <= len(given) else ""), number <= FEWEST)
            for number in range(1, MOST + 1)
        ]
        context["widget"]["most_letters"] = CHOICE_LENGTH
        return context

    def id_for_label(self, id_: str) -> str:
        """The first field, where a fault is pointed at."""
        return f"{id_}_1" if id_ else id_


class ChoicesField(forms.Field):
    """Two to ten different things; empty fields are no choices."""

    widget = ChoicesWidget

    def clean(self, value: Any) -> list[str]:
        """Leave empty fields out, and say what is wrong with the rest."""
        words = [" ".join(str(each).split()) for each in value or []]
        chosen = [each for each in words if each]
        if len(chosen) < FEWEST:
            raise forms.ValidationError(_("Give at least two things to choose from."))
        if len(chosen) > MOST:
            raise forms.ValidationError(_("Give at most ten things to choose from."))
        if any(len(each) > CHOICE_LENGTH for each in chosen):
            raise forms.ValidationError(_("Keep each choice shorter than 120 letters."))
        if len({each.casefold() for each in chosen}) < len(chosen):
            raise forms.ValidationError(_("Two choices are the same."))
        return chosen


class PollForm(InGroupForm, TextForm):
    """A new poll; everything but the words is fixed once it is made."""

    field_order = (
        "group", "text", "choices", "has_several", "way", "shows", "closes_on", "closes_time",
    )  # fmt: skip

    choices = ChoicesField(label=_("What can be chosen"))
    has_several = forms.BooleanField(label=_("More than one can be chosen"), required=False)
    way = forms.ChoiceField(
        label=_("By name or anonymous"),
        choices=[
            (BY_NAME, _("By name: who can read the post sees who chose what")),
            (ANONYMOUS, _("Anonymous: nobody can see who chose what, also we cannot")),
        ],
        initial=BY_NAME,
        widget=forms.RadioSelect(),
    )
    shows = forms.ChoiceField(
        label=_("When others see the result, in a poll by name"),
        choices=Poll.Shows.choices,
        initial=Poll.Shows.AT_ONCE,
        widget=forms.RadioSelect(),
    )
    closes_on = forms.DateField(label=_("Closes on"), widget=_DAY)
    closes_time = forms.TimeField(label=_("At"), widget=_CLOCK, initial=EVENING)

    def __init__(
        self,
        *args: Any,
        groups: QuerySet[Group],
        too_small: list[Group],
        least: int,
        zone: zoneinfo.ZoneInfo,
        at: dt.datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, groups=groups, **kwargs)
        self.zone, self.at = zone, at
        self.fields["text"].label = _("Your question")
        self.fields["text"].help_text = ""
        self.fields["closes_on"].initial = (at.astimezone(zone) + AHEAD).date()
        self.fields["way"].help_text = _small(too_small, least)

    @property
    def asked(self) -> Asked:
        """What was filled in, of a form that is valid."""
        given = self.cleaned_data
        return Asked(
            choices=given["choices"],
            closes_at=given["closes_at"],
            has_several=given["has_several"],
            is_anonymous=given["way"] == ANONYMOUS,
            shows=given["shows"],
        )

    def clean(self) -> dict[str, Any]:
        """Make a moment of day and time, in the zone of who asks."""
        given = super().clean() or {}
        if given.get("closes_on") and given.get("closes_time"):
            local = dt.datetime.combine(given["closes_on"], given["closes_time"])
            closes_at = timezone.make_aware(local, self.zone).astimezone(dt.UTC)
            if closes_at <= self.at:
                self.add_error("closes_on", _("That is over. Choose a later moment."))
            elif closes_at > self.at + LONGEST:
                self.add_error("closes_on", _("A poll closes within three months."))
            given["closes_at"] = closes_at
        return given


class PollWordsForm(TextForm):
    """The question of a poll that nobody answered yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your question")


def _small(groups: list[Group], least: int) -> str:
    """Say it before anything is asked, not when the result stays away."""
    rule = _(
        "This cannot be changed afterwards. An anonymous poll shows its result after the close,"
        " rounded, if at least %(least)d colleagues voted."
    ) % {"least": least}
    if not groups:
        return str(rule)
    names = ", ".join(group.name for group in groups)
    small = _("Too small for that: %(names)s.") % {"names": names}
    return f"{rule} {small}"
