"""Bring a file, and choose what comes out of it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.imports.groups import kinds_for
from klankbord.ambassadors.community.imports.looking import Found, FoundPlace
from klankbord.ambassadors.community.imports.models import PLATFORMS, Voice
from klankbord.ambassadors.community.models import Group

_KINDS = {
    Group.Kind.OPEN.value: _("open"),
    Group.Kind.CLOSED.value: _("closed"),
    Group.Kind.PRIVATE.value: _("private"),
}


class ExportForm(forms.Form):
    """An export of another platform, or of ours."""

    file = forms.FileField(
        label=_("The export"),
        help_text=_(
            "The ZIP of Slack, Viva Engage or Mattermost as it came (for Mattermost also the .jsonl"
            " file), or a group that was taken along from Klankbord. At most 1 GB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.jsonl"}),
    )


class VoiceForm(forms.Form):
    """Somebody of elsewhere without an account, by the number that stands at their words."""

    platform = forms.ChoiceField(label=_("Platform"), choices=tuple(PLATFORMS.items()))
    number = forms.IntegerField(
        label=_("Number"),
        min_value=1,
        max_value=2**31 - 1,
        help_text=_("As it stands at the words: of “Somebody of Slack, 3” it is 3."),
    )

    def clean(self) -> dict[str, Any]:
        """Find the voice; it stands in `voice` afterwards."""
        given = super().clean() or self.cleaned_data
        known = {"platform": given.get("platform") or "", "number": given.get("number") or 0}
        self.voice = Voice.objects.filter(**known).first()
        if self.voice is None and not self.errors:
            self.add_error("number", _("Nobody has this number. Look at the words once more."))
        return given


class ChoiceForm(forms.Form):
    """Which groups come in and who may read them: as wide as they were, or narrower."""

    has_voices = forms.BooleanField(
        label=_("Also bring the words of people without an account here, under a number"),
        help_text=_("Without this, only the place of their words is kept, so that answers stand."),
        required=False,
        initial=True,
    )

    def __init__(self, found: Found, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        for number, place in enumerate(found.places):
            if place.has_owner:
                self.fields[f"kind-{number}"] = forms.ChoiceField(
                    label=place.name,
                    choices=[
                        *((kind, _KINDS[kind]) for kind in kinds_for(place.width)),
                        ("", _("leave it out")),
                    ],
                    initial=place.width,
                    required=False,
                )

    def rows(self) -> Iterator[tuple[FoundPlace, forms.BoundField | None]]:
        """Each place with what is chosen for it; None where nobody here could keep it."""
        for number, place in enumerate(self.found.places):
            yield place, self[f"kind-{number}"] if place.has_owner else None

    @property
    def choices(self) -> dict[str, str]:
        """Key of a place → kind of group, of those that come in."""
        chosen = (
            (place.key, self.cleaned_data.get(f"kind-{number}", ""))
            for number, place in enumerate(self.found.places)
        )
        return {key: kind for key, kind in chosen if kind}
