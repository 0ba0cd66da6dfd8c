"""The reactions that the house has, or had."""

import hashlib

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

KEY_LENGTH, EMOJI_LENGTH, NAME_LENGTH = 10, 16, 24


class ReactionKind(models.Model):
    """A sign and what it says in Dutch and English; without any row the house has the first four.

    What it says never changes: a member gave just this. Another emoji or name is another kind, and
    the one before goes off offer; what was given of it stays, and is counted as what it was.
    """

    key = models.CharField(max_length=KEY_LENGTH, primary_key=True)
    emoji = models.CharField(_("emoji"), max_length=EMOJI_LENGTH)
    name_en = models.CharField(_("name in English"), max_length=NAME_LENGTH)
    name_nl = models.CharField(_("name in Dutch"), max_length=NAME_LENGTH)
    # Among those on offer; nothing for one that the house took away.
    place = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("emoji", "name_en", "name_nl", name="reaction_kind_once"),
        ]

    def __str__(self) -> str:
        return f"{self.emoji} {self.name}"

    @property
    def name(self) -> str:
        """What it says, in the language of the reader."""
        return self.name_nl if (get_language() or "").startswith("nl") else self.name_en

    @property
    def is_on_offer(self) -> bool:
        """Whether one can give it now."""
        return self.place is not None

    @property
    def says(self) -> tuple[str, str, str]:
        """What makes it this kind and no other."""
        return self.emoji, self.name_en, self.name_nl


def key_of(emoji: str, name_en: str, name_nl: str) -> str:
    """Name what a kind says, the same in every house: an export can be brought in anywhere."""
    told = f"{emoji}\0{name_en}\0{name_nl}".encode()
    return f"r{hashlib.sha256(told).hexdigest()[: KEY_LENGTH - 1]}"
