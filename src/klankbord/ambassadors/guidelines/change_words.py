"""How a change was judged, in words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.core.guidelines.wording import Kind

KINDS: Final[dict[Kind, str | Promise]] = {
    Kind.DUTY: _("what people must do"),
    Kind.PERMISSION: _("what people may do"),
    Kind.DENIAL: _("a “not”, “no” or “never”"),
    Kind.NUMBER: _("a number"),
    Kind.DAY: _("a day or a time"),
    Kind.ROLE: _("a person or role"),
    Kind.SCOPE: _("whom or what it is about, or when"),
    Kind.CHOICE: _("an “or”"),
    Kind.CONSEQUENCE: _("what follows"),
    Kind.MEANING: _("other words that may mean something else"),
}


def kinds_in_words(kinds: tuple[Kind, ...]) -> list[str | Promise]:
    """Why a change counts as another agreement."""
    return [KINDS[kind] for kind in kinds]
