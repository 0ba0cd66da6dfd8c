"""What the archive says about a query: too wide, never heard, excluded by itself; with numbers."""

import datetime as dt
from collections.abc import Iterator

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.core.match import Query, print_query
from klankbord.core.match.contradictions import Clash, Contradiction, contradictions_of
from klankbord.core.match.tree import And, Node, Not, join_all
from klankbord.participate.archive.queries import n_mentions, volume_by_day
from klankbord.participate.archive.rows import id_at
from klankbord.participate.archive.search import COUNT_CAP, Count, count_found
from klankbord.participate.listening.queries import local_day

WIDE = 0.25
"""A query that finds this share of everything says little about a subject."""
LEAST_KEPT = 100
"""With fewer mentions in the archive shares say nothing."""
MOST_EXCLUDED = 0.9
MOST_PARTS = 6
_MONTH = dt.timedelta(days=28)

CLASH_WORDS: dict[Clash, str | Promise] = {
    Clash.EXCLUDED: gettext_lazy(
        "This can never match: it asks for “%(asked)s”, and excludes it with “%(against)s”."
    ),
    Clash.NO_PERIOD: gettext_lazy(
        "This can never match: the period ends (%(against)s) before it begins (%(asked)s)."
    ),
    Clash.NO_NUMBER: gettext_lazy(
        "This can never match: no number lies in both “%(asked)s” and “%(against)s”."
    ),
    Clash.ONE_PLACE: gettext_lazy(
        "This can never match: a post stands on one platform, not on both “%(asked)s” and "
        "“%(against)s”. Put OR between them."
    ),
}
_BRANCH = gettext_lazy("One part finds nothing, the rest still works.")


def number_words(count: Count) -> str:
    """How many, as people read it; a bound says that it is one."""
    shown = number_format(count.n, force_grouping=True)
    if count.is_exact:
        return shown
    return (_("more than %(n)s") if count.is_least else _("at most %(n)s")) % {"n": shown}


def contradiction_sentence(found: Contradiction) -> str:
    """Say what clashes with what."""
    values = {"asked": found.asked, "against": found.against}
    sentence = str(CLASH_WORDS[found.clash]) % values
    return sentence if found.is_whole else f"{sentence} {_BRANCH}"


def advice_on(query: Query, found: Count, *, at: dt.datetime) -> list[str]:
    """Sentences for the one who writes the query; at most a dozen counts of the index."""
    clashes = contradictions_of(query.tree)
    sentences = [contradiction_sentence(clash) for clash in clashes]
    n_kept = n_mentions()
    if n_kept and not any(clash.is_whole for clash in clashes):
        sentences.extend(_by_numbers(query, found, n_kept, at))
    return sentences


def _by_numbers(query: Query, found: Count, n_kept: int, at: dt.datetime) -> Iterator[str]:
    excluded = _too_much_excluded(query, found)
    if excluded:
        yield excluded
    elif not found.n:
        yield from _never_heard(query, n_kept)
    elif n_kept >= LEAST_KEPT:
        yield from _too_wide(query, found, n_kept, at)


def _too_much_excluded(query: Query, found: Count) -> str:
    parts = _parts(query.tree)
    asked: list[Node] = [part for part in parts if not isinstance(part, Not)]
    if len(asked) == len(parts) or not asked:
        return ""
    before = count_found(query=Query(join_all(asked), ""))
    if not before.n or found.n > (1 - MOST_EXCLUDED) * before.n:
        return ""
    return _(
        "The exclusions take nearly everything away: without them %(before)s mentions, "
        "with them %(after)s. Is that what you mean?"
    ) % {"before": number_words(before), "after": number_words(found)}


def _never_heard(query: Query, n_kept: int) -> Iterator[str]:
    parts = [part for part in _parts(query.tree) if not isinstance(part, Not)][:MOST_PARTS]
    counts = {print_query(part): count_found(query=Query(part, "")) for part in parts}
    kept = number_format(n_kept, force_grouping=True)
    silent = [text for text, count in counts.items() if not count.n]
    for text in silent:
        yield _(
            "“%(text)s” stands in none of the %(kept)s mentions that we keep. Is it spelled right?"
        ) % {"text": text, "kept": kept}
    if not silent and len(counts) > 1:
        each = ", ".join(f"{text}: {number_words(count)}" for text, count in counts.items())
        yield _("Each part is heard (%(each)s), but never all together.") % {"each": each}


def _too_wide(query: Query, found: Count, n_kept: int, at: dt.datetime) -> Iterator[str]:
    if not _is_counted_out(found):
        if found.is_exact and found.n >= WIDE * n_kept:
            yield _wide_sentence(found, n_kept)
        return
    lately = count_found(query=query, after=id_at(at - _MONTH) - 1)
    today = local_day(at)
    n_lately = sum(volume_by_day(since=today - _MONTH, until=today).values())
    if _is_counted_out(lately) or (
        lately.is_exact and lately.n >= WIDE * max(n_lately, LEAST_KEPT)
    ):
        yield _(
            "This is very wide: %(found)s of the %(kept)s mentions of the last 28 days. Add a word "
            "that must be there too, or exclude what you do not mean."
        ) % {"found": number_words(lately), "kept": number_format(n_lately, force_grouping=True)}


def _wide_sentence(found: Count, n_kept: int) -> str:
    return _(
        "This is very wide: %(found)s of the %(kept)s mentions that we keep (%(share)s %%). Add a "
        "word that must be there too, or exclude what you do not mean."
    ) % {
        "found": number_words(found),
        "kept": number_format(n_kept, force_grouping=True),
        "share": round(100 * found.n / n_kept),
    }


def _is_counted_out(count: Count) -> bool:
    """There are more than the index counts."""
    return count.is_least and count.n >= COUNT_CAP


def _parts(tree: Node) -> tuple[Node, ...]:
    return tree.children if isinstance(tree, And) else (tree,)
