"""What somebody knows about: a few words each, as they were written."""

from collections.abc import Iterable
from typing import Any

from django import forms

MOST_SUBJECTS = 20
LONGEST = 40


def tidy_subjects(text: str | Iterable[str]) -> list[str]:
    """Subjects out of a line of text, once each whatever the capitals, in their order."""
    parts = text.replace(";", ",").replace("\n", ",").split(",") if isinstance(text, str) else text
    words = (" ".join(part.replace("\0", "").split())[:LONGEST] for part in parts)
    once: dict[str, str] = {}
    for word in words:
        if word:
            once.setdefault(word.casefold(), word)
    return list(once.values())[:MOST_SUBJECTS]


class SubjectsField(forms.CharField):
    """Subjects with commas in between."""

    def __init__(self, **kwargs: Any) -> None:
        longest = MOST_SUBJECTS * (LONGEST + 2)
        super().__init__(**{"max_length": longest, "required": False, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """As they are written in the field."""
        return value if isinstance(value, str) else ", ".join(value or ())

    def clean(self, value: Any) -> list[str]:
        """One by one."""
        return tidy_subjects(str(super().clean(value)))
