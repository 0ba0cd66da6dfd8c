"""What an author shows to the check, and what they send to a colleague if they choose to."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from klankbord.ambassadors.guidelines.checking import LONGEST
from klankbord.core.guard.pdf_text import PdfBusy, PdfUnreadable, is_pdf, pdf_text
from klankbord.core.guard.picture import MOST_BYTES
from klankbord.people.models import Member

PDF_SECONDS: Final = 10  # of processor time: somebody waits for the answer
UNREADABLE: Final = _("The words of this PDF cannot be read. Paste its text instead.")
BUSY: Final = _("Other PDFs are being read. Try again in a minute.")


class CheckForm(forms.Form):
    """A text, a picture or a PDF, or both."""

    text = forms.CharField(
        label=_("Your text"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "true"}),
        help_text=_("With the links, just as you want to post it."),
    )
    picture = forms.FileField(
        label=_("Your picture or PDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        help_text=_(
            "Of a picture we look at what the file tells beside it, such as the place. Of a PDF we"
            " read the words."
        ),
    )

    def clean_picture(self) -> bytes:
        """The bytes alone; too many are refused before they are looked at."""
        given = self.cleaned_data["picture"]
        if not isinstance(given, UploadedFile):
            return b""
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 12 MB. Make it smaller."))
        return bytes(given.read())

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Put the words of a PDF behind the text: they are looked at together."""
        values = super().clean() or {}
        content = values.get("picture") or b""
        if is_pdf(content):
            values["picture"] = b""
            words = self._words(content)
            values["text"] = "\n\n".join(filter(None, (values.get("text"), words)))
        return values

    @property
    def pictures(self) -> list[bytes]:
        """The pictures to look at."""
        picture = self.cleaned_data.get("picture")
        return [picture] if picture else []

    @sensitive_variables()
    def _words(self, content: bytes) -> str:
        try:
            words = pdf_text(content, seconds=PDF_SECONDS)
        except PdfUnreadable:
            self.add_error("picture", UNREADABLE)
            return ""
        except PdfBusy:
            self.add_error("picture", BUSY)
            return ""
        if len(words) > LONGEST:
            self.add_error("picture", _("This PDF is too long. Copy the part that you post."))
            return ""
        return words


class AskForm(forms.Form):
    """A question to a colleague. The text goes along only with a tick."""

    colleague = forms.ModelChoiceField(
        label=_("Who do you ask?"),
        queryset=Member.objects.filter(is_active=True).order_by("name"),
        empty_label=_("Choose a colleague"),
    )
    question = forms.CharField(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    with_text = forms.BooleanField(label=_("Send my text along"), required=False)
    text = forms.CharField(
        required=False, strip=False, max_length=LONGEST, widget=forms.HiddenInput
    )
