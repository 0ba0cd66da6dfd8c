"""What people fill in about questions to experts."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member, Role
from klankbord.reputation.desk.asking.models import TEXT_LENGTH

# Whoever knows; the works council sees no content (6-trust 6.1).
ANSWERERS = tuple(role for role in Role if role is not Role.COUNCIL)


class AskForm(forms.Form):
    """Whom, what, and until when."""

    expert: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Who knows?"),
        queryset=Member.objects.none(),
        empty_label=_("Choose a colleague"),
        help_text=_("They get a mail with your question and the message that it is about."),
    )
    text = forms.CharField(
        label=_("Your question"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("One question, in words that somebody outside the desk understands."),
    )
    answer_by = forms.DateTimeField(
        label=_("Answer before"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=_("They are reminded once before it."),
    )

    def __init__(self, *args: Any, by: Member, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = Member.objects.filter(is_active=True, role_grants__role__in=ANSWERERS)
        others = able.exclude(pk=by.pk).order_by("name").distinct()
        self.fields["expert"].queryset = others  # type: ignore[attr-defined]
        tomorrow = timezone.localtime(now + dt.timedelta(days=1))
        self.initial.setdefault("answer_by", tomorrow.strftime("%Y-%m-%dT%H:%M"))
        self.now = now

    def clean_answer_by(self) -> dt.datetime:
        """A moment to come, and not next year."""
        moment: dt.datetime = self.cleaned_data["answer_by"]
        if not self.now < moment < self.now + dt.timedelta(days=90):
            raise forms.ValidationError(_("Choose a moment between now and three months."))
        return moment


class ExpertAnswerForm(forms.Form):
    """What the expert knows."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "autofocus": True}),
        help_text=_("Plain words, and where it can be checked. The desk writes the reply."),
    )
