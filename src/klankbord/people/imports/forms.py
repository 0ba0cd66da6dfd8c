"""The file of members."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.people.imports import reading

FAULTS = {
    reading.Fault.TOO_LARGE: _("The file is too large: at most 20 MB and 20,000 people."),
    reading.Fault.NOT_TEXT: _("This is not a text file in LDIF or CSV."),
    reading.Fault.NO_ADDRESSES: _(
        "No e-mail addresses were found. LDIF needs the attribute mail, CSV a column email."
    ),
}


class MembersFileForm(forms.Form):
    """An LDIF or CSV file."""

    file = forms.FileField(
        label=_("File from your directory"),
        help_text=_(
            "LDIF, or CSV with the columns email, name, department and active. Nothing changes "
            "yet: first you see what would happen."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".ldif,.ldf,.csv,.txt"}),
    )

    def clean_file(self) -> Any:
        """Read it; the rows stand in `rows` afterwards."""
        file = self.cleaned_data["file"]
        if file.size > reading.MOST_BYTES:
            raise forms.ValidationError(FAULTS[reading.Fault.TOO_LARGE])
        try:
            self.rows = reading.read_members(file.read())
        except reading.FileNotUsable as error:
            raise forms.ValidationError(FAULTS[error.fault]) from error
        return file


class AgreeForm(forms.Form):
    """Yes, do it."""

    closes_missing = forms.BooleanField(
        label=_("Also close the door for everybody who is not in the file"), required=False
    )
