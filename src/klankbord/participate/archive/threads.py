"""The conversation around a mention, found through key tokens."""

from collections.abc import Iterable

from klankbord.core.text.fold import fold_value
from klankbord.core.text.tokens import key_token
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import mentions_shown
from klankbord.participate.archive.rows import post_key, reply_key, whole_id
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Span

MAX_THREAD = 200
_MAX_STEPS = 12


def thread_of(row: Mention) -> list[Mention]:
    """The conversation that a mention belongs to, oldest first, itself included; at most 200.

    By the platform's own thread where it names one; else by who answers whom, up and down. Of a
    longer one, what it answers and what answers it come first, then what was said nearest to it.
    """
    above = _posts_above(row)
    answers = _answers_to([row])
    ids = [row.pk, *(each.pk for each in above), *answers]
    around = _answers_below(_answers_to(above[-1:]) if above else answers)
    if row.thread:
        around.update(_found([key_token("thread", fold_value(row.thread))]))
    ids.extend(sorted(around, key=lambda number: abs(number - row.pk)))
    return mentions_shown(list(dict.fromkeys(ids))[:MAX_THREAD])[::-1]


def post_id_of(row: Mention) -> str:
    """Give the id that the post of a mention has."""
    return f"{row.platform}:{row.external_id}"


def mention_of_post(post_id: str) -> Mention | None:
    """Find a mention by `platform:external id`; None if it is not kept."""
    for row in Mention.objects.filter(pk__in=_found([post_key(post_id)])):
        if post_id_of(row) == post_id:
            return row
    return None


def _posts_above(row: Mention) -> list[Mention]:
    """Walk up, as far as we kept it; the nearest first."""
    path: list[Mention] = []
    while row.in_reply_to and len(path) < _MAX_STEPS:
        above = mention_of_post(whole_id(row.in_reply_to, row.platform))
        if above is None or above.pk == row.pk:
            break
        path.append(above)
        row = above
    return path


def _answers_below(answers: Iterable[int]) -> set[int]:
    """Walk down from the first answers, a layer a look-up, until the thread is long enough."""
    found: set[int] = set()
    layer = {*answers}
    for _ in range(_MAX_STEPS):
        found |= layer
        if not layer or len(found) >= MAX_THREAD:
            break
        layer = {*_answers_to(Mention.objects.filter(pk__in=layer))} - found
    return found


def _answers_to(rows: Iterable[Mention]) -> list[int]:
    """Find the ids of what answers any of these posts."""
    return _found([reply_key(post_id_of(row)) for row in rows])


def _found(tokens: Iterable[str]) -> list[int]:
    """Find ids with any of these key tokens, newest first."""
    expression = store().any_of([store().key_expression(token) for token in tokens])
    return store().found_ids(expression, Span(), limit=MAX_THREAD)
