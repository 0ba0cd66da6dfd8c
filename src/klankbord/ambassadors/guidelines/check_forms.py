"""What an author shows to the check, and what they send to a colleague if they choose to."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.checking import LONGEST
from klankbord.core.guard.picture import MOST_BYTES
from klankbord.people.models import Member


class CheckForm(forms.Form):
    """A text, a picture, or both."""

    text = forms.CharField(
        label=_("Your text"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "true"}),
        help_text=_("With the links, just as you want to post it."),
    )
    picture = forms.FileField(
        label=_("Your picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("We look at what the file tells beside the picture, such as the place."),
    )

    def clean_picture(self) -> bytes:
        """The bytes alone; too many are refused before they are looked at."""
        given = self.cleaned_data["picture"]
        if not isinstance(given, UploadedFile):
            return b""
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("This picture is larger than 12 MB. Make it smaller."))
        return bytes(given.read())

    @property
    def pictures(self) -> list[bytes]:
        """The pictures to look at."""
        picture = self.cleaned_data.get("picture")
        return [picture] if picture else []


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
