"""What the words of one mention say, as its page shows it."""

from dataclasses import dataclass

from klankbord.core.text.understanding.intents import CALIBRATED
from klankbord.participate.archive.models import Reading
from klankbord.participate.topics.listing import Row
from klankbord.participate.understanding.words import intent_name, sentiment_name

_TONES = {"negative": "bad", "positive": "good"}


@dataclass(frozen=True)
class Said:
    """A reading in words, with its shares from 0 to 1."""

    reading: Reading

    @property
    def sentiment(self) -> str:
        """How it sounds."""
        return sentiment_name(self.reading.sentiment)

    @property
    def intent(self) -> str:
        """What its writer wants."""
        return intent_name(self.reading.intent)

    @property
    def tone(self) -> str:
        """The colour of the badge."""
        return _TONES.get(self.reading.sentiment, "muted")

    @property
    def shares(self) -> list[tuple[str, float]]:
        """How sure each sentiment is, surest first."""
        read = self.reading
        given = {
            "negative": read.p_negative,
            "neutral": read.p_neutral,
            "positive": read.p_positive,
        }
        ordered = sorted(given.items(), key=lambda pair: -(pair[1] or 0))
        return [(sentiment_name(label), (p or 0) / 1000) for label, p in ordered]

    @property
    def intent_share(self) -> float | None:
        """How sure the intent is; None where a person gave it, or that was never found right."""
        p = self.reading.p_intent
        if p is None or self.reading.is_intent_by_hand or self.reading.intent not in CALIBRATED:
            return None
        return p / 1000

    @property
    def offence_share(self) -> float | None:
        """How sure it is that it offends; None where that is not strong enough to say."""
        p = self.reading.p_offensive
        return None if p is None else p / 1000


def said_of(row: Row) -> Said | None:
    """What was read of a mention; None where it was not read, or a colleague wrote it."""
    return Said(row.reading) if row.reading else None
