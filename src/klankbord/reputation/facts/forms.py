"""What people fill in about a fact."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.participate.listening.queries import local_midnight
from klankbord.people.models import Member
from klankbord.reputation.facts.actions import Statement
from klankbord.reputation.facts.lines import WordsField
from klankbord.reputation.facts.models import FactVersion
from klankbord.reputation.facts.queries import owners

_LONGEST = 2000
_USUAL_DAYS = 180


class FactForm(forms.Form):
    """A fact: its words in both languages, its ground, its end and its owner."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_(
            "A few words by which a colleague finds it, such as “Opening hours of the pool”."
        ),
    )
    text_nl = forms.CharField(
        label=_("Statement in Dutch"), max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    text_en = forms.CharField(
        label=_("Statement in English"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One thing that can be checked, in words that may stand in an answer."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("How do we know? A decision, a law, a colleague who measured it."),
    )
    source_url = forms.CharField(
        label=_("Address of the source"),
        max_length=2000,
        required=False,
        widget=forms.URLInput,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    valid_until = forms.DateField(
        label=_("Last day on which we say this"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=_("After this day an answer that stands on it is stopped before it is sent."),
    )
    owner: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Who is asked when it ends soon."),
    )

    mistakes = WordsField(
        label=_("What people wrongly say"),
        help_text=_(
            "One on each line, as in the search: pool NEAR/6 closed. Where a message says it, the "
            "flowchart proposes that its facts are wrong, and names this fact."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners()  # type: ignore[attr-defined]
        self.fields["valid_until"].initial = timezone.localdate() + dt.timedelta(days=_USUAL_DAYS)

    def clean_valid_until(self) -> dt.datetime:
        """The moment after that day, in the time zone of the house."""
        day: dt.date = self.cleaned_data["valid_until"]
        if not dt.date(2000, 1, 1) <= day <= dt.date(9000, 1, 1):
            raise forms.ValidationError(_("Choose a day in this century."))
        return local_midnight(day + dt.timedelta(days=1))

    @property
    def statement(self) -> Statement:
        """What the form states."""
        data = self.cleaned_data
        return Statement(
            text_nl=data["text_nl"],
            text_en=data["text_en"],
            source=data["source"],
            source_url=data["source_url"],
            expires_at=data["valid_until"],
        )


class FactChangeForm(FactForm):
    """A new version of a fact; the form carries the one that it was drawn from."""

    is_wrong = forms.BooleanField(
        label=_("What we said was wrong"),
        required=False,
        help_text=_("Then answers that stand on it are marked as wrong, not only as old."),
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=100_000)


def values_of(version: FactVersion) -> dict[str, Any]:
    """What a change begins with."""
    last_day = timezone.localtime(version.expires_at - dt.timedelta(seconds=1)).date()
    return {
        "title": version.fact.title,
        "text_nl": version.text_nl,
        "text_en": version.text_en,
        "source": version.source,
        "source_url": version.source_url,
        "valid_until": last_day,
        "owner": version.fact.owner_id,
        "mistakes": "\n".join(version.fact.mistakes),
        "number": version.number,
    }


class RetireForm(forms.Form):
    """Why a fact is said no more."""

    because = forms.CharField(
        label=_("Why do we say this no more?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
