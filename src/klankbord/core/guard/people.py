"""People who are named: titles, initials, first names and surnames, with their particles.

Rules and short lists, no model. A name at the start of a sentence is hard to tell from a word, so
words of the language are left out of the lists, and one name alone counts only where it is no word.
"""

import re
from collections.abc import Iterator
from typing import Final

from klankbord.core.guard.finding import Finding, Rule
from klankbord.core.guard.names import FIRST_NAMES, SURNAMES

_CAPITAL: Final = r"[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŹŻŽ]"
_SMALL: Final = r"[a-zß-öø-ÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżž]"
_NAME: Final = (
    rf"(?!(?:Prof|Dr|Drs|Doctor|Heer|Mevrouw)\b){_CAPITAL}(?:[\u2019']{_CAPITAL})?{_SMALL}{{2,24}}"
    rf"(?:{_CAPITAL}{_SMALL}{{1,24}})?(?:-{_CAPITAL}{_SMALL}{{1,24}}){{0,2}}"
)
_PARTICLE: Final = (
    r"(?:[Vv]an (?:[Dd]er?|[Dd]en|het|\u2019t|'t)|[Vv]an|[Vv]on|[Vv]/d|[Vv]\.d\.|[Dd]e (?:la"
    r"|[Ll]e)|[Dd]e|[Dd]en"
    r"|[Dd]er|[Tt]er|[Tt]en|[Tt]e|\u2019t|'t|in \u2019t|in 't|[Oo]p de|[Dd]u|[Dd]a|[Dd]os|[Ee]l"
    r"|[Bb]en|[Bb]in|[Aa]l)"
)
_LAST: Final = rf"(?:{_PARTICLE} )?(?:[Ee]l )?{_NAME}(?:-{_NAME})?"
_INITIALS: Final = rf"(?:(?:{_CAPITAL}|Th|Ph|Chr|IJ|St|Fr)\. ?){{1,6}}"
_TITLE: Final = (
    r"(?:[Dd]hr|[Mm]evr|[Mm]w|[Mm]evrouw|[Mm]eneer|[Mm]ijnheer|[Dd]e heer|[Dd]rs?|[Pp]rof|[Ii]r"
    r"|[Ii]ng|Mr|Mrs"
    r"|Ms|Miss|Sir|Lord|Lady|Herr|Frau|Monsieur|Madame|Mme|[Bb]urgemeester|[Ww]ethouder|[Zz]uster"
    r"|[Mm]eester"
    r"|[Jj]uf|[Oo]om|[Tt]ante)\.? ?"
)
_TITLED: Final = re.compile(
    rf"(?<![\w.])(?:{_TITLE}){{1,4}}(?:{_INITIALS} ?)?(?:(?:{_NAME}) ){{0,2}}{_LAST}(?!\w)"
    rf"|(?<![\w.])[Dd]r\.? [A-Z]{{3}}(?!\w)"
)
_INITIALLED: Final = re.compile(rf"(?<![\w.]){_INITIALS}{_LAST}(?!\w)")
_SINGLE_INITIAL: Final = re.compile(rf"(?<![\w.])[A-Z] {_PARTICLE} {_NAME}(?!\w)")
_FIRST_AND_LAST: Final = re.compile(
    rf"(?<![\w@#/.-])(?P<first>{_NAME})(?P<rest>(?: {_CAPITAL}\.)? (?:{_PARTICLE} "
    rf")?(?P<last>{_NAME}(?: {_NAME})?))"
)
_ALONE: Final = re.compile(rf"(?<![\w@#/.-]){_NAME}(?![\w@]|\.\w)")
_PARTICLED: Final = re.compile(
    rf"(?<![\w@#/.-])(?:[Vv]an (?:[Dd]er|den)|[Vv]/d|[Vv]\.d\.|[Vv]an \u2019t"
    rf"|[Vv]an 't) {_NAME}(?!\w)"
)
_SAID: Final = re.compile(
    rf"(?i:\b(?:name is|called|named|heet|naam is|genaamd|collega|colleague|patiënt|patient"
    rf"|cliënt|buurman"
    rf"|buurvrouw|dank aan|thanks to|namens|t\.a\.v\.|aan|je m'appelle|ich heiße|name:|naam:"
    rf"|i[\u2019']m|i am"
    rf"|directed by:?|by|said|user:))\s+(?P<name>{_NAME}(?: (?:{_CAPITAL}\."
    rf"|{_PARTICLE})){{0,3}}(?: {_NAME}){{1,3}})"
)
_PLACES: Final = frozenset(
    """
    Straat Weg Plein Park School College Ziekenhuis Hogeschool Universiteit Stichting Gemeente
    Provincie Huis Museum Kerk Centrum Club Prijs Award Street Road University Hospital Company
    Inc
    Kliniek Instituut Academie Theater Stadion Arena Museum Bank Groep Group Nederland Belgium
    Amsterdam Rotterdam Utrecht Antwerpen Gent Brussel Haag
    """.split()  # noqa: SIM905  # a list of words reads as one
)

_STREETS: Final = ("straat", "laan", "weg", "plein", "kade", "gracht", "singel", "dijk", "park")


def people_in(text: str) -> Iterator[Finding]:
    """Names of people, whole as far as they stand together."""
    for pattern in (_TITLED, _INITIALLED, _SINGLE_INITIAL, _PARTICLED):
        for found in pattern.finditer(text):
            if not _is_place(found[0]):
                yield Finding(*found.span(), Rule.PERSON)
    for found in _SAID.finditer(text):
        if not _is_place(found["name"]):
            yield Finding(*found.span("name"), Rule.PERSON)
    yield from _known_names(text)


def _known_names(text: str) -> Iterator[Finding]:
    """First names with what follows them, and names that stand alone."""
    at = 0
    while found := _FIRST_AND_LAST.search(text, at):
        at = found.end("first")  # a word before a name looks like a first name
        is_known = _is_first(found["first"]) or found["last"].split()[-1] in SURNAMES
        if is_known and not _is_place(found["last"]):
            at = found.end()
            yield Finding(*found.span(), Rule.PERSON)
    for found in _ALONE.finditer(text):
        if _is_first(found[0]) or found[0] in SURNAMES:
            yield Finding(*found.span(), Rule.PERSON)


def _is_place(name: str) -> bool:
    """Streets and houses bear the names of people."""
    words = name.split()
    return bool(_PLACES & set(words)) or words[-1].endswith(_STREETS)


def _is_first(name: str) -> bool:
    """Half of a double name is enough: Jan-Willem."""
    return name in FIRST_NAMES or ("-" in name and bool(FIRST_NAMES & set(name.split("-"))))
