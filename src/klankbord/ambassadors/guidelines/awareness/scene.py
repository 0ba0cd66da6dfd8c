"""A situation as a small tree: what happens, what you could do, and what comes of it."""

from collections.abc import Iterator

import msgspec

Json = dict[str, object]


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that you could do; `fits` says that it is what we agreed on."""

    text_nl: str
    text_en: str
    outcome_nl: str
    outcome_en: str
    fits: bool = False
    then: "Scene | None" = None

    def text_in(self, language: str) -> str:
        """What you could do, in a language."""
        return self.text_nl if language == "nl" else self.text_en

    def outcome_in(self, language: str) -> str:
        """What comes of it, in a language."""
        return self.outcome_nl if language == "nl" else self.outcome_en


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What happens, and the choices that it asks for."""

    text_nl: str
    text_en: str
    choices: tuple[Choice, ...]

    def text_in(self, language: str) -> str:
        """What happens, in a language."""
        return self.text_nl if language == "nl" else self.text_en

    @property
    def paths(self) -> list[str]:
        """Every way through it: the numbers of the choices, from nought, with a dot between."""
        return list(_paths(self))

    def choice_at(self, path: str) -> Choice | None:
        """Find the choice at the end of a way, whole or half; None where there is none."""
        scene: Scene | None = self
        choice = None
        for number in path.split("."):
            is_there = scene is not None and number.isdecimal() and len(number) == 1
            if scene is None or not is_there or int(number) >= len(scene.choices):
                return None
            choice = scene.choices[int(number)]
            scene = choice.then
        return choice


def scene_of(stored: Json) -> Scene:
    """Read a stored scene."""
    return msgspec.convert(stored, Scene)


def stored(scene: Scene) -> Json:
    """Give a scene the form in which it is stored."""
    kept: Json = msgspec.to_builtins(scene)
    return kept


def _paths(scene: Scene) -> Iterator[str]:
    for number, choice in enumerate(scene.choices):
        if choice.then is None:
            yield str(number)
        else:
            yield from (f"{number}.{path}" for path in _paths(choice.then))
