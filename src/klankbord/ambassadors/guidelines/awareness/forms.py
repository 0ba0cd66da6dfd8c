"""What an author writes of a situation, and what a colleague answers."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.awareness.models import Situation
from klankbord.ambassadors.guidelines.awareness.scene import Choice, Scene

LONGEST_TEXT, LONGEST_CHOICE = 400, 200  # characters: it is read on a phone, in a minute
MOST_CHOICES, FEWEST_CHOICES = 3, 2
LANGUAGES = ("nl", "en")
_NAMES = {"nl": _("in Dutch"), "en": _("in English")}


def _text(language: str, longest: int, *, rows: int, label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows, "lang": language}),
    )


class SceneForm(forms.Form):
    """What happens, and two or three things that you could do, each with what comes of it."""

    def __init__(self, *args: Any, scene: Scene | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = _initial(scene)
        self._scene = scene
        for language in LANGUAGES:
            self.fields[f"text_{language}"] = forms.CharField(
                label=_("What happens?"),
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 3, "lang": language}),
            )
        for number in range(MOST_CHOICES):
            for language in LANGUAGES:
                self.fields[f"choice{number}_{language}"] = _text(
                    language, LONGEST_CHOICE, rows=2, label=_("What you could do")
                )
                self.fields[f"outcome{number}_{language}"] = _text(
                    language, LONGEST_TEXT, rows=2, label=_("What comes of it")
                )
            self.fields[f"fits{number}"] = forms.BooleanField(
                label=_("This is what we agreed on"), required=False
            )

    @property
    def texts(self) -> list[tuple[Any, str, forms.BoundField]]:
        """What happens: a field for each language."""
        return [(_NAMES[each], each, self[f"text_{each}"]) for each in LANGUAGES]

    @property
    def choices(self) -> Iterator[dict[str, Any]]:
        """The choices with their fields, for the page."""
        for number in range(MOST_CHOICES):
            yield {
                "number": number + 1,
                "is_asked": number < FEWEST_CHOICES,
                "fits": self[f"fits{number}"],
                "languages": [
                    (
                        _NAMES[each],
                        each,
                        self[f"choice{number}_{each}"],
                        self[f"outcome{number}_{each}"],
                    )
                    for each in LANGUAGES
                ],
            }

    def clean(self) -> dict[str, Any]:
        """Each choice that is begun is whole, there are two, and one of them fits."""
        values = super().clean() or {}
        begun = [number for number in range(MOST_CHOICES) if any(_parts(values, number))]
        for number in begun:
            if not all(_parts(values, number)):
                words = _("Choice %(n)s needs all four texts: the choice and what comes of it, in"
                          " Dutch and in English.")  # fmt: skip
                self.add_error(None, forms.ValidationError(words, params={"n": number + 1}))
        if len(begun) < FEWEST_CHOICES:
            self.add_error(
                None, _("Write at least two choices: with one there is nothing to think.")
            )
        if not any(values.get(f"fits{number}") for number in begun):
            self.add_error(None, _("Say which choice is what we agreed on."))
        return values

    @property
    def scene(self) -> Scene:
        """What was written; a follow-up stays with its choice."""
        values = self.cleaned_data
        kept = self._scene.choices if self._scene else ()
        return Scene(
            text_nl=values["text_nl"],
            text_en=values["text_en"],
            choices=tuple(
                _choice(values, number, kept[number].then if number < len(kept) else None)
                for number in range(MOST_CHOICES)
                if any(_parts(values, number))
            ),
        )


class SituationForm(SceneForm):
    """A whole situation: a chance or a risk."""

    kind = forms.ChoiceField(
        label=_("Is it a chance or a risk?"),
        choices=Situation.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_("A clause needs both: what you can gain, and what to mind."),
    )

    def __init__(self, *args: Any, situation: Situation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, scene=situation.tree if situation else None, **kwargs)
        if situation:
            self.initial["kind"] = situation.kind


class AnswerForm(forms.Form):
    """Which way somebody goes: checked against the scene, and kept by nobody."""

    situation = forms.IntegerField(min_value=1)
    n_before = forms.IntegerField(min_value=0, max_value=100)
    path = forms.RegexField(r"^\d(\.\d)?$", required=False)
    begun = forms.RegexField(r"^\d$", required=False)


def in_order_for(reader: int, choices: tuple[Choice, ...]) -> list[tuple[int, Choice]]:
    """Put choices in an order of the reader's own: what stands first is chosen more often."""

    def place(pair: tuple[int, Choice]) -> str:
        return hashlib.sha256(f"{reader} {pair[1].text_en}".encode()).hexdigest()

    return sorted(enumerate(choices), key=place)


def _parts(values: dict[str, Any], number: int) -> list[str]:
    return [
        values.get(f"{part}{number}_{language}") or ""
        for part in ("choice", "outcome")
        for language in LANGUAGES
    ]


def _choice(values: dict[str, Any], number: int, then: Scene | None) -> Choice:
    return Choice(
        text_nl=values[f"choice{number}_nl"],
        text_en=values[f"choice{number}_en"],
        outcome_nl=values[f"outcome{number}_nl"],
        outcome_en=values[f"outcome{number}_en"],
        fits=values[f"fits{number}"],
        then=then,
    )


def _initial(scene: Scene | None) -> dict[str, Any]:
    if scene is None:
        return {}
    values: dict[str, Any] = {"text_nl": scene.text_nl, "text_en": scene.text_en}
    for number, choice in enumerate(scene.choices):
        values |= {
            f"choice{number}_nl": choice.text_nl,
            f"choice{number}_en": choice.text_en,
            f"outcome{number}_nl": choice.outcome_nl,
            f"outcome{number}_en": choice.outcome_en,
            f"fits{number}": choice.fits,
        }
    return values
