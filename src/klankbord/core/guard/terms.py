"""Words that an organisation keeps inside for a while, and what a text says of itself."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from klankbord.core.guard.finding import Finding, Rule

_BETWEEN: Final = r"[\s\-_.\u2019']{0,2}"
_TAILS: Final = r"(?:[\u2019']?s|[\u2019']er|en|e|je|project|plan|traject|programma|team|dossier)?"


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase; `rule` says why it is kept, `until` is the first day that it may go out.

    None: no end is set.
    """

    words: str
    rule: Rule = Rule.CONFIDENTIAL_WORD
    until: dt.date | None = None

    def is_kept(self, on: dt.date) -> bool:
        """Whether it still stays inside on a day."""
        return self.until is None or on < self.until


_KEY: Final = 3  # letters by which a term is filed
_WORD: Final = re.compile(r"\w+")


class Terms:
    """Many terms, filed by their first letters; built once, used for every check.

    Case, accents and marks between the parts do not count: `Project Zilvermeeuw` is also seen in
    `#ProjectZilvermeeuw` and `project-zilvermeeuws`. Parts of other words are not.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._filed: dict[str, list[tuple[re.Pattern[str], Term]]] = {}
        for term in sorted(terms, key=lambda each: -len(each.words)):
            if parts := _parts(term.words):
                pattern = re.compile(rf"{_BETWEEN.join(map(re.escape, parts))}{_TAILS}(?!\w)")
                self._filed.setdefault("".join(parts)[:_KEY], []).append((pattern, term))

    def kept_in(self, text: str, on: dt.date) -> Iterator[Finding]:
        """Where terms stand that stay inside on this day; `text` is as it was written."""
        small = folded(text)
        ends = 0
        for word in _WORD.finditer(small) if self._filed else ():
            if word.start() < ends:
                continue
            for pattern, term in self._near(word[0], small, word.start()):
                found = pattern.match(small, word.start())
                if found and term.is_kept(on):
                    ends = found.end()
                    yield Finding(*found.span(), term.rule, term.words)
                    break

    def _near(self, word: str, small: str, start: int) -> Iterator[tuple[re.Pattern[str], Term]]:
        """The terms that begin so; a short first word goes on after its mark."""
        head = word[:_KEY]
        if len(head) < _KEY:
            head = "".join(filter(str.isalnum, small[start : start + 3 * _KEY]))[:_KEY]
        for length in range(len(head), 0, -1):
            yield from self._filed.get(head[:length], ())


_ACCENTS: Final = str.maketrans(
    "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿšžčćğı", "aaaaaaceeeeiiiinoooooouuuuyyszccgi"
)


def folded(text: str) -> str:
    """Small letters without accents, one for one: places stay what they are."""
    small = text.lower()
    if len(small) != len(text):  # a capital that becomes two letters, such as İ
        small = "".join(char.lower()[:1] for char in text)
    return small.translate(_ACCENTS)


def _parts(words: str) -> list[str]:
    return re.findall(r"\w+", folded(words))


_MARKED: Final = re.compile(
    r"(?<!\w)(?:(?:strikt |strictly |streng |zeer |highly |company |private (?:and|&) "
    r"|privileged (?:and|&) )?"
    r"(?:vertrouwelijk|confidential|vertraulich|confidentiel)(?!\w)"
    r"|(?:strikt|streng|top|zeer) ?geheim|top secret|(?:strictly|company) private"
    r"|niet (?:voor verspreiding|verspreiden|doorsturen|naar buiten brengen|openbaar maken)"
    r"|not for (?:distribution|release|publication|circulation)|not to be (?:distributed"
    r"|disclosed|forwarded)"
    r"|nicht weitergeben|ne pas diffuser|do not (?:distribute|forward|disclose|circulate)"
    r"|(?:(?:alleen|uitsluitend|enkel) )?voor intern(?:e)? gebruik"
    r"|(?:for )?internal use(?: only)?|internal only"
    r"|for your eyes only|tlp:? ?(?:red|amber(?:\+strict)?)"
    r"|attorney[- ]client (?:privileged?|communication)|attorney work product|onder geheimhouding"
    r"|(?:onder|under|unter|sous) embargo|embargoed|beursgevoelige?|koersgevoelige?"
    r"|material non-?public|insider information"
    r"|blijft (?:nog )?(?:even )?(?:onder ons|tussen ons|intern)|nog niet (?:openbaar|naar buiten)"
    r"|mag nog niet (?:bekend|naar buiten|online)|keep this (?:between us|confidential|quiet"
    r"|internal)"
    r"|not yet (?:public|announced)|off the record)(?!\w)"
)
_EMBARGO: Final = re.compile(
    r"embargo\w*(?:[^\n]{0,40}?(?:tot|until|till|t/m|bis|jusqu au))?[^\n\d]{0,20}?"
    r"(?P<day>\d{1,2})(?: ?[-/.] ?|e? )(?P<month>\d{1,2}|[a-z]{3,9})(?: ?[-/.] ?"
    r"| )?(?P<year>(?:20)?\d\d)?(?!\d)"
)
_MONTHS: Final = {
    name[:3]: number
    for number, names in enumerate(
        ("januari", "februari", "maart march mrt", "april", "mei may mai", "juni", "juli",
         "augustus", "september", "oktober october", "november", "december dezember"), start=1,
    )
    for name in names.split()
}  # fmt: skip


def markings_in(text: str, on: dt.date) -> Iterator[Finding]:
    """What a text says of itself: "strictly confidential", "under embargo until 3 December".

    An embargo whose day has come says nothing any more.
    """
    small = folded(text)
    dated = [(found, _embargo_day(found, on)) for found in _EMBARGO.finditer(small)]
    for found, day in dated:
        if day is not None and on < day:
            yield Finding(*found.span(), Rule.EMBARGO)
    for marked in _MARKED.finditer(small):
        if not any(
            day is not None and found.start() < marked.end() and marked.start() < found.end()
            for found, day in dated
        ):
            yield Finding(*marked.span(), Rule.MARKING)


def _embargo_day(found: re.Match[str], on: dt.date) -> dt.date | None:
    month = found["month"]
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3], 0)
    year = found["year"]
    try:
        return dt.date(
            on.year if year is None else 2000 + int(year) % 100, number, int(found["day"])
        )
    except ValueError:
        return None
