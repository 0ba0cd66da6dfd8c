"""Forms of the platform map."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.participate.platforms.mapping import PARTS as NAMES
from klankbord.participate.platforms.models import MOST, Verdict
from klankbord.participate.platforms.words import PARTS

_EFFORTS = [
    ("", _("not known")),
    (1, _("1: runs by itself")),
    (2, _("2: an hour a week")),
    (3, _("3: some hours a week")),
    (4, _("4: every day")),
    (5, _("5: somebody's whole job")),
]


class ResearchForm(forms.Form):
    """What was found out about a platform, and what is decided."""

    verdict = forms.ChoiceField(label=_("What we do"), choices=Verdict.choices)
    review_on = forms.DateField(
        label=_("Look again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    effort = forms.TypedChoiceField(
        label=_("Effort"), choices=_EFFORTS, coerce=int, empty_value=None, required=False
    )
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Which audience is there, what works, where you read it and when."),
    )


class WeightsForm(forms.Form):
    """How much each part counts."""

    def __init__(self, *args: object, **extra: object) -> None:
        super().__init__(*args, **extra)  # type: ignore[arg-type]  # as Django's own forms take them
        for name in NAMES:
            self.fields[name] = forms.IntegerField(
                label=str(PARTS[name]), min_value=0, max_value=MOST, help_text=_("0 to 5")
            )


class FactForm(forms.Form):
    """A fact about a platform, with where it was read."""

    words = forms.CharField(
        label=_("Fact"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(
        label=_("Who says so"), max_length=200, help_text=_("The research or the publisher.")
    )
    address = forms.URLField(
        label=_("Where you read it"), max_length=2000, required=False, assume_scheme="https"
    )
    as_of = forms.DateField(
        label=_("From when it is"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
