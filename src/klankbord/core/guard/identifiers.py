"""Numbers of the state, of banks and of traders: a form, a checksum and a word that says so.

The checksums are python-stdnum's. A number of nine digits passes the 11-test by chance one time in
eleven, so a number without a form of its own counts only near a word such as "BSN".
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from stdnum import iban, luhn
from stdnum.be import bis, nn
from stdnum.be import vat as be_vat
from stdnum.de import idnr
from stdnum.eu import vat as eu_vat
from stdnum.fr import nir
from stdnum.nl import bsn, btw, onderwijsnummer

from klankbord.core.guard.cues import Cue, Surroundings
from klankbord.core.guard.finding import Finding, Rule

_DIGITS: Final = re.compile(r"\D")
_EDGE: Final = r"(?<![\w.,/€$£-])"
_END: Final = r"(?![\w€]|[.,:/-]\d)"


def bare(number: str) -> str:
    """The digits alone."""
    return _DIGITS.sub("", number)


class _Form(NamedTuple):
    """A way to write a number: `cues` name it; `stands_alone` counts it without one too."""

    rule: Rule
    pattern: re.Pattern[str]
    is_valid: Callable[[str], bool]
    cues: tuple[Cue, ...]
    stands_alone: bool = False


def _form(
    rule: Rule,
    pattern: str,
    is_valid: Callable[[str], bool],
    *cues: Cue,
    stands_alone: bool = False,
) -> _Form:
    return _Form(
        rule, re.compile(_EDGE + pattern + _END, re.IGNORECASE), is_valid, cues, stands_alone
    )


def _is_bsn(number: str) -> bool:
    digits = bare(number).zfill(9)
    return bool(bsn.is_valid(digits)) and len(set(digits)) > 2  # noqa: PLR2004  # 000000012, 111111110


def _is_education_number(number: str) -> bool:
    return bool(onderwijsnummer.is_valid(bare(number)))


def _is_belgian(number: str) -> bool:
    return bool(nn.is_valid(bare(number)) or bis.is_valid(bare(number)))


def _is_card(number: str) -> bool:
    digits = bare(number)
    return bool(luhn.is_valid(digits)) and len(set(digits)) > 1 and _is_of_a_scheme(digits)


# First digits and lengths of the card schemes (ISO/IEC 7812), written as a pattern.
_SCHEMES: Final = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|(?:2131|1800)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12}"
    r"|(?:50|5[6-9]|6\d)\d{10,17}"
)


def _is_of_a_scheme(digits: str) -> bool:
    return _SCHEMES.fullmatch(digits) is not None


def _is_dutch_vat(number: str) -> bool:
    return bool(btw.is_valid(number))


def _is_belgian_vat(number: str) -> bool:
    return bool(be_vat.is_valid(number))


def _is_vat_elsewhere(number: str) -> bool:
    return bool(eu_vat.is_valid(number))


def _is_german_tax_id(number: str) -> bool:
    return bool(idnr.is_valid(bare(number)))


def _is_french_number(number: str) -> bool:
    return bool(nir.is_valid(re.sub(r"[\s.-]", "", number)))


_NINO_NEVER: Final = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


def _is_nino(number: str) -> bool:
    return number[:2].upper() not in _NINO_NEVER


def _is_ssn(number: str) -> bool:
    area, group, serial = (part for part in re.split(r"[- ]", number))
    return area not in {"000", "666"} and group != "00" and serial != "0000"


def _has_digits(number: str) -> bool:
    return len(bare(number)) >= 5  # noqa: PLR2004  # fewer is a year, a page, a room


_FORMS: Final = (
    _form(
        Rule.EDUCATION_NUMBER,
        r"10\d[. -]?\d{3}[. -]?\d{3}",
        _is_education_number,
        Cue.EDUCATION,
    ),
    _form(
        Rule.BSN,
        r"(?:\d{8,9}|\d{3}[. -]\d{3}[. -]\d{3}|\d{4}[. -]\d{2}[. -]\d{3}"
        r"|\d{3}[. -]\d{2}[. -]\d{4})",
        _is_bsn,
        Cue.BSN,
        Cue.BORN,
    ),
    _form(
        Rule.NATIONAL_NUMBER_BE,
        r"\d{2}\.\d{2}\.\d{2}[- ]\d{3}[.-]\d{2}",
        _is_belgian,
        Cue.BELGIAN,
        stands_alone=True,
    ),
    _form(
        Rule.NATIONAL_NUMBER_BE,
        r"(?:\d{11}|\d{2}[. /-]\d{2}[. /-]\d{2}[. /-]\d{3}[. /-]\d{2}|\d{6}[ -]\d{3}[ .-]\d{2})",
        _is_belgian,
        Cue.BELGIAN,
        Cue.BORN,
    ),
    _form(
        Rule.NATIONAL_NUMBER,
        r"[12]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[AB])\s?\d{3}\s?\d{3}\s?\d{2}",
        _is_french_number,
        Cue.NATIONAL,
        stands_alone=True,
    ),
    _form(
        Rule.NATIONAL_NUMBER,
        r"\d{2}\s?\d{3}\s?\d{3}\s?\d{3}",
        _is_german_tax_id,
        Cue.NATIONAL,
    ),
    _form(Rule.NATIONAL_NUMBER, r"[A-Z]{2}(?:\s?\d{2}){3}\s?[A-D]", _is_nino, Cue.NATIONAL),
    _form(Rule.NATIONAL_NUMBER, r"\d{3}[- ]\d{2}[- ]\d{4}", _is_ssn, Cue.NATIONAL),
    _form(
        Rule.CARD,
        r"(?:\d{4}[ -]){3}\d{4}(?:[ -]?\d{3})?",
        _is_card,
        Cue.CARD,
        stands_alone=True,
    ),
    _form(Rule.CARD, r"\d{4}[ -]\d{6}[ -]\d{4,5}", _is_card, Cue.CARD, stands_alone=True),
    _form(Rule.CARD, r"\d{15,16}", _is_card, Cue.CARD, stands_alone=True),
    _form(Rule.CARD, r"\d{12,19}", _is_card, Cue.CARD),
    _form(Rule.VAT, r"NL\s?\d{4}[. ]?\d{2}[. ]?\d{3}[. ]?B[. ]?\d{2}", _is_dutch_vat, Cue.VAT,
          stands_alone=True),
    _form(Rule.VAT, r"BE\s?[01]?\d{3}[. ]?\d{3}[. ]?\d{3}", _is_belgian_vat, Cue.VAT,
          stands_alone=True),
    _form(Rule.VAT, r"\d{9}B\d{2}", _is_dutch_vat, Cue.VAT, stands_alone=True),
    _form(Rule.VAT, r"[01]\d{3}[. ]?\d{3}[. ]?\d{3}", _is_belgian_vat, Cue.VAT),
    _form(
        Rule.VAT,
        r"(?:AT ?U|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|PL|PT|RO|SE|SI|SK)"
        r" ?[0-9A-Z]{1,2} ?\d{3} ?\d{2,3} ?[0-9A-Z]{1,6}",
        _is_vat_elsewhere,
        Cue.VAT,
        stands_alone=True,
    ),
    _form(
        Rule.IDENTITY_DOCUMENT,
        r"(?:[A-Z]{2}[A-Z0-9]{6}\d|[A-Z]{1,2}\d{6,14}|\d{6,10}|\d{3}-\d{7}-\d{2}"
        r"|\d{4}-\d{2}-\d{4})",
        _has_digits,
        Cue.DOCUMENT,
    ),
    _form(Rule.FILE_NUMBER, r"[A-Z]{0,3}[ -]?\d[\d.-]{3,12}\d", _has_digits, Cue.FILE),
)  # fmt: skip
_RULE_CUES: Final = frozenset(Cue) - {Cue.ADDRESS, Cue.BORN}


def numbers_in(text: str, near: Surroundings) -> Iterator[Finding]:
    """Numbers of people, cards and traders; `text` is plain (see `cues.plain`)."""
    for form in _FORMS:
        for found in form.pattern.finditer(text):
            if _is_named(form, found, near) and form.is_valid(found[0]):
                yield Finding(*found.span(), form.rule)


def _is_named(form: _Form, found: re.Match[str], near: Surroundings) -> bool:
    """The closest word of all decides: "ordernummer" right before outdoes "BSN" further off."""
    nearest = near.nearest(*found.span(), _RULE_CUES | frozenset(form.cues))
    if nearest in form.cues:
        return True
    return form.stands_alone and nearest not in {Cue.OTHER, Cue.UNIT}


_IBAN: Final = re.compile(r"(?<![\w])[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE)
_STRETCH: Final = re.compile(r"[A-Z0-9]+", re.IGNORECASE)


def ibans_in(text: str) -> Iterator[Finding]:
    """Account numbers of every country in the register of IBAN, however they are grouped."""
    at = 0
    while found := _IBAN.search(text, at):
        end = _end_of_iban(found[0])
        if end:
            yield Finding(found.start(), found.start() + end, Rule.IBAN)
        at = found.start() + (end or 4)


def _end_of_iban(stretch: str) -> int:
    """Where the account number ends; a word may follow it without a mark between them."""
    ends = [part.end() for part in _STRETCH.finditer(stretch)]
    for end in reversed(ends):
        number = re.sub(r"[ .-]", "", stretch[:end]).upper()
        if iban.is_valid(number, check_country=False):
            return end
    return 0
