"""Which of our reactions stands for a sign of elsewhere."""

from collections.abc import Mapping

from klankbord.ambassadors.community.models import Reaction
from klankbord.ambassadors.community.reactions.actions import Says
from klankbord.ambassadors.community.reactions.emoji import is_emoji, names_elsewhere
from klankbord.ambassadors.community.reactions.models import (
    EMOJI_LENGTH,
    NAME_LENGTH,
    ReactionKind,
    key_of,
)
from klankbord.ambassadors.community.reactions.queries import kinds_kept
from klankbord.connectors.intranet.workspace import SignKind, Workspace

_SIGNS = {
    Reaction.Kind.THANKS: (
        "pray folded_hands heart hearts heart_eyes blue_heart green_heart yellow_heart purple_heart"
        " orange_heart two_hearts sparkling_heart hugging_face bow thanks thank_you bedankt like"
    ),
    Reaction.Kind.AGREE: (
        "+1 thumbsup 100 ok ok_hand white_check_mark heavy_check_mark ballot_box_with_check"
        " point_up handshake plus1 heavy_plus_sign agree eens"
    ),
    Reaction.Kind.IDEA: "bulb idea brain thinking_face mag genius",
    Reaction.Kind.WELL_DONE: (
        "tada clap raised_hands muscle rocket fire star star2 trophy medal first_place_medal"
        " sports_medal party confetti_ball partying_face celebrate champagne well_done"
    ),
}
"""Names of signs, as Slack and Mattermost write them, that say what one of our first four says.

What says that somebody saw, laughed or is sad has no counterpart among them: in a house without
such a reaction of its own it becomes nothing.
"""


def kinds_by_sign(workspace: Workspace) -> dict[str, str]:
    """Find which of our reactions each name of a sign becomes; others become none.

    The very sign goes before one that says about the same. What the house took away is given to
    nobody by an import, unless the file is our own: then it was given as just that.
    """
    known = kinds_kept()
    on_offer = {key: kind for key, kind in known.items() if kind.is_on_offer}
    said = {name: kind for kind, names in _SIGNS.items() for name in names.split()}
    found = {name: kind.value for name, kind in said.items() if kind.value in on_offer}
    for key, kind in on_offer.items():
        found |= dict.fromkeys(_names_of(kind), key)
    return found | {key: key for key in known} | _told(workspace.sign_kinds, known)


def kinds_told(workspace: Workspace) -> list[Says]:
    """Find what a file says of the reactions in it, as far as it can be one."""
    return [_says(kind) for kind in workspace.sign_kinds.values() if _is_sound(kind)]


def _told(kinds: Mapping[str, SignKind], known: Mapping[str, ReactionKind]) -> dict[str, str]:
    here = {kind.says: key for key, kind in known.items()}
    return {
        name: here.get(_says(kind)) or key_of(*_says(kind))
        for name, kind in kinds.items()
        if _is_sound(kind)
    }


def _names_of(kind: ReactionKind) -> set[str]:
    own = {name.casefold().replace(" ", "_") for name in (kind.name_en, kind.name_nl)}
    return own | names_elsewhere(kind.emoji)


def _says(kind: SignKind) -> Says:
    return kind.emoji, kind.name_en, kind.name_nl


def _is_sound(kind: SignKind) -> bool:
    """A file is written by anybody: what it calls a reaction must be one."""
    names = (kind.name_en, kind.name_nl)
    is_named = all(0 < len(name) <= NAME_LENGTH for name in names)
    return is_named and len(kind.emoji) <= EMOJI_LENGTH and is_emoji(kind.emoji)
