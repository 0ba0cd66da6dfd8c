"""Words near a number that say what it is: a checksum alone is right one time in ten by chance."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

_BEFORE: Final = 60
_AFTER: Final = 30
_LONGEST_CUE: Final = 60
_BESIDE: Final = 2  # characters between a number and its unit
_SENTENCE: Final = 40  # as many characters further off is a word of another sentence
_STOP: Final = re.compile(r"[.!?]\s|\n\s*\n")


@unique
class Cue(StrEnum):
    """What a word near a number may say about it."""

    BSN = "bsn"
    EDUCATION = "education"
    BELGIAN = "belgian"
    NATIONAL = "national"
    DOCUMENT = "document"
    FILE = "file"
    CARD = "card"
    VAT = "vat"
    PHONE = "phone"
    BORN = "born"
    PLATE = "plate"
    ADDRESS = "address"
    VERSION = "version"
    OTHER = "other"
    UNIT = "unit"


_WORDS: Final = {
    Cue.BSN: r"bsn(?:[- ]?(?:nummers?|nr|number))?|burger[- ]?service[- ]?(?:nummer|nr)"
    r"|sofi(?:[- ]?(?:nummer|nr))?|citizen service number|dutch social security number",
    Cue.EDUCATION: r"onderwijs[- ]?(?:nummer|nr)|persoonsgebonden nummer|pgn"
    r"|education(?:al)? number|pupil number",
    Cue.BELGIAN: r"rijksregister(?:[- ]?(?:nummer|nr))?|rr[- ]?n(?:umme)?r|insz(?:[- ]?nummer)?"
    r"|niss"
    r"|registre national|num[eé]ro national|national (?:register )?number|bis[- ]?nummer",
    Cue.NATIONAL: r"ssn|social security(?: number)?|steuer[- ]?id(?:entifikationsnummer)?|idnr"
    r"|num[eé]ro de s[eé]curit[eé] sociale|s[eé]cu|nir|national insurance(?: number)?|nino|dni|nie"
    r"|codice fiscale|personnummer|pesel",
    Cue.DOCUMENT: r"paspoort(?:[- ]?(?:nummer|nr))?|identiteits(?:kaart|bewijs)(?:[- ]?(?:nummer"
    r"|nr))?"
    r"|id[- ]?kaart(?:nummer)?|rijbewijs(?:[- ]?(?:nummer|nr))?|legitimatiebewijs"
    r"|passport(?: (?:number|no))?|identity card(?: number)?|id card|driv(?:er"
    r"|ing)[\u2019']?s? licen[cs]e"
    r"(?: number)?|reisepass|personalausweis|passeport|carte d[\u2019']identit[eé]"
    r"|permis de conduire",
    Cue.FILE: r"(?:pati[eë]nt|cli[eë]nt|dossier|personeels|medewerkers?|student|leerling|polis"
    r"|zorg)"
    r"[- ]?(?:nummer|nr|id)|(?:patient|client|employee|staff|student|personnel|medical record)"
    r"[- ]?(?:number|no|id)",
    Cue.CARD: r"credit[- ]?card|creditkaart|kaart(?:nummer|nr)?|pas(?:nummer|nr)|bank(?:kaart"
    r"|pas)|card"
    r"|visa|mastercard|maestro|amex|american express|pan|kreditkarte|carte (?:bancaire|bleue)",
    Cue.VAT: r"btw(?:[- ]?(?:id|nummer|nr|identificatienummer))?|vat(?: (?:number|no|id))?|tva"
    r"|ust[- ]?id(?:nr)?|ondernemingsnummer|kbo(?:[- ]?nummer)?|num[eé]ro d[\u2019']entreprise",
    Cue.PHONE: r"tel(?:efoon)?(?:[- ]?(?:nummer|nr))?|telefonisch|bel(?:len|t)?|gebeld"
    r"|mobiel(?:e nummer)?"
    r"|mob|gsm(?:[- ]?nummer)?|fax|whatsapp|app(?:en)?|sms|06[- ]?nummer|phone(?: number)?"
    r"|call(?: [^\W\d]+)?"
    r"|cell(?:phone)?|mobile|reach (?:me|him|her|us|them)|handy|t[eé]l[eé]phone"
    r"|doorkies(?:nummer)?",
    Cue.BORN: r"geboren(?: op)?|geboorte(?:datum|dag)|geb\.?(?: ?datum)?|born(?: on)?"
    r"|date of birth|dob"
    r"|birth ?(?:date|day)|geburtsdatum|geboren am|n[eé]e? le|date de naissance",
    Cue.PLATE: r"kenteken(?:plaat)?|nummerplaat|nummerbord|licen[cs]e plates?|number plate"
    r"|registration"
    r"|kennzeichen|plaque d[\u2019']immatriculation",
    Cue.ADDRESS: r"woon(?:t|adres|achtig)?|wonen|adres|thuis|huisadres|address|lives?|living|home"
    r"|wohnt|habite|adresse",
    Cue.VERSION: r"versie|version|release|v|firmware|build|rfc|section|paragraaf|hoofdstuk|§",
    Cue.OTHER: r"(?:order|bestel|factuur|artikel|product|serie|zaak|referentie|volg|lot|track"
    r"|zending"
    r"|pakket|ticket|melding|besteding|kamer van koophandel|kvk|project|inschrijf|bon|klant|chassis"
    r"|contract|offerte)[- ]?(?:nummer|nr|code)s?|kvk|kenmerk|barcode|ean|isbn|issn|doi|zaaknr"
    r"|(?:order|invoice|tracking|reference|ticket|serial|part|product|case|parcel|shipment|batch"
    r"|item"
    r"|model|account)[- ]?(?:number|no|code|id)s?|track\s?(?:&|and|en)\s?trace|factuur|bestelling"
    r"|invoice|ref|coordinates|artikel|sku|nummer van de zaak",
    Cue.UNIT: r"euro|eur|meter|km|inwoners|keer|mensen|times|people|miles|procent|percent",
}  # fmt: skip
_ALL: Final = re.compile(
    "|".join(
        rf"(?P<{cue.value}>(?<!\w)(?:{words})(?!\w))" for cue, words in _WORDS.items()
    ),
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    cue: Cue
    start: int
    end: int


class Surroundings:
    """The cue words of one text, found once, asked for by many rules."""

    def __init__(self, text: str) -> None:
        self._stops = [found.start() for found in _STOP.finditer(text)]
        self._places = [
            _Place(Cue(found.lastgroup or ""), found.start(), found.end())
            for found in _ALL.finditer(text)
        ]
        self._starts = [place.start for place in self._places]

    def nearest(self, start: int, end: int, among: frozenset[Cue]) -> Cue | None:
        """The closest word of some kinds, before the number (60 characters) or after it (30)."""
        near = [
            (distance, place.cue)
            for place, distance in self._near(start, end)
            if place.cue in among
        ]
        return min(near, default=(0, None), key=lambda each: each[0])[1]

    def says(self, start: int, end: int, *cues: Cue) -> bool:
        """Whether the closest word that says anything says one of these."""
        wanted = frozenset(cues)
        return self.nearest(start, end, wanted | _CONTRARY) in wanted

    def denies(self, start: int, end: int, *but: Cue) -> bool:
        """Whether the closest word says that this is a number of another kind."""
        return self.nearest(start, end, _CONTRARY | frozenset(but)) in _CONTRARY - frozenset(but)

    def _near(self, start: int, end: int) -> Iterator[tuple[_Place, int]]:
        first = bisect_left(self._starts, start - _BEFORE - _LONGEST_CUE)
        last = bisect_left(self._starts, end + _AFTER + 1)
        for place in self._places[first:last]:
            if place.end <= start:
                gap, weight, reach = start - place.end, 1, _BEFORE
            elif place.start >= end:  # it more often says what the next number is
                gap, weight, reach = place.start - end, 4, _AFTER
            else:
                continue
            if gap <= (_BESIDE if place.cue is Cue.UNIT else reach):
                yield place, weight * gap + _SENTENCE * self._parts(place, start, end)

    def _parts(self, place: _Place, start: int, end: int) -> bool:
        """Whether a sentence ends between a word and a number."""
        first, last = min(place.end, end), max(place.start, start)
        at = bisect_left(self._stops, first)
        return at < len(self._stops) and self._stops[at] < last


_CONTRARY: Final = frozenset({Cue.OTHER, Cue.UNIT})


class _Plain(dict[int, int]):
    """A table for `str.translate`, one character for one: places in the text stay what they are."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        made = code
        if unicodedata.category(char) in {"Zs", "Cf"}:
            made = ord(" ")
        elif unicodedata.category(char) == "Pd" or char == "\N{MINUS SIGN}":
            made = ord("-")
        elif len(plain := unicodedata.normalize("NFKC", char)) == 1 and plain.isascii():
            made = ord(plain)
        elif char.isdecimal():
            made = ord(str(unicodedata.decimal(char)))
        self[code] = made
        return made


_PLAIN: Final = _Plain()


def plain(text: str) -> str:
    """The text with one kind of space, dash and digit, as long as it was.

    A number with an invisible character or wide digits in it is read like any other.
    """
    return text if text.isascii() else text.translate(_PLAIN)
