"""Somebody writes about the own organisation, or got something for it, and does not say so."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from klankbord.core.guard.finding import Finding, Rule
from klankbord.core.guard.terms import folded

_SAYS_SO: Final = re.compile(
    r"\b(?:ik werk|wij werken|we werken|werk ik|werkzaam|mijn (?:werk|werkgever|baan|collega|team"
    r"|functie)"
    r"|ons team|onze (?:organisatie|afdeling|collega|gemeente|dienst)|als (?:medewerker|collega"
    r"|ambtenaar)"
    r"|bij ons op|wij (?:bij|van)|ik ben (?:[a-z]+ )?bij|namens|i work|we work|working (?:at"
    r"|for) |my (?:work|job"
    r"|employer|colleague|team|company)|our (?:team|company|colleagues|department|organisation)"
    r"|i am employed"
    r"|as an employee|we at|on behalf of|ich arbeite|mein arbeitgeber|je travaille|mon employeur)"
    r"|[#@](?:werk|wij)\w*|#(?:we)?work\w*|#(?:trotsop|collega|teamwork)\w*|#employee\w*"
)
_GIVEN: Final = re.compile(
    r"\b(?:(?:gratis|kado|cadeau) (?:gekregen|ontvangen)|(?:kreeg|kregen"
    r"|ontving)(?: \w+){0,3} (?:gratis|cadeau|kado)"
    r"|(?:got|received|were given|was given)(?: \w+){0,4} (?:for free|as a gift)|sponsored by"
    r"|gesponsord door"
    r"|kortingscode|discount code|win (?:een|a) )"
)
_PAID_SAID: Final = re.compile(
    r"#(?:ad|adv|advertentie|advertising|spon|sponsored|gesponsord|reclame|samenwerking|paid\w*)\b"
    r"|\b(?:advertentie|betaalde samenwerking|paid partnership|gesponsord)\b"
)


def missing_disclosure(text: str, names: Iterable[str]) -> Iterator[Finding]:
    """The first place that names the organisation, or a benefit, with nothing said about it."""
    small = folded(text)
    if not _SAYS_SO.search(small) and (place := _first_name(small, names)):
        yield Finding(*place, Rule.DISCLOSURE)
    if (given := _GIVEN.search(small)) and not _PAID_SAID.search(small):
        yield Finding(*given.span(), Rule.DISCLOSURE)


def _first_name(small: str, names: Iterable[str]) -> tuple[int, int] | None:
    places = [
        found.span()
        for name in names
        if name.strip()
        and (found := re.search(rf"(?<!\w)(?:{re.escape(folded(name.strip()))})(?!\w)", small))
    ]
    return min(places, default=None)
