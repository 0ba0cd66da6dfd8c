"""Rounds, who fetched a token (only while the round runs), and ballots without a trace.

Tokens and ballots have random ids and no time. In SQLite the id is the place in the table too, so
no order of arrival is left; what a database keeps beside that is stirred, see `actions`.
"""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def random_id() -> int:
    """Draw an id that tells nothing about when it was drawn."""
    return secrets.randbelow(2**63 - 1) + 1


class BallotRound(models.Model):
    """One question put to a number of people; its signing key is destroyed at the close."""

    key = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=120)
    options = models.JSONField(_("options"), default=list)
    sheet = models.JSONField(default=list)  # of a survey: the letters allowed for each question
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    is_counted_openly = models.BooleanField(
        _("everybody can count it again"),
        default=False,
        help_text=_("Then the exact numbers are published. Say so before people vote."),
    )
    least = models.PositiveSmallIntegerField()
    n_entitled = models.PositiveIntegerField()
    public_key = models.BinaryField()
    sealed_key = models.BinaryField()
    is_closed = models.BooleanField(default=False)
    n_issued = models.PositiveIntegerField(default=0)
    n_ballots = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    root = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at")), name="ballot_round_lasts"
            ),
            models.CheckConstraint(condition=models.Q(least__gte=5), name="ballot_round_floor"),
        ]

    def __str__(self) -> str:
        return self.key

    def allows(self, choice: str) -> bool:
        """Whether a ballot may say this: one of the options, or a sheet with a letter for each."""
        if not self.sheet:
            return choice in self.options
        return len(choice) == len(self.sheet) and all(
            letter in allowed for letter, allowed in zip(choice, self.sheet, strict=True)
        )


class IssuedToken(models.Model):
    """Somebody fetched their token; who is a keyed hash, and gone at the close."""

    id = models.BigAutoField(primary_key=True, default=random_id)
    round = models.ForeignKey(BallotRound, models.CASCADE, related_name="issued")
    member_hash = models.CharField(max_length=64)
    blinded_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint("round", "member_hash", name="ballot_token_once"),
        ]

    def __str__(self) -> str:
        return f"token of round {self.round_id}"


class Ballot(models.Model):
    """One ballot, signed by the round's key; its choice goes 30 days after the close."""

    id = models.BigAutoField(primary_key=True, default=random_id)
    round = models.ForeignKey(BallotRound, models.CASCADE, related_name="ballots")
    token_hash = models.CharField(max_length=64)
    token = models.CharField(max_length=64)
    prefix = models.CharField(max_length=64)
    signature = models.CharField(max_length=1024)
    choice = models.CharField(max_length=60, blank=True)
    nonce = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint("round", "token_hash", name="ballot_once"),
        ]

    def __str__(self) -> str:
        return f"ballot of round {self.round_id}"
