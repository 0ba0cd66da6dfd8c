"""Forms at the doors: to open one, to say something, to give a tip."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from klankbord.connectors.contract import ConnectorRefused
from klankbord.connectors.http import check_address
from klankbord.connectors.plaintext import web_address

SHORTEST, LONGEST = 10, 5_000
QUICKEST = 3
"""Seconds: nobody writes a message in less."""
LONGEST_OPEN = 24 * 60 * 60
_SALT = "listening.form"
_KINDS = (
    ("form", _("A page where anybody can tell us something")),
    ("webhook", _("A program that tells us by itself (signed webhook)")),
    ("webmention", _("Other sites, when they link to ours (Webmention)")),
)


_FIELDS = {"form": ("title", "intro"), "webhook": (), "webmention": ("site",)}
"""What is asked beside its name, by the kind of door."""


class DoorForm(forms.Form):
    """What comes in here, and what people read above the form."""

    kind = forms.ChoiceField(
        label=_("Who may come in?"), choices=_KINDS, widget=forms.RadioSelect, initial="form"
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("How it is called in our own lists.")
    )
    title = forms.CharField(
        label=_("Title of the page"),
        max_length=200,
        required=False,
        help_text=_("For a page: what people read first. For example: Tell us about the bridge."),
    )
    intro = forms.CharField(
        label=_("What do you want to know?"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    site = forms.CharField(
        label=_("Our own site"),
        max_length=500,
        required=False,
        help_text=_("For other sites: the address of ours, for example https://www.example.org"),
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, chosen: str = "") -> None:
        super().__init__(data, initial={"kind": chosen or "form"})
        if chosen in _FIELDS:
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields = {name: self.fields[name] for name in ("kind", "name", *_FIELDS[chosen])}

    def clean(self) -> dict[str, Any]:
        """Only of our own site can be said who links to it."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") != "webmention":
            return {**cleaned, "site": ""}
        given = str(cleaned.get("site", "")).strip()
        cleaned["site"] = _web_address(given) if given else ""
        if not cleaned["site"]:
            self.add_error("site", _("Say which site is ours."))
        return cleaned


class WrittenForm(forms.Form):
    """What somebody wants to tell us; an account is not needed, a name neither."""

    text = forms.CharField(
        label=_("Your message"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        required=False,
        help_text=_("Only if you want an answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False)
    """No person sees this field; what fills it in is a program."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"opened": signing.dumps(1, salt=_SALT)})

    @property
    def is_trap_touched(self) -> bool:
        """Whether a program filled it in."""
        return bool(self.cleaned_data.get("website"))

    def clean(self) -> dict[str, Any]:
        """Refuse what was written quicker than anybody can, or on a page of another day."""
        cleaned = super().clean() or {}
        given = str(cleaned.get("opened", ""))
        try:
            signing.loads(given, salt=_SALT, max_age=LONGEST_OPEN)
        except signing.BadSignature:
            self.add_error(None, _("This page was open too long. Press once more."))
            return cleaned
        try:
            signing.loads(given, salt=_SALT, max_age=QUICKEST)
        except signing.SignatureExpired:
            return cleaned
        self.add_error(None, _("That was very quick. Wait a moment and press once more."))
        return cleaned

    def renew(self) -> None:
        """The same words on a page that was opened now."""
        self.data = {**dict(self.data.items()), "opened": signing.dumps(1, salt=_SALT)}


class TipForm(forms.Form):
    """Where a colleague saw something, and why we should look."""

    url = forms.CharField(
        label=_("Address"),
        max_length=2_000,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    title = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What stands there, or why should we look?"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_url(self) -> str:
        """Only what stands on the web can be looked at."""
        given = str(self.cleaned_data["url"]).strip()
        address = _web_address(given)
        if not address:
            raise forms.ValidationError(_("This is not a web address."))
        return address


def _web_address(given: str) -> str:
    """The address in full, if it is one of the web; a missing scheme is forgiven."""
    try:
        return web_address(str(check_address(given if "://" in given else f"https://{given}")))
    except ConnectorRefused:
        return ""
