"""What people fill in about questions to experts."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member
from klankbord.reputation.desk.asking.models import TEXT_LENGTH
from klankbord.reputation.desk.asking.proposing import choices_of, people_to_ask
from klankbord.reputation.desk.contacts.models import Contact
from klankbord.reputation.desk.models import Case


class AskForm(forms.Form):
    """Whom, what, and until when."""

    expert = forms.ChoiceField(
        label=_("Who knows?"),
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

    def __init__(self, *args: Any, case: Case, by: Member, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = people_to_ask(case, but=by)
        self.people = {each.key: each.person for each in known}
        choices = [("", _("Choose somebody")), *choices_of(known)]
        self.fields["expert"].choices = choices  # type: ignore[attr-defined]
        tomorrow = timezone.localtime(now + dt.timedelta(days=1))
        self.initial.setdefault("answer_by", tomorrow.strftime("%Y-%m-%dT%H:%M"))
        self.now = now

    def clean_expert(self) -> Member | Contact:
        """The person themselves."""
        return self.people[self.cleaned_data["expert"]]

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
