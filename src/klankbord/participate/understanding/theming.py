"""Find what many mentions speak of, and keep its number and name from round to round."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.db import transaction
from django.db.models import F

from klankbord.core.text.similar import said_words
from klankbord.core.text.understanding.encoder import Remembered, has_encoder
from klankbord.core.text.words import words_of as words_in
from klankbord.core.themes.groups import themes
from klankbord.core.themes.labels import labels, rising, spelled
from klankbord.core.themes.vectors import Whole
from klankbord.participate.archive.models import Mention
from klankbord.participate.understanding.models import Theme, ThemedMention, ThemeRound
from klankbord.participate.understanding.reading import Words, by_colleagues, words_of
from klankbord.participate.understanding.themes import Span, newest_arrival

MOST: Final = 4_000
"""Mentions that are looked at: the first round takes a core twelve seconds with meaning."""
_MEANINGS: Final = Remembered()
"""Of the last round of this process: a round looks at the same mentions, but for what is new."""
_LEAST_AUTHORS: Final = 3
_SAME: Final = 0.5
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class _Found:
    """A group of mentions, with what it is called and how it grew.

    `words` are those that texts of enough authors have; `typical` has most words of its name.
    """

    ids: frozenset[int]
    typical: int
    language: str
    terms: list[str]
    words: frozenset[str]
    rise: int


def find_themes(*, span: Span, at: dt.datetime) -> ThemeRound:
    """Look at the mentions of a span; gives what was looked at.

    What colleagues wrote is left out. Reading comes before the transaction, so that others can
    write meanwhile; a mention that goes in between is left out.
    """
    newest = newest_arrival()
    words, one_in = _drawn(span)
    found = _found(words, span)
    with transaction.atomic():
        n_themed = _keep(found, at)
        ThemeRound.objects.all().delete()
        return ThemeRound.objects.create(
            found_at=at,
            last_on=span.last_on,
            newest_arrival=newest,
            one_in=one_in,
            n_read=len(words),
            n_themed=n_themed,
        )


def _drawn(span: Span) -> tuple[list[Words], int]:
    """All mentions, or one in 2, 4, 8 … by the hash in their id: the same ones in every round."""
    rows = Mention.objects.filter(pk__gte=span.first, pk__lte=span.last)
    n_all, one_in = rows.count(), 1
    while n_all > MOST * one_in:
        one_in *= 2
    if one_in > 1:
        rows = rows.annotate(part=F("pk") % one_in).filter(part=0)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    words = [each for some in _pieces(ids) for each in words_of(some)]
    hidden = by_colleagues(words)
    return [each for each in words if each.id not in hidden], one_in


def _found(words: Sequence[Words], span: Span) -> list[_Found]:
    said = [said_words(each.title, each.text) for each in words]
    codes = themes(
        [each.whole for each in words], said, _MEANINGS.encode if has_encoder() else None
    )
    rises = rising(codes, np.array([each.id >= span.first_new for each in words], np.bool_))
    languages = [
        _most(words[at].code for at in np.flatnonzero(codes == code).tolist())
        for code in range(len(rises))
    ]
    heard = _one_an_author(words, codes, languages)
    told = labels([said[at] for at in heard], codes[heard])
    return [
        _named(
            [words[at] for at in heard if codes[at] == code],
            frozenset(words[at].id for at in np.flatnonzero(codes == code).tolist()),
            terms,
            round(100 * rises[code]),
        )
        for code, terms in enumerate(told)
        if terms
    ]


def _one_an_author(words: Sequence[Words], codes: Whole, languages: Sequence[str]) -> list[int]:
    """Places of texts that name themes: one an author and theme, in the theme's own language."""
    places: dict[tuple[int, int], int] = {}
    for at, each in enumerate(words):
        code = int(codes[at])
        if code < 0 or each.code == languages[code]:
            places.setdefault((code, each.author_id), at)
    return sorted(places.values())


def _named(words: Sequence[Words], ids: frozenset[int], terms: list[str], rise: int) -> _Found:
    texts = [each.whole for each in words]
    counts = Counter(word for text in texts for word in set(words_in(text)))
    common = frozenset(word for word, n in counts.items() if n >= _LEAST_AUTHORS)
    wanted = {word for term in terms for word in term.split()}
    typical = max(words, key=lambda each: (len(wanted & set(words_in(each.whole))), each.id))
    return _Found(ids, typical.id, typical.code, spelled(terms, texts), common, rise)


def _keep(found: Sequence[_Found], at: dt.datetime) -> int:
    """Write themes down; each takes the place of the one with which it shares most mentions."""
    standing = _standing()
    before = {theme.pk: theme for theme in Theme.objects.all()}
    kept: list[tuple[Theme, _Found]] = []
    for each, old in _pairs(found, standing):
        theme = before.get(old) or Theme(began_at=at)
        if not _still_says(theme, each):
            theme.terms = each.terms
        theme.language, theme.rise = each.language, each.rise
        theme.save()
        kept.append((theme, each))
    ids = sorted(number for _theme, each in kept for number in each.ids)
    still = {
        number
        for some in _pieces(ids)
        for number in Mention.objects.filter(pk__in=some).values_list("pk", flat=True)
    }
    ThemedMention.objects.all().delete()
    Theme.objects.exclude(pk__in=[theme.pk for theme, _each in kept]).delete()
    ThemedMention.objects.bulk_create(
        [
            ThemedMention(mention_id=number, theme=theme, is_typical=number == each.typical)
            for theme, each in kept
            for number in sorted(each.ids & still)
        ],
        batch_size=_AT_ONCE,
    )
    return len(still)


def _pairs(found: Sequence[_Found], standing: dict[int, set[int]]) -> list[tuple[_Found, int]]:
    """Each new group with the theme that it goes on with, 0 where it is new."""
    shared = sorted(
        (
            (len(each.ids & ids), place, theme)
            for place, each in enumerate(found)
            for theme, ids in standing.items()
            if len(each.ids & ids) >= _SAME * min(len(each.ids), len(ids)) > 0
        ),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    goes_on: dict[int, int] = {}
    for _n, place, theme in shared:
        if place not in goes_on and theme not in goes_on.values():
            goes_on[place] = theme
    return [(each, goes_on.get(place, 0)) for place, each in enumerate(found)]


def _still_says(theme: Theme, found: _Found) -> bool:
    """Whether the old name holds: a name that changes daily is none."""
    words = [word for term in theme.terms or [] for word in words_in(term)]
    return bool(words) and found.words.issuperset(words)


def _standing() -> dict[int, set[int]]:
    standing: dict[int, set[int]] = {}
    for theme, mention in ThemedMention.objects.values_list("theme", "mention"):
        standing.setdefault(theme, set()).add(mention)
    return standing


def _most(codes: Iterable[str]) -> str:
    return Counter(codes).most_common(1)[0][0]


def _pieces(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
