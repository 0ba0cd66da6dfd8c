"""Our own labelled posts: Dutch, Belgian and English, with numbers that pass their checks.

Made by code from a seed: no number belongs to somebody on purpose. Beside each kind stand posts
that look like it and are not: a wrong checksum, a right one on an order, a date, an amount.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stdnum import luhn
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn, onderwijsnummer

from klankbord.core.guard.corpus_texts import ASIDES, FALSE_FRIENDS, POSTS
from klankbord.core.guard.finding import Rule

Make = Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post and the places in it that a rule must see: (start, end, rule)."""

    text: str
    spans: tuple[tuple[int, int, Rule], ...]


def labelled_posts(*, seed: int, n_each: int = 200) -> Iterator[Labelled]:
    """For every rule of the corpus `n_each` posts that hold it, and as many that only look so."""
    rng = random.Random(seed)  # noqa: S311  # a corpus, not a key
    for rule, make in MAKERS.items():
        for _ in range(n_each):
            yield _post(rng, rule, make(rng))
            yield _false_friend(rng, rule)


def _post(rng: random.Random, rule: Rule, value: str) -> Labelled:
    before, _, after = rng.choice(POSTS[rule]).partition("{}")
    aside = rng.choice(ASIDES)
    front = f"{aside} {before}" if rng.random() < 0.5 else before  # noqa: PLR2004  # every second
    start = len(front)
    return Labelled(f"{front}{value}{after}", ((start, start + len(value), rule),))


def _false_friend(rng: random.Random, rule: Rule) -> Labelled:
    text = rng.choice(FALSE_FRIENDS[rule])
    for name, make in _FILLINGS.items():
        while name in text:
            text = text.replace(name, make(rng), 1)
    return Labelled(f"{text} {rng.choice(ASIDES)}", ())


def digits(rng: random.Random, n: int) -> str:
    """So many digits, the first not 0."""
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(n - 1))


def _grouped(value: str, sizes: Sequence[int], mark: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(value[at : at + size])
        at += size
    return mark.join([*parts, value[at:]] if value[at:] else parts)


def a_bsn(rng: random.Random) -> str:
    """A number that passes the 11-test."""
    while not bsn.is_valid(number := digits(rng, 9)):
        pass
    forms = (number, _grouped(number, (4, 2, 3), "."), _grouped(number, (3, 3, 3), " "))
    return rng.choice((number, *forms))


def _plain_bsn(rng: random.Random) -> str:
    return a_bsn(rng).replace(".", "").replace(" ", "")


def _no_bsn(rng: random.Random) -> str:
    number = _plain_bsn(rng)
    return number[:-1] + str((int(number[-1]) + rng.randint(1, 9)) % 10)


def _education_number(rng: random.Random) -> str:
    while not onderwijsnummer.is_valid(number := "10" + digits(rng, 7)):
        pass
    return number


def _belgian_number(rng: random.Random) -> str:
    year, month, day = rng.randint(1935, 2015), rng.randint(1, 12), rng.randint(1, 28)
    front = f"{year % 100:02}{month:02}{day:02}{rng.randint(1, 997):03}"
    check = 97 - int(front if year < 2000 else f"2{front}") % 97  # noqa: PLR2004  # as its law says
    number = f"{front}{check:02}"
    spelt = f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}"
    return rng.choice((number, spelt, spelt))


def _no_belgian_number(rng: random.Random) -> str:
    number = _belgian_number(rng)
    return number[:-1] + str((int(number[-1]) + rng.randint(1, 9)) % 10)


_BANKS: Final = ("ABNA", "INGB", "RABO", "TRIO", "SNSB", "ASNB", "BUNQ", "KNAB")


def _iban(rng: random.Random) -> str:
    country, account = rng.choice(
        (
            ("NL", rng.choice(_BANKS) + "0" + digits(rng, 9)),
            ("NL", rng.choice(_BANKS) + "0" + digits(rng, 9)),
            ("BE", _belgian_account(rng)),
            ("DE", digits(rng, 18)),
        )
    )
    number = f"{country}{mod_97_10.calc_check_digits(account + country)}{account}"
    return rng.choice((number, _grouped(number, (4,) * (len(number) // 4), " "), number.lower()))


def _belgian_account(rng: random.Random) -> str:
    front = digits(rng, 10)
    return f"{front}{int(front) % 97 or 97:02}"


def _no_iban(rng: random.Random) -> str:
    number = _iban(rng).replace(" ", "").upper()
    return number[:2] + f"{(int(number[2:4]) + rng.randint(1, 40)) % 97:02}" + number[4:]


def _card(rng: random.Random) -> str:
    front, length = rng.choice((("4", 16), ("51", 16), ("54", 16), ("2223", 16), ("37", 15)))
    number = front + digits(rng, length - len(front) - 1)
    number += luhn.calc_check_digit(number)
    if length == 15:  # noqa: PLR2004  # American Express groups so
        return rng.choice((number, _grouped(number, (4, 6, 5), " ")))
    return rng.choice((number, _grouped(number, (4, 4, 4, 4), rng.choice(" -"))))


def _no_card(rng: random.Random) -> str:
    number = _card(rng)
    return number[:-1] + str((int(number[-1]) + rng.randint(1, 9)) % 10)


def _vat(rng: random.Random) -> str:
    front = digits(rng, 7)
    belgian = f"0{front}{97 - int(front) % 97:02}"
    return rng.choice(
        (f"NL{_plain_bsn(rng)}B{rng.randint(1, 99):02}", f"BE{belgian}",
         f"BE {belgian[:4]}.{belgian[4:7]}.{belgian[7:]}")
    )  # fmt: skip


_PHONES: Final = (
    "06-########", "06 ## ## ## ##", "06########", "+31 6 ########", "+316########", "020-#######",
    "(030) ### ## ##", "0031 6 ########", "04## ## ## ##", "+32 4## ## ## ##", "02 ### ## ##",
    "+32 9 ### ## ##", "03/### ## ##", "+49 30 ########",
)  # fmt: skip
_PLATES: Final = (
    "@@-##-##",
    "##-@@-##",
    "##-@@-@@",
    "##-@@@-#",
    "#-@@@-##",
    "@@-###-@",
    "1-@@@-###",
)
_STREETS: Final = ("Kerkstraat", "Dorpsweg", "Molenlaan", "Stationsplein", "Lange Nieuwstraat")
_LETTERS: Final = "BDFGHJKLNPRSTVXZ"


def _filled(rng: random.Random, form: str) -> str:
    made = (
        digits(rng, 1) if char == "#" else rng.choice(_LETTERS) if char == "@" else char
        for char in form
    )
    return "".join(made)


def _phone(rng: random.Random) -> str:
    return _filled(rng, rng.choice(_PHONES))


def _email(rng: random.Random) -> str:
    name = rng.choice(
        ("j.devries", "fatima.elamrani", "piet_jansen", "m.janssens+werk", "lotte1988")
    )
    return f"{name}@{rng.choice(('voorbeeld.nl', 'post.example', 'mijn-bedrijf.be'))}"


def _address(rng: random.Random) -> str:
    city = f"{digits(rng, 4)} {_filled(rng, '@@')}".replace("SS", "TR").replace("SD", "TR")
    return f"{rng.choice(_STREETS)} {rng.randint(1, 300)}, {city}"


def _birth_date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1940, 2012)
    return rng.choice(
        (f"{day}-{month}-{year}", f"{day:02}/{month:02}/{year}", f"{day} maart {year}")
    )


def _plate(rng: random.Random) -> str:
    return _filled(rng, rng.choice(_PLATES))


def _secret(rng: random.Random) -> str:
    letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    word = "".join(rng.choices(letters, k=36))
    return rng.choice(
        (f"ghp_{word}", f"AKIA{word.upper().translate(_BASE32)[:16]}", f"glpat-{word[:20]}",
         f"xoxb-{digits(rng, 12)}-{word[:24]}", f"sk_live_{word[:24]}")
    )  # fmt: skip


_BASE32: Final = str.maketrans("0189", "ABCD")


def _password(rng: random.Random) -> str:
    word = rng.choice(("Zomer", "Welkom", "Lente", "Koffie"))
    return f"{word}{rng.randint(10, 2099)}{rng.choice('!?#')}"


MAKERS: Final[dict[Rule, Make]] = {
    Rule.BSN: a_bsn,
    Rule.EDUCATION_NUMBER: _education_number,
    Rule.NATIONAL_NUMBER_BE: _belgian_number,
    Rule.IBAN: _iban,
    Rule.CARD: _card,
    Rule.VAT: _vat,
    Rule.PHONE: _phone,
    Rule.EMAIL: _email,
    Rule.ADDRESS: _address,
    Rule.BIRTH_DATE: _birth_date,
    Rule.LICENCE_PLATE: _plate,
    Rule.SECRET: lambda rng: _secret(rng) if rng.random() < 0.4 else _password(rng),  # noqa: PLR2004  # two in five
}
_FILLINGS: Final[dict[str, Make]] = {
    "{bsn}": _plain_bsn,
    "{no bsn}": _no_bsn,
    "{no belgian}": _no_belgian_number,
    "{no iban}": _no_iban,
    "{card}": lambda rng: _card(rng).replace(" ", "").replace("-", ""),
    "{no card}": _no_card,
    "{number}": lambda rng: digits(rng, rng.randint(6, 12)),
    "{version}": lambda rng: f"{rng.randint(1, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 9)}",
    "{date}": lambda rng: f"{rng.randint(1, 28)}-{rng.randint(1, 12)}-{rng.randint(2019, 2027)}",
    "{amount}": lambda rng: f"{rng.randint(1, 99)}.{digits(rng, 3)}.{digits(rng, 3)}",
}
