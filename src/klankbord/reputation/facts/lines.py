"""Lines that people fill in, one below another: queries that are held against messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.core.match import QueryError
from klankbord.participate.topics.query_words import names_sentence, problem_of
from klankbord.participate.topics.stored_query import ColleaguesNamed, read_stored_query

MOST_LINES, LONGEST = 100, 200


class LinesField(forms.CharField):
    """Lines without empty and double ones."""

    def __init__(self, **kwargs: Any) -> None:
        area = forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "mono"})
        super().__init__(required=False, widget=area, max_length=MOST_LINES * LONGEST, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """One by one."""
        lines = (" ".join(line.split()) for line in super().clean(value).splitlines())
        found = [line for line in dict.fromkeys(lines) if line]
        if len(found) > MOST_LINES or any(len(line) > LONGEST for line in found):
            message = _("At most %(lines)s lines of %(letters)s characters.")
            raise forms.ValidationError(message, params={"lines": MOST_LINES, "letters": LONGEST})
        return [self.read(line) for line in found]

    def read(self, line: str) -> str:
        """One line as it is kept."""
        raise NotImplementedError


class WordsField(LinesField):
    """Queries that can be read, and that follow no colleague."""

    def read(self, line: str) -> str:
        """As it was written."""
        try:
            read_stored_query(line)
        except QueryError as error:
            problem = problem_of(error, line)
            told = f"“{line}”: {problem.sentence} {problem.remedy}"
            raise forms.ValidationError(told) from error
        except ColleaguesNamed as error:
            raise forms.ValidationError(names_sentence(error.names)) from error
        return line
