"""What a manager fills in: a line each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.desk.signs.models import DANGERS, Kind
from klankbord.reputation.desk.signs.reading import Lines, host_and_path
from klankbord.reputation.facts.lines import LinesField, WordsField


class SitesField(LinesField):
    """Sites, with a path if only a part of it is meant."""

    def read(self, line: str) -> str:
        """Without what stands before the name."""
        host, path = host_and_path(line if "//" in line else f"//{line}")
        if "." not in host or " " in line:
            message = _("“%(line)s” is no site. Write it as example.org or example.org/group.")
            raise forms.ValidationError(message, params={"line": line})
        return f"{host}/{path}" if path else host


class SignsForm(forms.Form):
    """All kinds on one page, as they are in force."""

    def __init__(self, *args: Any, lines: Lines, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Kind:
            field = WordsField if kind in DANGERS else SitesField
            self.fields[kind.value] = field(label=kind.label, initial="\n".join(lines[kind]))
