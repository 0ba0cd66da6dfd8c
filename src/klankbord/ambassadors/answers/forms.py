"""What is filled in about a point."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.answers.actions import ANSWER_WITHIN, Answer
from klankbord.ambassadors.answers.models import (
    ABOUT_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Step,
)
from klankbord.ambassadors.answers.queries import (
    clauses_in_force,
    items_to_choose,
    members_to_choose,
)
from klankbord.ambassadors.newsletters.models import Item
from klankbord.people.models import Member

_LAST = dt.date(9000, 1, 1)


def _day(**values: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], **values)


def _text(*, rows: int, **values: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **values)


class OwnerForm(forms.Form):
    """Who sees to it that there is an answer."""

    owner: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=Member.objects.none(),
        help_text=_("Who sees to it that there is an answer. Colleagues see this name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = members_to_choose()  # type: ignore[attr-defined]


class PointForm(OwnerForm):
    """Something that colleagues raise."""

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        help_text=_("A few words by which everybody knows it, such as “Parking at the town hall”."),
    )
    about = _text(
        rows=4,
        label=_("What colleagues raise"),
        max_length=ABOUT_LENGTH,
        help_text=_("In your own words. Do not quote anybody and name nobody."),
    )
    due_on = _day(
        label=_("Answer by"),
        help_text=_("After this day it stands as overdue for everybody, until there is an answer."),
    )
    field_order = ("title", "about", "owner", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = timezone.localdate() + ANSWER_WITHIN

    def clean_due_on(self) -> dt.date:
        """A promise is about a day to come."""
        day: dt.date = self.cleaned_data["due_on"]
        if not timezone.localdate() <= day < _LAST:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class AnswerForm(forms.Form):
    """The decision, and what colleagues are told."""

    kind = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (Step.Kind.DONE.value, _("Done: this is what we did")),
            (Step.Kind.NOT_DONE.value, _("Not: we do not do this")),
            (Step.Kind.WORKING.value, _("Being worked on: a final answer comes later")),
        ],
    )
    text = _text(
        rows=4,
        label=_("What colleagues read"),
        max_length=TEXT_LENGTH,
        help_text=_("What was decided, in plain words."),
    )
    because = _text(
        rows=3,
        label=_("Why"),
        max_length=TEXT_LENGTH,
        help_text=_("The reason, also when it is good news: policy is made from reasons."),
    )
    until = _day(
        label=_("Final answer by"),
        required=False,
        help_text=_("Only for what is being worked on. It becomes the new day for everybody."),
    )
    clause_key = forms.ChoiceField(label=_("Clause of the policy"), required=False)
    item: "forms.ModelChoiceField[Item]" = forms.ModelChoiceField(
        label=_("Told in the newsletter"),
        queryset=Item.objects.none(),
        required=False,
        empty_label=_("Not in a newsletter"),
    )
    sources = _text(
        rows=2,
        label=_("Sources"),
        max_length=ABOUT_LENGTH,
        required=False,
        help_text=_("One on each line: a decision, a meeting, an address."),
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=100_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        language = "nl" if (get_language() or "").startswith("nl") else "en"
        fields["clause_key"].choices = [
            ("", _("No clause")),
            *(
                (str(each.key), f"{each.number}. {each.title_in(language)}")
                for each in clauses_in_force()
            ),
        ]
        fields["item"].queryset = items_to_choose()
        fields["item"].label_from_instance = lambda item: f"{item.edition.title}: {item.headline}"

    @property
    def answer(self) -> Answer:
        """What the form says."""
        data = self.cleaned_data
        values = {name: data[name] for name in ("kind", "text", "because", "until", "sources")}
        return Answer(**values, clause_key=data["clause_key"] or None, item=data["item"])


class ReopenForm(forms.Form):
    """What an answer misses."""

    text = _text(
        rows=3,
        label=_("What is not answered?"),
        max_length=500,
        help_text=_("Everybody reads this, without your name."),
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=100_000)
