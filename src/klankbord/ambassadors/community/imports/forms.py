"""Bring a file, and choose what comes out of it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.imports.groups import kinds_for
from klankbord.ambassadors.community.imports.looking import Found, FoundPlace
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
