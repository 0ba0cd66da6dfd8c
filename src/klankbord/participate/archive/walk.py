"""Look through the newest entries for patterns that fit very many words.

A list of thousands of words makes the index open thousands of lists, twenty microseconds each,
before it gives its first row; looking at an entry costs half of one. Such a pattern is usually
heard often, so that a page is full after a few hundred entries.
"""

from collections import Counter
from collections.abc import Iterator

from klankbord.core.match.tree import Word, join_any
from klankbord.participate.archive.plan import MOST_WORDS, ByWalking, Plan
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Looked, Span

FIRST, LARGEST = 500, 16_000  # entries looked through at once
ENTRIES_A_WORD = 40  # looked at in the time that the index takes to open one word's list
CHEAP = 4_000  # entries looked at before anybody asks how many words fit
SAMPLES = 500, 4_000  # the second where the first gave few
_SEEN = 64  # words


def walk(plan: Plan, n_wanted: int) -> Iterator[tuple[list[int], int | None, bool]]:
    """Ids that fit, newest first; the last id looked at (None: all are); if that is the answer.

    Gives up when the index would be quicker, as far as it went so far tells.
    """
    walking = plan.by_walking
    if walking is None:
        return
    n, n_found, n_looked, span = FIRST, 0, 0, plan.span
    while n_found < n_wanted and _is_worth_it(plan, _needed(n_wanted, n_found, n_looked)):
        found = look(walking, span, n)
        yield [number for number, _words in found.entries], found.last, walking.is_exact
        if found.last is None:
            return
        n_found += len(found.entries)
        n_looked += n
        span, n = Span(span.after, found.last), min(n * 2, LARGEST)


def _needed(n_wanted: int, n_found: int, n_looked: int) -> float:
    """How many entries it takes; nothing found yet counts as nearly one."""
    return n_looked * n_wanted / max(n_found, 0.5)


def _is_worth_it(plan: Plan, n_entries: float) -> bool:
    if n_entries <= CHEAP or plan.expression is None:
        return True
    return n_entries <= min(plan.n_words, MOST_WORDS) * ENTRIES_A_WORD


def look(walking: ByWalking, span: Span, n: int) -> Looked:
    """Look at the newest `n` entries that the rest of the query leaves; the store reads pieces."""
    pieces = [words.pieces for words in walking.wide]
    found = store().look_through(walking.expression, span, pieces, n=n)
    fitting = [entry for entry in found.entries if _fits(walking, entry[1])]
    return Looked(fitting, found.last)


def _fits(walking: ByWalking, words: str) -> bool:
    return all(wide.said_in(words) for wide in walking.wide)


def sample(plan: Plan) -> Looked | None:
    """Look at some of the newest entries; None where the index cannot say the rest exactly."""
    walking = plan.by_walking
    if walking is None or not walking.is_exact:
        return None
    found = look(walking, plan.span, SAMPLES[0])
    if len(found.entries) < _SEEN and found.last is not None:
        found = look(walking, plan.span, SAMPLES[1])
    return found


def seen_expression(plan: Plan, found: Looked) -> str | None:
    """Ask for the words heard most in a sample, which is less than all that fit.

    None where nothing was heard.
    """
    walking = plan.by_walking
    if walking is None or not found.entries:
        return None
    counts = [
        Counter(word for _id, words in found.entries for word in wide.said_in(words))
        for wide in walking.wide
    ]
    seen = [join_any([Word(word) for word, _n in count.most_common(_SEEN)]) for count in counts]
    return plan.narrowed([*walking.rest, *seen]).expression
