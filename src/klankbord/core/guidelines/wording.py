"""The words of a clause as agreements: without what is only form, each with its kind."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final

from klankbord.core.text.sentences import sentence_places, word_places


class Kind(StrEnum):
    """What a word does in an agreement."""

    DUTY = "duty"
    PERMISSION = "permission"
    DENIAL = "denial"
    NUMBER = "number"
    DAY = "day"
    ROLE = "role"
    SCOPE = "scope"
    CHOICE = "choice"
    CONSEQUENCE = "consequence"
    MEANING = "meaning"


KINDS: Final = tuple(Kind)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEXICON: Final = {
    "nl": {
        Kind.DUTY: _words("moet verplicht behoort hoort plicht"),
        Kind.PERMISSION: _words("mag kan kun kunt kunnen toegestaan vrij hoeft"),
        Kind.DENIAL: _words("niet geen nooit niets niemand nergens verboden verbod zonder"),
        Kind.DAY: _words(
            "januari februari maart april mei juni juli augustus september oktober november"
            " december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag morgen"
            " uur uren dag dagen week weken maand maanden jaar jaren werkdag werkdagen"
        ),
        Kind.ROLE: _words(
            "manager managers leidinggevende leidinggevenden directeur directie bestuur"
            " burgemeester wethouder schepen college raad ondernemingsraad"
            " vakbond collega collegas medewerker medewerkers werknemer werknemers"
            " beheerder beheerders ambassadeur ambassadeurs"
            " stagiair stagiairs uitzendkracht uitzendkrachten vrijwilliger vrijwilligers"
            " vertrouwenspersoon preventieadviseur persvoorlichter woordvoerder journalist"
            " journalisten ouders kinderen inwoner inwoners klant klanten patient patienten"
            " communicatie helpdesk webcare werkgever personeelszaken jurist officer"
        ),
        Kind.SCOPE: _words(
            "alle alles elke elk ieder iedere iedereen sommige enkele alleen slechts uitsluitend"
            " ook behalve tenzij maar mits als wanneer zodra altijd soms meestal vaak minstens"
            " minimaal hoogstens maximaal ongeveer voor na vanaf tot binnen buiten tijdens openbaar"
            " intern extern besloten"
        ),
        Kind.CHOICE: _words("of hetzij"),
        Kind.CONSEQUENCE: _words(
            "sanctie sancties straf gevolg gevolgen maatregel maatregelen waarschuwing berisping"
            " ontslag schorsing boete gesprek aangifte beoordeling beschermt beschermd verwijt"
        ),
    },
    "en": {
        Kind.DUTY: _words("must should shall ought required obliged duty"),
        Kind.PERMISSION: _words("may can could might allowed free permitted"),
        Kind.DENIAL: _words(
            "not no never nothing nobody nowhere none neither nor without forbidden prohibited"
        ),
        Kind.DAY: _words(
            "january february march april june july august september october november december"
            " monday tuesday wednesday thursday friday saturday sunday today tomorrow hour hours"
            " day days week weeks month months year years"
        ),
        Kind.ROLE: _words(
            "manager managers director board mayor alderman council union colleague colleagues"
            " employee employees employer keeper keepers ambassador ambassadors trainee trainees"
            " volunteer volunteers adviser officer spokesperson journalist journalists parents"
            " children resident residents customer customers patient patients desk lawyer"
        ),
        Kind.SCOPE: _words(
            "all everything every each everybody everyone some few only just also except unless but"
            " if when once always sometimes usually often least most about before after from until"
            " within outside during public internal external closed"
        ),
        Kind.CHOICE: _words("or either"),
        Kind.CONSEQUENCE: _words(
            "sanction sanctions punishment consequence consequences measure measures warning"
            " dismissal dismissed suspension suspended fine talk police appraisal protects"
            " protected blame"
        ),
    },
}
_KIND_OF: Final = {
    language: {word: kind for kind, words in kinds.items() for word in words}
    for language, kinds in _LEXICON.items()
}
_FORM: Final = {  # words that carry no agreement
    "nl": _words(
        "de het een en er te even graag dus namelijk want daar hier dan die dat dit wel eens zelf"
        " ook wordt worden is zijn heeft hebt heb hebben bent ben om aan s t"
    )
    - {"ook"},
    "en": _words(
        "the a an and there to please so then that this do does is are be has have well of us"
    )
    - {"of", "us"},
}
_SAME: Final = {
    "nl": {
        "u": "je", "jij": "je", "jou": "je", "jouw": "je", "uw": "je", "jullie": "je",
        "mogen": "mag", "moeten": "moet", "dient": "moet", "dienen": "moet", "hoef": "hoeft",
        "hoeven": "hoeft", "kun": "kan", "kunt": "kan", "kunnen": "kan", "iedere": "elke",
        "ieder": "elke", "elk": "elke", "nul": "0", "een": "een", "twee": "2", "drie": "3",
        "vier": "4", "vijf": "5", "zes": "6", "zeven": "7", "acht": "8", "negen": "9",
        "tien": "10", "elf": "11", "twaalf": "12", "veertien": "14", "twintig": "20",
        "dertig": "30",
    },
    "en": {
        "everyone": "everybody", "someone": "somebody", "nobody's": "nobody", "zero": "0",
        "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
        "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fourteen": "14",
        "twenty": "20", "thirty": "30",
    },
}  # fmt: skip
_SPELLED_OUT: Final = (
    (re.compile(r"(?<=\d):(?=\d)"), "."),
    (re.compile("[\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}`]"), "'"),
    (re.compile(r"\bcan't\b|\bcannot\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"n't\b", re.IGNORECASE), " not"),
    (re.compile(r"\b(?:have|has|had|need|needs) to\b", re.IGNORECASE), "must"),
    (re.compile(r"\béén\b", re.IGNORECASE), "1"),
    (re.compile(r"&"), " en "),
)
_ENDINGS: Final = re.compile(r"(?:ingen|ing|ed|es|en|te|de|e|s|t|d|n)$")
_LEAST_STEM: Final = 4
_LEAST_SPELLED: Final = 5


def sentences_said(text: str, language: str) -> list[tuple[str, ...]]:
    """Each sentence as the words that carry an agreement, in one form; empty ones are left out."""
    for pattern, written in _SPELLED_OUT:
        text = pattern.sub(written, text)
    said = (
        tuple(
            word
            for start, end in word_places(text, place)
            if (word := _one_form(text[start:end], language)) not in _FORM[language]
        )
        for place in sentence_places(text)
    )
    return [words for words in said if words]


def kind_of(word: str, language: str) -> Kind:
    """What a word in one form does; a word that is not known carries meaning."""
    if any(letter.isdigit() for letter in word):
        return Kind.NUMBER
    return _KIND_OF[language].get(word, Kind.MEANING)


def is_same_word(one: str, other: str, language: str) -> bool:
    """Whether two words differ only by a slip of the pen or an ending."""
    if one == other:
        return True
    kinds = {kind_of(one, language), kind_of(other, language)}
    if Kind.MEANING not in kinds or Kind.NUMBER in kinds:
        return False
    return _is_slip(one, other) or (kinds == {Kind.MEANING} and _stem(one) == _stem(other))


@lru_cache(maxsize=10_000)
def _one_form(word: str, language: str) -> str:
    folded = unicodedata.normalize("NFD", word.lower())
    plain = "".join(each for each in folded if each.isalnum() or each == ".").strip(".")
    if not any(letter.isdigit() for letter in plain):
        plain = plain.replace(".", "")
    return _SAME[language].get(plain, plain)


def _stem(word: str) -> str:
    stem = _ENDINGS.sub("", word)
    return stem if len(stem) >= _LEAST_STEM else word


def _is_slip(one: str, other: str) -> bool:
    """A letter doubled or not, two that changed places, x for ks, z for s; never the first.

    Another letter makes another word too often: bewaren and bewaken, traced and traded.
    """
    if max(len(one), len(other)) < _LEAST_SPELLED or one[0] != other[0]:
        return False
    short, long = sorted((_as_it_sounds(one), _as_it_sounds(other)), key=len)
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    if len(short) < len(long):
        return long[at] == long[at - 1] and short[at:] == long[at + 1 :]
    swapped = long[:at] + long[at + 1 : at + 2] + long[at : at + 1] + long[at + 2 :]
    return short in {long, swapped}


def _as_it_sounds(word: str) -> str:
    return word.replace("x", "ks").replace("z", "s")
