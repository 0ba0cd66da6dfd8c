"""Find what many colleagues write about, and what of it may be told: words and rounded counts.

Only what every colleague may read is looked at. Which text or colleague belongs to a theme is
forgotten at once: what is kept are the words that many share, and figures of the gateway.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from klankbord.ambassadors.answers.models import Theme
from klankbord.ambassadors.community.audience import posts_for_everybody
from klankbord.ambassadors.community.models import Comment
from klankbord.core.text.similar import said_words
from klankbord.core.text.understanding.encoder import encode, has_encoder
from klankbord.core.text.words import words_of
from klankbord.core.themes.groups import themes
from klankbord.core.themes.labels import labels, rising, spelled
from klankbord.people.models import Member
from klankbord.trust.disclosure.actions import disclose
from klankbord.trust.disclosure.request import LEAST_AUTHORS, Answer, Figure, Kind, Measure, Request

MOST: Final = 4_000
"""Texts that are looked at, the newest: as many as of what is said in public."""
WEEKS: Final = 12
NEW_WEEKS: Final = 4
_RISES: Final = 2.0
_EVERYBODY: Final = ""


@dataclass(frozen=True)
class Said:
    """One text of one colleague."""

    author: str
    text: str
    is_new: bool


@dataclass(frozen=True)
class Found:
    """A theme before anything of it may be told: its words, and how often who wrote about it."""

    terms: list[str]
    n_said: Mapping[str, int]
    is_rising: bool


def said_before(closes_at: dt.datetime) -> list[Said]:
    """What colleagues who are here wrote in open groups in twelve weeks, the newest first."""
    since = closes_at - dt.timedelta(weeks=WEEKS)
    new_since = closes_at - dt.timedelta(weeks=NEW_WEEKS)
    within = {"created_at__gte": since, "created_at__lt": closes_at, "author__is_active": True}
    posts = posts_for_everybody().filter(**within)
    comments = Comment.objects.filter(
        post__in=posts_for_everybody(), removed_at=None, is_taken_down=False, **within
    )
    rows = [
        row
        for table in (posts, comments)
        for row in table.order_by("-created_at").values_list("created_at", "author", "text")[:MOST]
    ]
    newest = sorted(rows, key=lambda row: row[0], reverse=True)[:MOST]
    return [Said(f"member:{author}", text, at >= new_since) for at, author, text in newest]


def themes_in(said: Sequence[Said], names: Collection[str]) -> list[Found]:
    """Group texts by what they are about; a theme is called by words of enough colleagues.

    `names` are words that name colleagues: none of them names a theme.
    """
    words = [said_words("", each.text) for each in said]
    codes = themes([each.text for each in said], words, encode if has_encoder() else None)
    rises = rising(codes, np.array([each.is_new for each in said], np.bool_))
    heard = _one_an_author(said, codes.tolist())
    told = labels([words[at] for at in heard], codes[heard])
    found = []
    for code, terms in enumerate(told):
        own = [said[at] for at in np.flatnonzero(codes == code).tolist()]
        shared = _shared(terms, own, names)
        if shared:
            counts = Counter(each.author for each in own)
            n_new = len({each.author for each in own if each.is_new})
            is_rising = rises[code] > _RISES and n_new >= LEAST_AUTHORS
            texts = [each.text for each in own]
            found.append(Found(spelled(shared, texts), counts, is_rising))
    return found


def keep_themes(
    found: Iterable[Found],
    *,
    week: str,
    closes_at: dt.datetime,
    people: Collection[str],
    at: dt.datetime,
    prefix: str = "",
) -> list[Theme]:
    """Ask the gateway about each theme, and keep what it tells; of the rest nothing stays."""
    before = list(Theme.objects.filter(closed_at__lt=closes_at).order_by("-closed_at", "pk"))
    kept: list[Theme] = []
    for each in found:
        key = _key(each.terms, before, {theme.key for theme in kept})
        figure = _figure(each, f"{prefix}community.theme.{key}", week, closes_at, people, at)
        if figure is not None:
            theme, _is_new = Theme.objects.get_or_create(
                key=key,
                week=week,
                defaults={
                    "terms": each.terms,
                    "closed_at": closes_at,
                    "n_people": figure.n_about,
                    "n_messages": round(figure.value),
                    "is_rising": each.is_rising,
                    "is_sample": bool(prefix),
                },
            )
            kept.append(theme)
    return kept


def names_of_people() -> set[str]:
    """Every word of the names of colleagues, as texts are read."""
    return {
        word for name in Member.objects.values_list("name", flat=True) for word in words_of(name)
    }


def _one_an_author(said: Sequence[Said], codes: Sequence[int]) -> list[int]:
    """Places of texts that name themes: who writes much about one thing counts once."""
    places: dict[tuple[int, str], int] = {}
    for at, each in enumerate(said):
        if codes[at] >= 0:
            places.setdefault((codes[at], each.author), at)
    return sorted(places.values())


def _shared(terms: Sequence[str], said: Sequence[Said], names: Collection[str]) -> list[str]:
    """Terms that enough colleagues use, and that name none of them."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for each in said:
        for word in set(words_of(each.text)):
            users[word].add(each.author)
    return [
        term
        for term in terms
        if all(len(users[word]) >= LEAST_AUTHORS and word not in names for word in term.split())
    ]


def _key(terms: Sequence[str], before: Sequence[Theme], taken: Collection[str]) -> str:
    """The name by which a theme goes on from week to week: it shares half of its words."""
    own = {word for term in terms for word in words_of(term)}
    for theme in before:
        old = {word for term in theme.terms for word in words_of(term)}
        if theme.key not in taken and 2 * len(own & old) >= min(len(own), len(old)):
            return theme.key
    return "-".join(sorted(own))[:80]


def _figure(
    found: Found,
    attribute: str,
    week: str,
    closes_at: dt.datetime,
    people: Collection[str],
    at: dt.datetime,
) -> Figure | None:
    """How much is said by how many; None where too few colleagues stand behind it.

    The group is who wrote about it, so that the least number counts them and not the house.
    """
    request = Request(
        measure=Measure(attribute, Kind.THEME),
        partition="authors",
        round=week,
        closes_at=closes_at,
        groups={_EVERYBODY: list(found.n_said)},
        values=dict.fromkeys(people, 0.0) | {who: float(n) for who, n in found.n_said.items()},
    )
    given = disclose(request=request, at=at)
    figure = given.figures[_EVERYBODY] if isinstance(given, Answer) else None
    return figure if isinstance(figure, Figure) else None
