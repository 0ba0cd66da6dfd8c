"""How easy a text reads: by the formulas of Flesch (English) and of Douma (Dutch).

Both take the mean length of sentences in words and of words in syllables:

* R. Flesch, A new readability yardstick, Journal of Applied Psychology 32 (1948):
  206.835 - 1.015 words a sentence - 84.6 syllables a word;
* W. H. Douma, De leesbaarheid van landbouwbladen, Wageningen (1960):
  206.84 - 0.93 words a sentence - 77 syllables a word.

100 is very easy, 60 to 70 is standard, under 30 is for scholars. A score says nothing about whether
a text is clear, or true; it finds where sentences and words are long.
"""

from dataclasses import dataclass
from typing import Final

from klankbord.core.text.sentences import Place, sentence_places, word_places
from klankbord.core.text.syllables import count_syllables

STANDARD: Final = 60.0
"""From here on both authors call a text standard or easier."""
LONGEST_SENTENCE: Final = {"nl": 20, "en": 25}  # words
LONGEST_WORD: Final = 6  # syllables
FEWEST_WORDS: Final = 30
"""With fewer, one long word moves the score by more than a step of the scale."""
_FORMULAS: Final = {"nl": (206.84, 0.93, 77.0), "en": (206.835, 1.015, 84.6)}


@dataclass(frozen=True)
class Readability:
    """Counts of a text, and its score."""

    n_sentences: int
    n_words: int
    n_syllables: int
    score: float

    @property
    def words_a_sentence(self) -> float:
        """Mean length of a sentence."""
        return self.n_words / self.n_sentences

    @property
    def syllables_a_word(self) -> float:
        """Mean length of a word."""
        return self.n_syllables / self.n_words


def reading_ease(*, n_sentences: int, n_words: int, n_syllables: int, language: str) -> float:
    """The score of these counts; raises `KeyError` for a language without a formula."""
    most, by_sentence, by_word = _FORMULAS[language]
    return most - by_sentence * n_words / n_sentences - by_word * n_syllables / n_words


def readability(text: str, language: str) -> Readability | None:
    """Count and score a text in "nl" or "en"; None where there is no word."""
    sentences, words = sentence_places(text), word_places(text)
    if not sentences or not words:
        return None
    n_syllables = sum(count_syllables(text[start:end], language) for start, end in words)
    counts = {"n_sentences": len(sentences), "n_words": len(words), "n_syllables": n_syllables}
    return Readability(**counts, score=reading_ease(**counts, language=language))


def long_sentences(text: str, language: str) -> list[tuple[Place, int]]:
    """Sentences that readers lose the thread of, with their number of words."""
    counted = [(each, len(word_places(text, each))) for each in sentence_places(text)]
    return [(place, n) for place, n in counted if n > LONGEST_SENTENCE[language]]


def long_words(text: str, language: str) -> list[tuple[Place, int]]:
    """Words that readers stumble over, with their number of syllables; addresses are no words."""
    counted = [
        (each, count_syllables(text[each.start : each.end], language))
        for each in word_places(text)
        if not _is_address(text, each)
    ]
    return [(place, n) for place, n in counted if n >= LONGEST_WORD]


def _is_address(text: str, place: Place) -> bool:
    word = text[place.start : place.end]
    around = text[max(0, place.start - 1) : place.end + 1]
    return "." in word or any(sign in around for sign in "@/#") or word.isdigit()
