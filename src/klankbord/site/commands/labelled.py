"""Lines with a text and its right answer, in the spellings that public sets use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from klankbord.core.text.language import languages
from klankbord.core.text.understanding.opinions import SENTIMENTS
from klankbord.site.commands.streams import Unusable, numbered_lines

_YES = frozenset({"1", "true", "yes"})


@dataclass(frozen=True)
class Labelled:
    """Texts with their languages and right labels, as long as each other."""

    texts: list[str]
    languages: list[str]
    labels: list[Any]

    def __len__(self) -> int:
        """Number of texts."""
        return len(self.texts)

    @property
    def sentiments(self) -> list[str]:
        """Labels as sentiments; 0, 1 and 2 are negative, neutral and positive."""
        named = {str(number): name for number, name in enumerate(SENTIMENTS)}
        return [named.get(str(label), str(label)) for label in self.labels]

    def is_yes(self, task: str, also: Sequence[str]) -> list[bool]:
        """Whether each label says that the text is what the task asks for."""
        yes = _YES | {task, *also}
        return [str(label).lower() in yes for label in self.labels]


def read_labelled(name: str, *, field: str, lang: str | None, longest: int | None) -> Labelled:
    """Read a file; the language is the option's, that of the line, or identified.

    Exit code 2 at a line that is not such an object.
    """
    rows = [_row(name, number, line, field) for number, line in numbered_lines(name)]
    rows = [row for row in rows if longest is None or len(row["text"]) <= longest]
    if not rows:
        raise Unusable(name, "no line to judge by")
    texts = [row["text"] for row in rows]
    told = [lang or str(row.get("lang") or "") for row in rows]
    found = [each.code for each in languages(texts, told)] if field != "lang" else told
    return Labelled(texts, found, [row[field] for row in rows])


def _row(name: str, number: int, line: bytes, field: str) -> dict[str, Any]:
    try:
        row = msgspec.json.decode(line, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise Unusable(name, number, error) from error
    if not isinstance(row.get("text"), str):
        raise Unusable(name, number, 'a line needs a "text"')
    if not isinstance(row.get(field), str | int | bool):
        raise Unusable(name, number, f'a line needs a "{field}": the right answer in one word')
    return row
