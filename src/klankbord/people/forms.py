"""What people fill in about people."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Department, Member, Role
from klankbord.people.subjects import SubjectsField

NO_PLACES = frozenset({"Factory", "localtime"})  # names in the list of zones that are none
# What the desk, the listening and the lines to take ask of colleagues, and of no guest.
OF_COLLEAGUES = ("subjects", "is_shown_in_listening", "is_mailed_lines")
GIVEN_ROLES = [choice for choice in Role.choices if choice[0] != Role.EMPLOYEE]


class InvitationForm(forms.Form):
    """Who is invited, and what for."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), required=False
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=GIVEN_ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody is an employee; tick what somebody does besides."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean_email(self) -> str:
        """Refuse an address that is a member's already."""
        email: str = self.cleaned_data["email"]
        if Member.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(
                _("Somebody with this e-mail address is a member already. Change their roles.")
            )
        if Member.everybody.filter(email__iexact=email).exists():
            raise forms.ValidationError(
                _("This is the address of a guest. Let the guest leave first, or use another one.")
            )
        return email


class AcceptForm(forms.Form):
    """How an invited person comes in."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A short sentence is easy to remember."),
    )

    def clean_password(self) -> str:
        """Check the rules for passwords."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class MemberForm(forms.Form):
    """What an administrator sets for a member."""

    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), required=False
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=GIVEN_ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    subjects = SubjectsField(
        label=_("Knows about"),
        help_text=_("With a comma in between. The desk proposes whom to ask by it."),
    )
    is_active = forms.BooleanField(label=_("May sign in"), required=False)


class DepartmentForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A new department."""

    class Meta:
        model = Department
        fields = ("name",)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """A member's own choices."""

    subjects = SubjectsField(
        label=_("What you know about"),
        help_text=_(
            "With a comma in between, if you want to be asked: the desk proposes you for "
            "questions about it. Colleagues at the desk see it."
        ),
    )

    class Meta:
        model = Member
        fields = (
            "name",
            "language",
            "time_zone",
            "subjects",
            "is_shown_in_listening",
            "is_mailed_lines",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=settings.LANGUAGES, required=True
        )
        zone = self.fields["time_zone"]
        zones = sorted(zoneinfo.available_timezones() - NO_PLACES)
        self.fields["time_zone"] = forms.ChoiceField(
            label=zone.label,
            help_text=zone.help_text,
            required=False,
            choices=[("", _("As the organisation")), *((each, each) for each in zones)],
        )
        if self.instance.is_guest:
            for name in OF_COLLEAGUES:
                del self.fields[name]


class AccountForm(forms.Form):
    """A member's own account on a platform."""

    platform = forms.CharField(
        label=_("Platform"), max_length=40, help_text=_("For example mastodon or bluesky.")
    )
    handle = forms.CharField(label=_("Your handle there"), max_length=200)
