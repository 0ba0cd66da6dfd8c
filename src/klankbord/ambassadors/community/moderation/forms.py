"""What is filled in about words that somebody has to look at."""

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.moderation.models import REASON_LENGTH, Report


class ReportForm(forms.Form):
    """Why a moderator should look."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=Report.Reason, widget=forms.RadioSelect
    )
    more = forms.CharField(
        label=_("What should a moderator know?"),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(forms.Form):
    """What a moderator says to the author."""

    reason = forms.CharField(
        label=_("Your reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The author reads it, word for word, with your name."),
    )


class AppealForm(forms.Form):
    """Why somebody else should look again."""

    words = forms.CharField(
        label=_("Why should it stand?"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
