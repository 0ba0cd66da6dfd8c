"""What a manager fills in about the reactions of the house."""

from collections import Counter
from typing import Any, cast

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.reactions.actions import MOST_KINDS, Says
from klankbord.ambassadors.community.reactions.emoji import bare, is_emoji
from klankbord.ambassadors.community.reactions.models import (
    EMOJI_LENGTH,
    NAME_LENGTH,
    ReactionKind,
)

FIELDS = ("emoji", "name_nl", "name_en")
_SHORT = {"autocomplete": "off"}


class KindForm(forms.Form):
    """One reaction: a sign, and what it says in both languages; empty is none."""

    is_told_optional = True  # once for all lines: at every field it would drown the labels

    emoji = forms.CharField(
        label=_("Emoji"),
        max_length=EMOJI_LENGTH,
        required=False,
        widget=forms.TextInput(attrs=_SHORT | {"list": "emoji-ideas", "size": 4}),
    )
    name_nl = forms.CharField(
        label=_("In Dutch"),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs=_SHORT | {"lang": "nl"}),
    )
    name_en = forms.CharField(
        label=_("In English"),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs=_SHORT | {"lang": "en"}),
    )

    def clean_emoji(self) -> str:
        """One sign, so that it stands for one thing."""
        emoji: str = self.cleaned_data["emoji"]
        if emoji and not is_emoji(emoji):
            raise forms.ValidationError(_("Fill in one emoji, and no letters."))
        return emoji

    def clean(self) -> dict[str, Any]:
        """Who cannot see the sign, or reads the other language, must know what it says."""
        given = super().clean() or {}
        if any(given.get(name) for name in FIELDS):
            for name in FIELDS:
                if name in given and not given[name]:
                    self.add_error(name, _("Fill this in too, or leave the whole line empty."))
        return given


class KindsBase(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """The lines together."""

    def clean(self) -> None:
        """Two that look or sound the same cannot be told apart."""
        if any(self.errors):
            return
        for spelled in zip(*self.says, strict=False):
            counts = Counter(bare(each).casefold() for each in spelled)
            if counts.most_common(1)[0][1] > 1:
                raise forms.ValidationError(
                    _("Two lines have the same emoji or the same name. Change one of them.")
                )

    @property
    def says(self) -> list[Says]:
        """What was filled in, line by line, without the empty ones."""
        filled = [form.cleaned_data for form in self.forms if form.cleaned_data.get("emoji")]
        return [(each["emoji"], each["name_en"], each["name_nl"]) for each in filled]

    @property
    def preview(self) -> list[ReactionKind]:
        """The lines as members will meet them, as far as they can be read."""
        if not self.is_bound:
            lines = self.initial or []
        else:
            lines = [getattr(form, "cleaned_data", {}) for form in self.forms]
        return [
            ReactionKind(**{name: each[name] for name in FIELDS})
            for each in lines
            if all(each.get(name) for name in FIELDS)
        ]


KindSet = cast(
    "type[KindsBase]",
    formset_factory(
        KindForm,
        formset=KindsBase,
        extra=0,
        min_num=MOST_KINDS,
        max_num=MOST_KINDS,
        absolute_max=MOST_KINDS,
    ),
)


def lines_of(kinds: list[ReactionKind]) -> list[dict[str, str]]:
    """Fill the lines with what there is."""
    return [{name: getattr(kind, name) for name in FIELDS} for kind in kinds]


def moved(lines: list[dict[str, str]], move: str) -> list[dict[str, str]]:
    """Bring one line up or down among the others: `move` is `up-2` or `down-2`."""
    way, _dash, number = move.partition("-")
    here = int(number) if number.isascii() and number.isdecimal() else -1
    there = here + (1 if way == "down" else -1)
    if {here, there} <= set(range(len(lines))):
        lines[here], lines[there] = lines[there], lines[here]
    return lines


def put_back(lines: list[dict[str, str]], kind: ReactionKind) -> list[dict[str, str]]:
    """Fill the first empty line with a kind of before, if there is one."""
    empty = [number for number, line in enumerate(lines) if not any(line.values())]
    for number in empty[:1]:
        lines[number] = lines_of([kind])[0]
    return lines
