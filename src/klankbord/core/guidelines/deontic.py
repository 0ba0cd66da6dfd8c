"""What a sentence asks of its reader: a duty, a ban, a freedom, or nothing."""

import re
from enum import StrEnum
from typing import Final


class Force(StrEnum):
    """What a sentence does to somebody."""

    DUTY = "duty"
    BAN = "ban"
    FREEDOM = "freedom"
    TELLS = "tells"


# Verbs that clauses of a guideline begin with when they ask something.
_ASKING: Final = {
    "nl": (
        r"antwoord|bel|bewaar|beantwoord|blijf|check|controleer|deel|denk|doe|draag|film|ga|gebruik"
        r"|gedraag|geef|groet|haal|handel|help|houd?|kies|kijk|laat|lees|let|luister|maak|meld|neem"
        r"|noem|onthoud|overleg|pas|plaats|post|praat|publiceer|reageer|scheld|schrijf|slaap|spreek"
        r"|stel|stuur|toon|verstuur|vermijd|vermeld|vertel|verwijs|verwijder|voorkom|volg|vraag"
        r"|wacht|wees|werk|zeg|zet|zoek|zorg"
    ),
    "en": (
        r"act|add|admit|answer|ask|avoid|be|behave|call|check|choose|communicate|delete|do|don't"
        r"|draw|film|follow|forward|give|greet|hand|help|keep|leave|let|listen|look|make|mention|mind"
        r"|name|never|pass|post|protect|publish|put|read|refer|refrain|remove|reply|report"
        r"|represent|respond|say|send|share|show|sleep|speak|stay|switch|take|talk|tell|think|try|use|wait"
        r"|watch|work|write"
    ),
}
_LEAD: Final = r"^[\W_]*(?:(?:do|don't|doe dit|doe dit niet|niet doen|wel|niet)\b[\W_]*:[\W_]*)?"
_BEGINS: Final = {
    language: re.compile(rf"{_LEAD}(?:{verbs})\b", re.IGNORECASE)
    for language, verbs in _ASKING.items()
}
_INNER: Final = {  # after a condition: "Bij twijfel vraag je ..." is Dutch for an imperative
    "nl": re.compile(rf"^[^.,:]+,? (?:{_ASKING['nl']}) (?:je|u|dan)\b", re.IGNORECASE),
    "en": re.compile(rf"[,:?] (?:then )?(?:{_ASKING['en']})\b", re.IGNORECASE),
}
_NEGATED: Final = {
    "nl": re.compile(r"\b(?:niet|geen|nooit|niets|niemand|nergens)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:not|no|never|nothing|nobody|none|nowhere)\b|n't\b", re.IGNORECASE),
}
_LABELLED_BAN: Final = re.compile(
    r"^[\W_]*(?:don't|do not|never|doe dit niet|niet doen|nooit|niet)\b[\W_]*:", re.IGNORECASE
)
_AVOIDS: Final = re.compile(
    r"\b(?:vermijd\w*|voorkom|verboden|onthoud (?:je|u)|avoid\w*|refrain\w*|prohibited|forbidden"
    r"|banned|(?:not|niet) (?:allowed|permitted|tolerated|acceptable|toegestaan|geoorloofd"
    r"|getolereerd|geaccepteerd))\b",
    re.IGNORECASE,
)
_MAY: Final = {
    "nl": re.compile(
        r"\b(?:mag|mogen|vrij om|recht op|(?:kan|kunt|kun|kunnen) (?:je|u)|hoef\w*)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:may|free to|allowed to|right to|need not|(?:do|does) not (?:have|need) to"
        r"|(?:don't|doesn't) (?:have|need) to|never have to|you can)\b",
        re.IGNORECASE,
    ),
}
_FREED: Final = {  # nobody has to: a freedom, although it denies something
    "nl": re.compile(r"\b(?:hoef\w*|geen verbod|niet verplicht)\b", re.IGNORECASE),
    "en": re.compile(
        r"\b(?:need not|(?:do|does) not (?:have|need) to|(?:don't|doesn't) (?:have|need) to"
        r"|never have to|no ban|not obliged)\b",
        re.IGNORECASE,
    ),
}
_DENIED_MAY: Final = {
    "nl": re.compile(
        r"\b(?:mag|mogen|kan|kunt|kun)\b[^.;:]*?\b(?:niet|geen|nooit|niets)\b", re.IGNORECASE
    ),
    "en": re.compile(
        r"\b(?:may|can|must|should|shall)\s?(?:not|never|n't)\b|\bcannot\b", re.IGNORECASE
    ),
}
_MUST: Final = {
    "nl": re.compile(
        r"\b(?:moet|moeten|dient|dienen|verplicht|behoort|behoren|hoort|horen)\b", re.IGNORECASE
    ),
    "en": re.compile(
        r"\b(?:must|should|shall|have to|has to|need to|needs to|required|obliged)\b", re.IGNORECASE
    ),
}


def force_of(sentence: str, language: str) -> Force:
    """What one sentence in "nl" or "en" asks."""
    if _FREED[language].search(sentence):
        return Force.FREEDOM
    if _LABELLED_BAN.search(sentence) or _AVOIDS.search(sentence):
        return Force.BAN
    if _DENIED_MAY[language].search(sentence):
        return Force.BAN
    if _MAY[language].search(sentence):
        return Force.FREEDOM
    return _asked(sentence, language)


def is_negated(text: str, language: str) -> bool:
    """Whether a stretch of text denies something."""
    return _NEGATED[language].search(text) is not None


def _asked(sentence: str, language: str) -> Force:
    if _BEGINS[language].search(sentence) or _INNER[language].search(sentence):
        return Force.BAN if is_negated(_first_part(sentence), language) else Force.DUTY
    if _MUST[language].search(sentence):
        return Force.BAN if is_negated(sentence, language) else Force.DUTY
    return Force.TELLS


def _first_part(sentence: str) -> str:
    """Up to the first comma: "Ask first, not afterwards" is no ban."""
    return re.split(r"[,;]", sentence, maxsplit=1)[0]
