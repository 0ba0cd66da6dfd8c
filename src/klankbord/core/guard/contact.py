"""How and where somebody is found: phone, mail, address, number plate, day of birth, machine."""

import re
from collections.abc import Iterator
from typing import Final

from klankbord.core.guard.cues import Cue, Surroundings
from klankbord.core.guard.finding import Finding, Rule
from klankbord.core.guard.identifiers import bare

_GAP: Final = r"(?: ?[-./] ?| )?"
_EDGE: Final = r"(?<![\w+/=&%-])(?<!\d[.,])"
_END: Final = r"(?!\w)(?![.,-]?\d)"
_ABROAD: Final = re.compile(
    rf"{_EDGE}(?:\+|00 ?)[1-9]\d{{0,2}}{_GAP}(?:\(0\){_GAP})?(?:\(\d{{1,4}}\){_GAP})?"
    rf"\d(?:{_GAP}\d){{5,12}}{_END}"
)
_DUTCH: Final = re.compile(
    rf"{_EDGE}(?:\(0[1-9]\d{{0,3}}\){_GAP}\d(?:{_GAP}\d){{4,7}}"
    rf"|0[1-9](?:{_GAP}\d){{8}}|0[1-9]\d{{0,2}}[-./ ]{{1,3}}\d(?:{_GAP}\d){{4,6}}"
    rf"){_END}"
)
_ANY: Final = re.compile(rf"{_EDGE}(?:\(\d{{2,4}}\){_GAP})?\d(?:{_GAP}\d){{5,12}}{_END}")
_FOR_EVERYBODY: Final = re.compile(r"0[89]0[069]|14\d\d\d?$")
_SHORTEST, _LONGEST = 7, 15  # digits; ITU-T E.164 allows fifteen
_LEAST_AT_HOME: Final = 8
_DATE_OR_SUM: Final = re.compile(r"\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d|(?:19|20)\d\d[-./ ]\d.*")

_MAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]*\w@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?![\w-])",
    re.IGNORECASE,
)
_DESKS: Final = frozenset(
    """
    info contact support help helpdesk service klantenservice klantcontact webcare pers press
    media post mail receptie secretariaat balie noreply no-reply redactie communicatie
    vacatures jobs werkenbij privacy security postbus gemeente hallo hello welkom kontakt
    """.split()  # noqa: SIM905  # a list of words reads as one
)
_STREET: Final = re.compile(
    r"(?<![\w\u2019'.-])(?:[A-Z][\w\u2019'.-]{0,30}(?: (?:van|de|der|den|het|ten|ter"
    r"|[A-Z][\w\u2019'.-]{0,30})){0,3}?[ ]?)?"
    r"(?:\w{0,30}(?:straat|weg|laan|plein|dijk|kade|gracht|singel|steeg|hof|pad|dreef|plantsoen"
    r"|markt"
    r"|baan|lei|vest|wal|boulevard|kamp|erf|burcht|strasse|straße)|Street|Road|Avenue|Lane|Drive)"
    r" ?\d{1,4}(?: ?[a-zA-Z]\b| ?[-/] ?\d{1,4}| bus \d+| bis)?(?!\d)",
)
_POSTCODE: Final = re.compile(
    r"[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}(?!\w)|[1-9]\d{3} [A-Z][a-zà-ÿ]{2,}"
)
_POSTCODE_AND_NUMBER: Final = re.compile(
    r"(?<!\w)[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2},? (?:nr\.? |nummer "
    r"|huisnummer )?\d{1,4}[a-zA-Z]?(?!\w)"
)
_DAY: Final = re.compile(
    r"(?<![\w.-])(?:\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)?\d\d|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}"
    r"|\d{1,2}(?:e|ste|th|st|nd|rd)? (?:jan|feb|mrt|maart|mar|apr|mei|may|jun|jul|aug|sep|okt|oct"
    r"|nov"
    r"|dec)[a-z]*\.? (?:19|20)\d\d|(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December) \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)(?!\w|[-./]\d)",
    re.IGNORECASE,
)
# The side codes 1 to 14 of the Dutch registration, and the Belgian forms of now and before.
_PLATE: Final = re.compile(
    r"(?<![\w-])(?:[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2}|\d\d-[A-Z]{2}-\d\d|[A-Z]{2}-\d\d-[A-Z]{2}"
    r"|[A-Z]{2}-[A-Z]{2}-\d\d|\d\d-[A-Z]{2}-[A-Z]{2}|\d\d-[A-Z]{3}-\d|\d-[A-Z]{3}-\d\d"
    r"|[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2}|[A-Z]{3}-\d\d-[A-Z]|[A-Z]-\d\d-[A-Z]{3}"
    r"|\d-[A-Z]{2}-\d{3}|\d{3}-[A-Z]{2}-\d|[1-9]-[A-Z]{3}-\d{3})(?![\w-])"
)
_PLATE_IF_SAID: Final = re.compile(
    r"(?<![\w-])(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,7}(?![\w-])"
    r"|(?<![\w-])[A-Z]{3}-\d{3}(?!\w)"
)
_ADDRESS_OF_MACHINE: Final = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])",
    re.IGNORECASE,
)
_TELLS_NOTHING: Final = re.compile(
    r"127\.|0\.|255\.|224\.|1\.2\.3\.4|8\.8\.[48]\.[48]$|1\.1\.1\.1$"
)


def contacts_in(text: str, near: Surroundings) -> Iterator[Finding]:
    """Ways to reach or find somebody; `text` is plain (see `cues.plain`)."""
    yield from _phones(text, near)
    yield from _mails(text)
    yield from _addresses(text, near)
    yield from _days_of_birth(text, near)
    yield from _plates(text, near)
    yield from _machines(text, near)


_IN_ACCOUNT: Final = re.compile(r"[A-Z]{2}\d\d ?[A-Z]{4} ?$", re.IGNORECASE)


def _phones(text: str, near: Surroundings) -> Iterator[Finding]:
    for found in _ABROAD.finditer(text):
        if _SHORTEST <= len(bare(found[0])) <= _LONGEST:
            yield Finding(*found.span(), Rule.PHONE)
    for found in _DUTCH.finditer(text):
        is_account = _IN_ACCOUNT.search(text, max(0, found.start() - 12), found.start())
        if not is_account and _is_phone_at_home(found, near):
            yield Finding(*found.span(), Rule.PHONE)
    for found in _ANY.finditer(text):
        is_long_enough = _SHORTEST <= len(bare(found[0])) <= _LONGEST
        if is_long_enough and _says_phone(found, near) and not _DATE_OR_SUM.fullmatch(found[0]):
            yield Finding(*found.span(), Rule.PHONE)


_OTHER_NUMBERS: Final = frozenset(
    {Cue.BSN, Cue.EDUCATION, Cue.BELGIAN, Cue.NATIONAL, Cue.DOCUMENT, Cue.FILE, Cue.CARD, Cue.VAT,
     Cue.OTHER, Cue.UNIT, Cue.VERSION, Cue.PHONE, Cue.PLATE}
)  # fmt: skip


def _is_phone_at_home(found: re.Match[str], near: Surroundings) -> bool:
    digits = bare(found[0])
    if _FOR_EVERYBODY.match(digits):
        return False
    nearest = near.nearest(*found.span(), _OTHER_NUMBERS)
    if nearest is Cue.PHONE:
        return True
    if nearest is not None or _DATE_OR_SUM.fullmatch(found[0]):
        return False
    return len(digits) >= _LEAST_AT_HOME


def _says_phone(found: re.Match[str], near: Surroundings) -> bool:
    if _FOR_EVERYBODY.match(bare(found[0])):
        return False
    return near.nearest(*found.span(), _OTHER_NUMBERS) is Cue.PHONE


def _mails(text: str) -> Iterator[Finding]:
    for found in _MAIL.finditer(text):
        if found[0].partition("@")[0].lower() not in _DESKS:
            yield Finding(*found.span(), Rule.EMAIL)


def _addresses(text: str, near: Surroundings) -> Iterator[Finding]:
    """A house, not a street: with its postcode, or where somebody is said to live."""
    for found in _STREET.finditer(text):
        after = _POSTCODE.match(text, _skipped(text, found.end()))
        end = after.end() if after else found.end()
        if after or near.says(*found.span(), Cue.ADDRESS):
            yield Finding(found.start(), end, Rule.ADDRESS)
    for found in _POSTCODE_AND_NUMBER.finditer(text):
        yield Finding(*found.span(), Rule.ADDRESS)


def _skipped(text: str, at: int) -> int:
    """Past the comma or the end of line between street and postcode."""
    while at < len(text) and text[at] in ", \n\t":
        at += 1
    return at


def _days_of_birth(text: str, near: Surroundings) -> Iterator[Finding]:
    for found in _DAY.finditer(text):
        if near.says(*found.span(), Cue.BORN):
            yield Finding(*found.span(), Rule.BIRTH_DATE)


def _plates(text: str, near: Surroundings) -> Iterator[Finding]:
    for found in _PLATE.finditer(text):
        if not near.denies(*found.span()):
            yield Finding(*found.span(), Rule.LICENCE_PLATE)
    for found in _PLATE_IF_SAID.finditer(text):
        if near.says(*found.span(), Cue.PLATE):
            yield Finding(*found.span(), Rule.LICENCE_PLATE)


def _machines(text: str, near: Surroundings) -> Iterator[Finding]:
    for found in _ADDRESS_OF_MACHINE.finditer(text):
        is_version = near.nearest(*found.span(), frozenset({Cue.VERSION})) is Cue.VERSION
        if not is_version and not _TELLS_NOTHING.match(found[0]):
            yield Finding(*found.span(), Rule.IP_ADDRESS)
