"""Read mentions, and correct what was read."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from klankbord.core.match.values import FIXED_VALUES
from klankbord.core.text.fold import fold_value
from klankbord.core.text.tokens import key_token
from klankbord.core.text.understanding.opinions import UNSURE, Tier
from klankbord.participate.archive.actions import local_days
from klankbord.participate.archive.models import Arrival, Mention, Reading
from klankbord.participate.archive.queries import fold_handle, ids_in
from klankbord.participate.archive.readings import write_readings
from klankbord.participate.archive.rows import HASH_BITS
from klankbord.participate.archive.store import store
from klankbord.participate.archive.store.contract import Span
from klankbord.participate.understanding.models import Aspect, Correction, ReadArrival
from klankbord.participate.understanding.reading import by_colleagues, readings_of, words_of
from klankbord.people.models import Account, Member
from klankbord.trust import audit

_AT_ONCE = 500
_MOST_BY_ONE = 100_000
_SHARES = ("p_negative", "p_neutral", "p_positive", "p_intent", "p_offensive")
_MARK = (
    "INSERT INTO understanding_staleday (day, n_changes) VALUES (%s, 1) ON CONFLICT (day)"
    " DO UPDATE SET n_changes = understanding_staleday.n_changes + 1"
)


class NothingToCorrect(Exception):  # noqa: N818  # named after the broken promise
    """The mention is gone, was not read, or a colleague wrote it."""


def read_arrival(*, arrival: Arrival, at: dt.datetime) -> int:
    """Read what arrived with the quick model, and write down that it is done; gives how many.

    Reading comes before the transaction, so that others can write meanwhile. A mention that
    changes in between arrives once more.
    """
    ids = ids_in(arrival)
    told = [each for some in _pieces(ids) for each in readings_of(some, Tier.CHEAP)]
    with transaction.atomic():
        _read, is_ours = ReadArrival.objects.get_or_create(
            arrival=arrival, defaults={"read_at": at}
        )
        if not is_ours:
            return 0
        write_readings(told)
        mark_days(each.mention for each in told)
    return len(told)


def read_mentions(*, mention_ids: Sequence[int], tier: Tier) -> int:
    """Read these mentions, where they were not read so well before; gives how many."""
    told = readings_of(mention_ids, tier)
    with transaction.atomic():
        write_readings(told)
        Reading.objects.filter(pk__in=mention_ids, is_due=True).update(is_due=False)
        mark_days(each.mention for each in told)
    return len(told)


def silence_colleagues() -> int:
    """Take back what was read of mentions by accounts of members; gives of how many.

    An account may come after the mentions. The search index knows them without a walk.
    """
    n_silenced = 0
    for platform, handle in Account.objects.values_list("platform", "handle"):
        token = key_token("author", fold_value(fold_handle(handle)))
        found = store().found_ids(store().key_expression(token), Span(), limit=_MOST_BY_ONE)
        for some in _pieces(found):
            read = Reading.objects.filter(
                pk__in=some, platform__iexact=platform, p_neutral__isnull=False
            )
            # A display name has the same token: only who has the account is silenced.
            ids = sorted(by_colleagues(words_of(list(read.values_list("pk", flat=True)))))
            if ids:
                _silence(ids)
            n_silenced += len(ids)
    return n_silenced


def _silence(ids: Sequence[int]) -> None:
    with transaction.atomic():
        Correction.objects.filter(mention__in=ids).delete()
        Reading.objects.filter(pk__in=ids).update(
            sentiment=UNSURE,
            intent=UNSURE,
            is_sentiment_by_hand=False,
            is_intent_by_hand=False,
            **dict.fromkeys(_SHARES),
        )
        mark_days(ids)


def mark_days(mention_ids: Iterable[int]) -> None:
    """Write down that the days of these mentions must be counted again."""
    days = local_days()
    stale = sorted({days.day_of(number >> HASH_BITS) for number in mention_ids})
    with connection.cursor() as cursor:
        cursor.executemany(_MARK, [(day.isoformat(),) for day in stale])


def correct_reading(
    *,
    mention: Mention,
    aspect: Aspect,
    label: str,
    by: Member,
    at: dt.datetime,
    is_drawn: bool = False,
) -> None:
    """Put a person's label in place of what was read; it stays, also when the text is read again.

    `is_drawn`: the mention was drawn by chance, so that the label says something of all of them.

    Raises ValueError for a label that does not exist, and `NothingToCorrect`.
    """
    if label not in FIXED_VALUES[aspect.value]:
        raise ValueError(label)
    with transaction.atomic():
        rows = Reading.objects.filter(pk=mention.pk, p_neutral__isnull=False)
        reading = rows.select_for_update().first()
        if reading is None:
            raise NothingToCorrect
        was = getattr(reading, aspect.value)
        Correction.objects.create(
            mention=mention,
            aspect=aspect,
            was=was,
            became=label,
            # A label of a colleague says nothing of the program.
            is_drawn=is_drawn and not getattr(reading, f"is_{aspect.value}_by_hand"),
            by=by,
            at=at,
        )
        rows.update(**{aspect.value: label, f"is_{aspect.value}_by_hand": True})
        mark_days([mention.pk])
        audit.record(
            at=at,
            actor=f"member:{by.pk}",
            act="understanding.reading-corrected",
            object=f"mention:{mention.pk}",
            declaration="understanding.corrections",
            detail={"aspect": aspect.value, "was": was, "became": label},
        )


def _pieces(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
