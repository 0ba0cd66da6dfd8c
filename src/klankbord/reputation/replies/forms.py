"""What people fill in about saved replies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member, Role
from klankbord.reputation.replies.blanks import unclosed_blank, unknown_variables
from klankbord.reputation.replies.models import SavedReply

PLATFORMS = {
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "reddit": "Reddit",
    "youtube": "YouTube",
    "google": "Google",
    "tiktok": "TikTok",
    "mail": "E-mail",
}
KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)
_RESPONDING = (Role.MANAGER, Role.RESPONDER, Role.EXPERT, Role.ADMINISTRATOR)


def check_text(text: str) -> str:
    """The text; raises with what to do about braces that mean nothing and brackets left open."""
    unknown = unknown_variables(text)
    if unknown:
        words = _("We cannot fill in {%(name)s}. Use one of ours, or a blank: [[%(name)s]].")
        raise forms.ValidationError(words, params={"name": unknown[0]})
    if unclosed_blank(text):
        raise forms.ValidationError(_("A blank begins with [[ and ends with ]] on one line."))
    return text


class SavedReplyForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """One saved reply."""

    platforms = forms.MultipleChoiceField(
        label=_("Only for these platforms"),
        choices=list(PLATFORMS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick none, and it is for all."),
    )
    review_on = forms.DateField(
        label=_("Look at it again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=_("From that day on it carries a warning."),
    )

    class Meta:
        model = SavedReply
        fields = (
            "title",
            "text_nl",
            "text_en",
            "topic",
            "platforms",
            "owner",
            "review_on",
        )
        widgets = {  # noqa: RUF012  # Django's own spelling
            "text_nl": forms.Textarea(attrs={"rows": 6, "lang": "nl"}),
            "text_en": forms.Textarea(attrs={"rows": 6, "lang": "en"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = Member.objects.filter(is_active=True, role_grants__role__in=_RESPONDING).distinct()
        self.fields["owner"].queryset = able  # type: ignore[attr-defined]
        self.fields["owner"].empty_label = _("Nobody yet")  # type: ignore[attr-defined]
        self.fields["topic"].queryset = Topic.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["topic"].empty_label = _("Any topic")  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        """One title, one reply: people choose by it."""
        title = " ".join(self.cleaned_data["title"].split())
        twins = SavedReply.objects.filter(title__iexact=title).exclude(pk=self.instance.pk)
        if twins.exists():
            raise forms.ValidationError(_("There is a saved reply with this title already."))
        return title

    def clean_text_nl(self) -> str:
        """Words that we can fill in."""
        return check_text(self.cleaned_data["text_nl"].strip())

    def clean_text_en(self) -> str:
        """Words that we can fill in."""
        return check_text(self.cleaned_data["text_en"].strip())

    def clean(self) -> dict[str, Any]:
        """One language is enough, none is not."""
        data = super().clean() or {}
        if not self.errors and not (data.get("text_nl") or data.get("text_en")):
            self.add_error("text_nl", _("Write the reply in Dutch, in English, or in both."))
        return data


class ReplyFileForm(forms.Form):
    """A file of saved replies."""

    file = forms.FileField(
        label=_("File with replies"),
        help_text=_(
            "CSV, Excel (XLSX) or JSON, of Klankbord or of another tool. Nothing changes yet: "
            "first you see what would happen."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json"}),
    )


class ColumnsForm(forms.Form):
    """Which column holds what."""

    LABELS = {  # noqa: RUF012  # one mapping for all forms
        "title": _("Title"),
        "text_nl": _("Text in Dutch"),
        "text_en": _("Text in English"),
        "text": _("Text in one language"),
        "language": _("Language of that text"),
        "topic": _("Topic"),
        "platforms": _("Platforms"),
        "review_on": _("Look at it again on"),
    }

    def __init__(self, columns: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("not in this file")), *((str(n), name) for n, name in enumerate(columns))]
        for name, label in self.LABELS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        """A reply needs a title and words."""
        data = super().clean() or {}
        if not data.get("title"):
            self.add_error("title", _("Say which column holds the title."))
        if not any(data.get(name) for name in ("text", "text_nl", "text_en")):
            self.add_error("text", _("Say which column holds the text."))
        return data
