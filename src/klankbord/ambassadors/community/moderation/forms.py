"""What is filled in about words that somebody has to look at."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.moderation.models import REASON_LENGTH, Report, Review


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

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        """Only what is shown as its author wants it needs no reason."""
        super().__init__(*args, **kwargs)
        self.prefix = f"review-{review.pk}"
        is_shown = self.data.get("shown") == "1" or not self.is_bound
        self.fields["reason"].required = not (review.is_new and is_shown)


class AppealForm(forms.Form):
    """Why somebody else should look again."""

    words = forms.CharField(
        label=_("Why should it stand?"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
