"""Forms of listening: an address to hear, a file to bring, columns to tell apart."""

import re
import zoneinfo
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.connectors.contract import Connector, ConnectorRefused, Refusal
from klankbord.connectors.file import Mapping
from klankbord.participate.listening.fields import FIELD_LABELS
from klankbord.participate.listening.guides import GUIDES
from klankbord.participate.listening.models import Source
from klankbord.participate.listening.reasons import sentence

_FORMATS = (
    ("", _("Recognise it")),
    ("%Y-%m-%d %H:%M:%S", "2026-03-10 14:05:00"),
    ("%Y-%m-%dT%H:%M:%S%z", "2026-03-10T14:05:00+01:00"),
    ("%d-%m-%Y %H:%M", "10-03-2026 14:05"),
    ("%d-%m-%Y", "10-03-2026"),
    ("%d/%m/%Y %H:%M", "10/03/2026 14:05"),
    ("%m/%d/%Y %I:%M %p", "03/10/2026 02:05 PM"),
    ("%d %B %Y", "10 March 2026"),
)
_ORDERS = {"": None, "day": True, "month": False}
_ASKED_FIRST = (
    *("text", "title", "published_at", "author", "author_name", "url", "platform"),
    *("platform_name", "date_format", "order", "timezone"),
)


_LARGEST_LIST = 2_000_000
_HANDLE = re.compile(r"@([\w.-]+)@([\w.-]+)")
_ROOM = re.compile(r"[#!]\S+")
_LETTERS = re.compile(r"(?:mailto:)?([^\s@:/]+@[\w.-]+(?:#.+)?)")
_BLUESKY_HANDLE = re.compile(r"@((?:[\w-]+\.)+\w+)")


class SourceForm(forms.Form):
    """The address of what is to be heard on a platform that was chosen before."""

    connector = forms.ChoiceField(widget=forms.HiddenInput)
    address = forms.CharField(
        label=_("What do you want to hear?"),
        max_length=2000,
        help_text=_("Its address, as the address bar of your browser shows it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("How it is called in lists. Leave it empty to take the source's own name."),
    )

    def __init__(
        self, data: Any = None, *, connectors: Sequence[Connector], chosen: str = "feed"
    ) -> None:
        # Programs that know of feeds only need not say so.
        super().__init__(
            {"connector": chosen, **data.dict()} if data else None, initial={"connector": chosen}
        )
        choices = [(each.key, each.label) for each in connectors]
        cast("forms.ChoiceField", self.fields["connector"]).choices = choices

    def clean_address(self) -> str:
        """Forgive a missing scheme; refuse a source that is already heard."""
        address = str(self.cleaned_data["address"]).strip()
        if handle := _HANDLE.fullmatch(address):
            address = f"https://{handle[2]}/@{handle[1]}"
        elif handle := _BLUESKY_HANDLE.fullmatch(address):
            address = f"https://bsky.app/profile/{handle[1]}"
        elif letters := _LETTERS.fullmatch(address):
            address = f"mailto:{letters[1]}"
        elif _ROOM.fullmatch(address):
            address = f"https://matrix.to/#/{address}"
        elif "://" not in address:
            address = f"https://{address}"
        if Source.objects.filter(target=address, erase_asked_at=None).exists():
            raise forms.ValidationError(_("This source is already in the list."))
        return address

    def refuse(self, refusal: ConnectorRefused) -> None:
        """Put the reason beside the address."""
        self.add_error("address", sentence(refusal.key, refusal.values))


class AccountForm(forms.Form):
    """An account of the organisation, and the token that opens it."""

    connector = forms.ChoiceField(label=_("Platform"))
    place = forms.CharField(
        label=_("Server, handle or address"),
        max_length=300,
        help_text=_(
            "For example mastodon.nl, municipality.bsky.social on Bluesky, or"
            " municipality@forum.example on Discourse. For e-mail the address, and behind it the"
            " servers for what comes in and what goes out."
        ),
    )
    secret = forms.CharField(
        label=_("Access token, password or API key"),
        max_length=2000,
        help_text=_("It is kept under seal and never shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, data: Any = None, *, connectors: Sequence[Connector], chosen: str = ""
    ) -> None:
        super().__init__(data, initial={"connector": chosen})
        choices = [(each.key, each.label) for each in connectors]
        cast("forms.ChoiceField", self.fields["connector"]).choices = choices
        if guide := GUIDES.get(chosen):
            self.fields["connector"].widget = forms.HiddenInput()
            place, secret = self.fields["place"], self.fields["secret"]
            place.label, secret.label = (
                cast("str", guide.place_label),
                cast("str", guide.secret_label),
            )
            place.help_text = _("For example: %(place)s") % {"place": guide.place}

    def refuse(self, refusal: ConnectorRefused) -> None:
        """Put the reason beside the field that it is about."""
        is_token = refusal.key in {Refusal.NOT_ALLOWED, Refusal.SIGN_IN_NEEDED}
        reason = (
            _("The server does not accept this token, password or key.")
            if is_token
            else sentence(refusal.key, refusal.values)
        )
        self.add_error("secret" if is_token else "place", reason)


class UploadForm(forms.Form):
    """A file with posts."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, XLSX or JSON Lines, at most 1 GB. Exports of Brandwatch, Meltwater, CrowdTangle"
            " and 4CAT are recognised."
        ),
    )


class OpmlForm(forms.Form):
    """A list of feeds, as a feed reader gives it."""

    file = forms.FileField(
        label=_("List of feeds (OPML)"),
        help_text=_("A feed reader gives it under “export”; its name ends in .opml or .xml."),
        widget=forms.FileInput(attrs={"accept": ".opml,.xml,text/x-opml,text/xml"}),
    )

    def clean_file(self) -> Any:
        """A list is words alone."""
        given = self.cleaned_data["file"]
        if given.size > _LARGEST_LIST:
            raise forms.ValidationError(
                _("This file is larger than 2 MB: that is no list of feeds.")
            )
        return given

    def refuse(self, refusal: ConnectorRefused) -> None:
        """Put the reason beside the file."""
        is_other = refusal.key == Refusal.FEED_UNRECOGNISED
        words = _("This is no list of feeds. Ask your feed reader for its list as OPML.")
        self.add_error("file", words if is_other else sentence(refusal.key, refusal.values))


class MappingForm(forms.Form):
    """Which column holds which field of a post."""

    date_format = forms.ChoiceField(
        label=_("How dates are written"), choices=_FORMATS, required=False
    )
    order = forms.ChoiceField(
        label=_("In 3/4/2026, what comes first?"),
        choices=(
            ("", _("Find out from the file")),
            ("day", _("The day")),
            ("month", _("The month")),
        ),
        required=False,
    )
    timezone = forms.ChoiceField(
        label=_("Time zone of the dates"),
        help_text=_("Counts where a date does not name its own."),
        choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())],
    )
    platform_name = forms.CharField(
        label=_("Platform of all posts"),
        max_length=40,
        required=False,
        help_text=_("Where no column says it. For example: reddit."),
    )

    def __init__(
        self, data: Any = None, *, columns: Sequence[str], proposal: Mapping, time_zone: str
    ) -> None:
        super().__init__(
            data,
            initial={
                "timezone": time_zone,
                "date_format": proposal.date_format,
                "platform_name": proposal.constants.get("platform", ""),
            },
        )
        self.columns = list(columns)
        choices = [("", "-"), *((column, column) for column in columns)]
        own = dict(self.fields)
        self.fields.clear()
        for field, label in FIELD_LABELS.items():
            first = next(iter(proposal.columns_of(field)), "")
            self.fields[field] = forms.ChoiceField(
                label=cast("str", label), choices=choices, required=False, initial=first
            )
        self.fields.update(own)

    def asked_first(self) -> list[forms.BoundField]:
        """What nearly every file has, and how its dates are written."""
        return [self[name] for name in _ASKED_FIRST]

    def asked_besides(self) -> list[forms.BoundField]:
        """What some files have too; out of sight where nothing of it was found."""
        return [field for field in self if field.name not in _ASKED_FIRST]

    def needs_besides(self) -> bool:
        """Whether one of those holds something, or something wrong."""
        return any(field.value() or field.errors for field in self.asked_besides())

    def clean(self) -> dict[str, Any]:
        """Make the mapping; what is wrong with it stands beside the field."""
        cleaned = super().clean() or {}
        self.mapping = self._mapping(cleaned)
        try:
            self.mapping.check(self.columns)
        except ConnectorRefused as refusal:
            self._refuse(refusal)
        return cleaned

    def _mapping(self, cleaned: dict[str, Any]) -> Mapping:
        platform = str(cleaned.get("platform_name", "")).strip().lower()
        return Mapping(
            fields={name: cleaned[name] for name in FIELD_LABELS if cleaned.get(name)},
            constants={"platform": platform} if platform and not cleaned.get("platform") else {},
            date_format=cleaned.get("date_format", ""),
            timezone=cleaned.get("timezone", "UTC"),
            is_day_first=_ORDERS.get(cleaned.get("order", "")),
        )

    def _refuse(self, refusal: ConnectorRefused) -> None:
        if refusal.values.get("problem") == "not-mapped":
            self.add_error("text", _("Say which column holds the text, or else the title."))
            return
        field = str(refusal.values.get("field", ""))
        field = field if field in self.fields else ""
        self.add_error(field or None, sentence(refusal.key, refusal.values))
