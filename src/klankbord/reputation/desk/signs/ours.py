"""The words that every house begins with, in both languages; a house changes them as it likes.

They are few and plain on purpose: a word that is said in jest as often would cry wolf all day.
"""

from collections.abc import Mapping
from typing import Final

from klankbord.reputation.desk.signs.models import Kind

OURS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.SELF_HARM: (
        "zelfmoord",
        "zelfdoding",
        '"wil niet meer leven"',
        '"wil dood"',
        '"einde aan mijn leven"',
        "suicide",
        '"kill myself"',
        '"want to die"',
        '"end my life"',
    ),
    Kind.THREAT: (
        '"zullen jullie wat beleven"',
        '"zul je wat beleven"',
        '"maak je af"',
        '"maak jullie af"',
        '"weet waar je woont"',
        '"steek de boel in brand"',
        '"i will kill you"',
        '"you will regret this"',
        '"know where you live"',
        '"burn the place down"',
    ),
    Kind.LEGAL: (
        "advocaat",
        "dagvaarding",
        '"kort geding"',
        "ingebrekestelling",
        "aansprakelijk NEAR/4 stel*",
        "lawyer",
        "lawsuit",
        '"legal action"',
        '"take you to court"',
        '"hold you liable"',
    ),
    Kind.OWN: (),
    Kind.AMONG_USERS: (),
    Kind.PROVOKING: (),
}
