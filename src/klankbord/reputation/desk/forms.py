"""What people fill in at the desk."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.participate.stakeholders.models import GIVEN_CHOICES
from klankbord.participate.topics.models import Driver
from klankbord.people.models import Department, Member
from klankbord.reputation.desk.models import (
    CaseMessage,
    Channel,
    Reason,
    Reply,
    Severity,
    WaitingFor,
)
from klankbord.reputation.desk.picturing.forms import PicturesForm
from klankbord.reputation.desk.queries import responders
from klankbord.reputation.desk.ways import Bounds
from klankbord.reputation.desk.wording import VISIBILITY_LABELS
from klankbord.reputation.facts.models import FactVersion
from klankbord.reputation.replies.models import SavedReply

_MORNING = dt.time(9)
_PLACES = {
    "x.com": "x",
    "twitter.com": "x",
    "bsky.app": "bluesky",
    "facebook.com": "facebook",
    "instagram.com": "instagram",
    "linkedin.com": "linkedin",
    "reddit.com": "reddit",
    "youtube.com": "youtube",
    "tiktok.com": "tiktok",
}
_LONGEST = 20_000
_only_web = URLValidator(schemes=["http", "https"])


def platform_of(url: str) -> str:
    """The platform that an address belongs to, if its site is one we know."""
    site = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    return _PLACES.get(site, "")


class WebField(forms.CharField):
    """A web address that a browser may be sent to; never a script."""

    default_validators = [_only_web]  # noqa: RUF012  # Django's own spelling
    widget = forms.URLInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, required=False, **kwargs)


class MorningField(forms.DateField):
    """A day, as the moment on which work starts that day."""

    def __init__(self, *, is_needed: bool = False, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=is_needed, widget=widget, input_formats=["%Y-%m-%d"], **kwargs)

    def clean(self, value: Any) -> dt.datetime | None:
        """Nine o'clock where the reader is; None if no day was chosen."""
        day = super().clean(value)
        if day is None:
            return None
        try:
            return timezone.make_aware(dt.datetime.combine(day, _MORNING))
        except OverflowError as error:
            raise forms.ValidationError(_("Choose a day in this century.")) from error


class MomentField(forms.DateTimeField):
    """A day and an hour that are still to come, on the clock of the house."""

    def __init__(self, **kwargs: Any) -> None:
        shape = "%Y-%m-%dT%H:%M"
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=shape)
        super().__init__(required=False, widget=widget, input_formats=[shape], **kwargs)

    def clean(self, value: Any) -> dt.datetime | None:
        """The moment; None if none was chosen."""
        moment: dt.datetime | None = super().clean(value)
        if moment is not None and moment <= timezone.now():
            raise forms.ValidationError(_("Choose a moment that is still to come."))
        return moment


class OpenFromMentionForm(forms.Form):
    """What a person adds to a mention when it becomes a case."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("One line that tells a colleague what this is about."),
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=Severity.choices, coerce=int, initial=Severity.NORMAL
    )
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.all(),
        required=False,
        empty_label=_("Not decided yet"),
    )
    promised_at = MomentField(
        label=_("Answer before"),
        help_text=_(
            "Only if somebody was promised a moment. Otherwise the clock of the desk counts."
        ),
    )

    def clean_severity(self) -> Severity:
        """As the word of the house."""
        return Severity(self.cleaned_data["severity"])


class OpenByHandForm(OpenFromMentionForm):
    """A phone note, a mail, a tip: who said what, where."""

    channel = forms.ChoiceField(
        label=_("How did it reach us?"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.MENTION],
        initial=Channel.PHONE,
    )
    author_name = forms.CharField(
        label=_("Who said it?"),
        max_length=300,
        required=False,
        help_text=_("A name, a handle or “a caller”. Write no more than the answer needs."),
    )
    text = forms.CharField(
        label=_("What was said?"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    url = WebField(
        label=_("Where can it be read?"),
        help_text=_("The address of the message, if it stands on the web."),
    )
    field_order = [  # noqa: RUF012  # Django's own spelling
        "channel",
        "title",
        "author_name",
        "text",
        "url",
        "severity",
        "department",
    ]


class AssignForm(forms.Form):
    """Hand a case over."""

    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.all(),
        required=False,
        empty_label=_("No department"),
    )
    member: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=_("Whoever takes it up first"),
        help_text=_("Only people who may answer are in this list."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = responders()  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """Something for colleagues."""

    text = forms.CharField(
        label=_("Note for colleagues"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("The outside world never sees this. Write @ and a name to call a colleague."),
    )


class SeverityForm(forms.Form):
    """How urgent it is."""

    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=Severity.choices, coerce=int, widget=forms.RadioSelect
    )

    def clean_severity(self) -> Severity:
        """As the word of the house."""
        return Severity(self.cleaned_data["severity"])


class TagForm(forms.Form):
    """Labels to put on cases, and to take off."""

    add = forms.CharField(
        label=_("Put on"), max_length=300, required=False, help_text=_("With a comma in between.")
    )
    remove = forms.CharField(label=_("Take off"), max_length=300, required=False)

    def clean_add(self) -> list[str]:
        """One by one."""
        return str(self.cleaned_data["add"]).split(",")

    def clean_remove(self) -> list[str]:
        """One by one."""
        return str(self.cleaned_data["remove"]).split(",")


class HoldForm(forms.Form):
    """Wait for somebody."""

    waiting_for = forms.ChoiceField(
        label=_("Whose turn is it?"), choices=WaitingFor.choices, widget=forms.RadioSelect
    )
    look_again_at = MorningField(label=_("Look again on"))


class AnswerForm(forms.Form):
    """The text of an answer."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 7, "autofocus": True}),
        help_text=_("Say who you are, answer the question, name your source, stay kind."),
    )
    facts: "forms.ModelMultipleChoiceField[FactVersion]" = forms.ModelMultipleChoiceField(
        queryset=FactVersion.objects.all(), required=False
    )  # drawn by the page, which shows what each states
    visibility = forms.ChoiceField(label=_("Who may read it?"), required=False)
    saved = forms.ModelChoiceField(
        queryset=SavedReply.objects.all(), required=False, widget=forms.HiddenInput
    )
    machine = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, bounds: Bounds | None = None, reply: Reply | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        limits = bounds.limits if bounds else None
        self.pictures = PicturesForm(*args, reply=reply, limits=limits)
        circles = bounds.visibilities if bounds else ()
        if len(circles) > 1:
            named = [(circle, VISIBILITY_LABELS.get(circle, circle)) for circle in circles]
            self.fields["visibility"].choices = named  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["visibility"]

    def clean(self) -> dict[str, Any]:
        """The words, and the pictures that go along."""
        given = super().clean() or {}
        if self.pictures.is_valid():
            given["pictures"] = self.pictures.pictures()
        else:
            self.add_error(None, _("Look at the pictures: something is missing there."))
        return given

    def clean_text(self) -> str:
        """Browsers end lines with two signs; platforms count one."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class SentForm(forms.Form):
    """The proof that an answer stands where it should."""

    proof = WebField(
        label=_("Address of the answer"),
        help_text=_("Copy it from the place itself, so that others find the answer."),
    )


class LetStandForm(forms.Form):
    """Why nothing is answered."""

    reason = forms.ChoiceField(
        label=_("Why does this need no answer?"), choices=Reason.choices, widget=forms.RadioSelect
    )
    explanation = forms.CharField(
        label=_("In your own words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    look_again_at = MorningField(
        label=_("Look again on"),
        help_text=_("Leave this empty if nobody has to come back to it."),
    )

    def clean(self) -> dict[str, Any]:
        """Another reason is only a reason when it is told."""
        data = super().clean() or {}
        if data.get("reason") == Reason.OTHER and not data.get("explanation"):
            self.add_error("explanation", _("Tell in a few words what the reason is."))
        return data


class MonitorForm(LetStandForm):
    """Why nothing is answered now, and when somebody looks again."""

    look_again_at = MorningField(
        label=_("Look again on"),
        is_needed=True,
        help_text=_("It comes back earlier with a new message, or when it spreads."),
    )

    def clean_look_again_at(self) -> dt.datetime:
        """A day that is still to come."""
        day: dt.datetime = self.cleaned_data["look_again_at"]
        if timezone.localdate(day) <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day after today."))
        return day


class DescribeForm(forms.Form):
    """What it is about, and who speaks; what nobody knows is left open."""

    driver = forms.ChoiceField(
        label=_("Driver of our reputation"),
        choices=[("", _("Not known")), *Driver.choices],
        required=False,
        help_text=_("Which side of the organisation people judge here."),
    )
    stakeholder_group = forms.ChoiceField(
        label=_("Stakeholder group"),
        choices=[("", _("Not known")), *GIVEN_CHOICES],
        required=False,
        help_text=_("As whom the author speaks, as far as they say so. Do not look it up."),
    )


class BotForm(forms.Form):
    """Whether a program wrote the message, and how one knows."""

    is_by_bot = forms.TypedChoiceField(
        label=_("Who writes here?"),
        choices=[("no", _("A person")), ("yes", _("A program: an automatic account"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    because = forms.CharField(
        label=_("How do you know?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the account itself says counts, not how often or how fast it writes."),
    )


class MessageForm(forms.Form):
    """A later message, typed over from elsewhere."""

    direction = forms.ChoiceField(
        label=_("Who spoke?"), choices=CaseMessage.Direction.choices, widget=forms.RadioSelect
    )
    author_name = forms.CharField(label=_("Name"), max_length=300, required=False)
    text = forms.CharField(
        label=_("What was said?"), max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    url = WebField(label=_("Where can it be read?"))
