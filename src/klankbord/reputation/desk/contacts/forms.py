"""What managers fill in about contacts."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from klankbord.people.imports.reading import MOST_BYTES, Fault, FileNotUsable
from klankbord.people.models import Member
from klankbord.people.subjects import SubjectsField
from klankbord.reputation.desk.contacts.actions import Card, card_of
from klankbord.reputation.desk.contacts.models import Contact
from klankbord.reputation.desk.contacts.reading import read_contacts

FAULTS = {
    Fault.TOO_LARGE: _("The file is too large: at most 20 MB and 5,000 contacts."),
    Fault.NOT_TEXT: _("This is not a text file in CSV or vCard."),
    Fault.NO_ADDRESSES: _(
        "No e-mail addresses were found. A CSV needs a column “email”, a vCard the line EMAIL."
    ),
}


class ContactForm(forms.Form):
    """Who can be asked, and about what."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    unit = forms.CharField(
        label=_("Part of the organisation"),
        max_length=120,
        required=False,
        help_text=_("For example “Roads”, or the name of the firm that does it for us."),
    )
    subjects = SubjectsField(
        label=_("Knows about"),
        help_text=_("Words of cases, with a comma in between: bridge, lights, roadworks."),
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=[("", _("as the house")), *settings.LANGUAGES],
        required=False,
    )

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact
        if contact is not None:
            self.initial = {**vars(card_of(contact)), **self.initial}

    def clean_email(self) -> str:
        """One row for one address, and none for who may sign in."""
        email: str = self.cleaned_data["email"]
        others = Contact.objects.filter(email__iexact=email)
        if self.contact is not None:
            others = others.exclude(pk=self.contact.pk)
        if others.exists():
            raise forms.ValidationError(_("There is a contact with this address already."))
        if Member.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(
                _("This is a member: say under People what they know about.")
            )
        return email

    @property
    def card(self) -> Card:
        """What was filled in."""
        data = self.cleaned_data
        return Card(**{**data, "subjects": tuple(data["subjects"])})


class ContactsFileForm(forms.Form):
    """A CSV or vCard file."""

    file = forms.FileField(
        label=_("File with contacts"),
        help_text=_(
            "CSV with the columns name, email, unit, subjects and language, or a vCard from your "
            "address book. Nothing changes yet: first you see what would happen."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.vcf,.vcard"}),
    )

    def clean_file(self) -> Any:
        """Read it; the lines stand in `lines` afterwards."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(FAULTS[Fault.TOO_LARGE])
        try:
            self.lines = read_contacts(file.read())
        except FileNotUsable as error:
            raise forms.ValidationError(FAULTS[error.fault]) from error
        return file
