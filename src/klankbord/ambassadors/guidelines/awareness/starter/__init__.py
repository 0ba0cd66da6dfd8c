"""The situations that Klankbord brings along for its starter clauses: one file for each clause."""

from importlib.resources import files

import msgspec
from django.utils.text import slugify

from klankbord.ambassadors.guidelines.awareness.scene import Choice, Scene


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    text_nl: str
    text_en: str
    choices: tuple[Choice, ...]


class _Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    situations: tuple[_Written, ...]


def starter_situations(title_en: str) -> list[tuple[str, Scene]]:
    """The kind and scene of each situation for the clause with this English title."""
    file = files(__name__) / f"{slugify(title_en)}.toml"
    if not file.is_file():
        return []
    page = msgspec.toml.decode(file.read_bytes(), type=_Page)
    return [
        (each.kind, Scene(text_nl=each.text_nl, text_en=each.text_en, choices=each.choices))
        for each in page.situations
    ]
