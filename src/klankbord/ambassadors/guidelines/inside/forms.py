"""What managers fill in about words and documents that stay inside."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.check_forms import BUSY
from klankbord.ambassadors.guidelines.inside.models import InsideTerm
from klankbord.core.guard.consent import FEWEST_WORDS, MOST_WORDS
from klankbord.core.guard.document_text import DocumentUnreadable, document_text
from klankbord.core.guard.pdf_text import PdfBusy
from klankbord.people.models import Member

LONGEST = 2_000_000
MOST_BYTES: Final = 12_000_000  # what is larger would touch the disk: see `BodyLimit`
MAY_GO_OUT = _("May go out from")


def _owner() -> "forms.ModelChoiceField[Member]":
    return forms.ModelChoiceField(
        label=_("Who answers questions about it"),
        queryset=Member.objects.filter(is_active=True).order_by("name"),
        required=False,
        empty_label=_("Nobody yet"),
    )


def _day(label: Any = MAY_GO_OUT) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=_("From this day on the check does not mind it any more. Empty: no day is set."),
    )


class TermForm(forms.Form):
    """A word or phrase."""

    words = forms.CharField(
        label=_("Word or phrase"),
        max_length=120,
        help_text=_("Capitals, accents and hyphens do not count: #ProjectHeron is seen, too."),
    )
    kind = forms.ChoiceField(label=_("Why"), choices=InsideTerm.Kind.choices)
    until = _day()
    owner = _owner()

    def clean_words(self) -> str:
        """A word needs letters, or it would be everywhere."""
        words = str(self.cleaned_data["words"]).strip()
        if sum(map(str.isalnum, words)) < 3:  # noqa: PLR2004  # as short as an abbreviation
            raise forms.ValidationError(_("Write at least three letters or digits."))
        return words


class RefusalForm(forms.Form):
    """Somebody who wants no picture."""

    name = forms.CharField(
        label=_("First name and surname"),
        max_length=120,
        help_text=_(
            "As colleagues would write it. We keep its initials and a code: nobody can read the"
            " name back. Two ways to write it? Note both."
        ),
    )
    until = _day(_("Ask again from"))
    owner = _owner()

    def clean_name(self) -> str:
        """One word alone is shared by too many."""
        name = str(self.cleaned_data["name"]).strip()
        if not FEWEST_WORDS <= len(name.replace("-", " ").split()) <= MOST_WORDS:
            raise forms.ValidationError(_("Write first name and surname: at least two words."))
        return name


class DocumentForm(forms.Form):
    """A document, as a file or pasted; its words are let go of once its prints are made."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("Colleagues see it when they copied from the document. It may be vague."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "PDF, Word, PowerPoint, Excel, OpenDocument, HTML or text, up to 12 MB. Nothing of"
            " it is kept."
        ),
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
    )
    is_public = forms.BooleanField(
        label=_("This is public already: what stands in it may go out"), required=False
    )
    until = _day()
    owner = _owner()

    def clean_file(self) -> Any:
        """Too many bytes are refused before they are looked at."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile) and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 12 MB. Make it smaller."))
        return file

    def clean(self) -> dict[str, Any]:
        """Find the words, wherever they were given."""
        values = super().clean() or {}
        file = values.get("file")
        if isinstance(file, UploadedFile):
            try:
                values["text"] = document_text(file.name or "", file.read())
            except DocumentUnreadable:
                self.add_error("file", _("Its words cannot be read. Paste its text instead."))
            except PdfBusy:
                self.add_error("file", BUSY)
        elif not values.get("text") and "file" not in self.errors:
            self.add_error("file", _("Choose a file, or paste the text."))
        return values
