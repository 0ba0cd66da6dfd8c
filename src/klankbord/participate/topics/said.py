"""What the words of one mention say, as its page shows it."""

from dataclasses import dataclass

from klankbord.core.text.understanding.intents import is_probability, share_told, words_shown
from klankbord.core.text.understanding.opinions import UNSURE
from klankbord.participate.archive.models import Reading
from klankbord.participate.topics.listing import Row
from klankbord.participate.understanding.adaptations import languages_seldom_negative
from klankbord.participate.understanding.words import intent_name, sentiment_name

_TONES = {"negative": "bad", "positive": "good"}


@dataclass(frozen=True)
class Said:
    """A reading in words, with its shares from 0 to 1; `text` is what was read."""

    reading: Reading
    text: str = ""

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
        p, reading = self.reading.p_intent, self.reading
        if p is None or reading.is_intent_by_hand:
            return None
        return share_told(reading.intent, p / 1000, self._code)

    @property
    def intent_words(self) -> tuple[str, ...]:
        """The words that show the intent, where they are all that is known of it."""
        if self.reading.is_intent_by_hand or self._is_probability:
            return ()
        return words_shown(self.reading.intent, self.text, self._code)

    @property
    def is_seldom_negative(self) -> bool:
        """Whether it is unsure in a language in which hardly anything is called negative."""
        is_unsure = self.reading.sentiment == UNSURE
        return is_unsure and self._code in languages_seldom_negative()

    @property
    def _is_probability(self) -> bool:
        return is_probability(self.reading.intent, self._code)

    @property
    def _code(self) -> str:
        return self.reading.language.partition("-")[0]

    @property
    def offence_share(self) -> float | None:
        """How sure it is that it offends; None where that is not strong enough to say."""
        p = self.reading.p_offensive
        return None if p is None else p / 1000


def said_of(row: Row) -> Said | None:
    """What was read of a mention; None where it was not read, or a colleague wrote it."""
    mention = row.mention
    return Said(row.reading, f"{mention.title}\n{mention.text}") if row.reading else None
