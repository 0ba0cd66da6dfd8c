"""Which tier of understanding a command uses."""

from klankbord.core.text.understanding.encoder import has_encoder
from klankbord.core.text.understanding.opinions import Tier, best_tier
from klankbord.site.commands.streams import Unusable

_ADVICE = "pip install 'klankbord[embed]'"


def tier_of(asked: str | None) -> Tier:
    """What was asked for, else the best; exit code 2 without the extra that it needs."""
    tier = Tier(asked) if asked else best_tier()
    if tier is Tier.SHOWN and not has_encoder():
        what = "the shown tier is an extra"
        raise Unusable(what, _ADVICE)
    return tier
