"""Which of our reactions stands for a sign of elsewhere."""

from klankbord.ambassadors.community.models import Reaction

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
KIND_OF = {name: kind for kind, names in _SIGNS.items() for name in (*names.split(), kind.value)}
"""Name of a sign, as Slack and Mattermost write it, → our reaction; our own names are among them.

What says that somebody saw, laughed or is sad has no counterpart, and becomes nothing else.
"""
