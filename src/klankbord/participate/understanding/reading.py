"""From the words of mentions to readings, a batch at a time. Nothing is written here."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from klankbord.core.text.understanding.encoder import encode
from klankbord.core.text.understanding.intents import INTENTS, Intent, intents
from klankbord.core.text.understanding.opinions import (
    OFFENCE_SURE,
    Opinion,
    Tier,
    best_tier,
    offence_told,
    opinions,
)
from klankbord.participate.archive.models import Reading
from klankbord.participate.archive.queries import fold_handle
from klankbord.participate.archive.readings import Told
from klankbord.participate.archive.rows import AUTHORS, MENTIONS
from klankbord.participate.archive.store import store
from klankbord.participate.understanding.adaptations import as_the_team_reads
from klankbord.people.models import Account


class Words(NamedTuple):
    """What is read of a mention."""

    id: int
    author_id: int
    language: str
    title: str
    text: str
    content_hash: int

    @property
    def whole(self) -> str:
        """Title and text in one."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def code(self) -> str:
        """The language without its country."""
        return self.language.partition("-")[0]


def words_of(mention_ids: Sequence[int]) -> list[Words]:
    """The words of mentions, in the order of the table; unknown ids are left out."""
    return [Words(*row) for row in store().read_by_ids(MENTIONS, Words._fields, mention_ids)]


def readings_of(mention_ids: Sequence[int], tier: Tier) -> list[Told]:
    """Read mentions that were not read before, or that say something else since.

    What a colleague wrote has no reading: nothing is guessed about people who work here.
    """
    words = _unread(mention_ids, tier)
    hidden = by_colleagues(words)
    return [
        *_told([each for each in words if each.id not in hidden], tier),
        *_silent(words, hidden),
    ]


def _unread(mention_ids: Sequence[int], tier: Tier) -> list[Words]:
    rows = words_of(mention_ids)
    known = Reading.objects.filter(pk__in=[row.id for row in rows])
    if tier is Tier.SHOWN:
        known = known.filter(is_close=True)
    hashes = dict(known.values_list("pk", "content_hash"))
    return [row for row in rows if hashes.get(row.id) != row.content_hash]


def by_colleagues(words: Sequence[Words]) -> set[int]:
    """Mentions by accounts of members, whether they chose to be shown or not."""
    accounts = {
        (platform.casefold(), fold_handle(handle))
        for platform, handle in Account.objects.values_list("platform", "handle")
    }
    if not accounts:
        return set()
    ids = sorted({row.author_id for row in words})
    rows = store().read_by_ids(AUTHORS, ("id", "platform", "handle"), ids)
    theirs = {
        number
        for number, platform, handle in rows
        if (platform.casefold(), fold_handle(handle)) in accounts
    }
    return {row.id for row in words if row.author_id in theirs}


def _told(words: Sequence[Words], tier: Tier) -> Iterator[Told]:
    texts = [row.whole for row in words]
    languages = [row.code for row in words]
    meanings = encode(texts) if tier is Tier.SHOWN else None
    said = opinions(texts, languages, tier, meanings)
    if tier is best_tier():
        said = as_the_team_reads(said, meanings, texts)
    wanted = intents(texts, languages, said)
    for row, opinion, intent in zip(words, said, wanted, strict=True):
        yield Told(
            row.id,
            row.content_hash,
            opinion.label,
            *_shares(opinion),
            intent.label,
            _share_of(intent),
            _offence(opinion, row.code),
            is_close=tier is Tier.SHOWN,
        )


def _silent(words: Sequence[Words], hidden: set[int]) -> Iterator[Told]:
    nothing, unread = Opinion(None, None), Intent(())
    for row in words:
        if row.id in hidden:
            yield Told(
                row.id, row.content_hash, nothing.label, None, None, None, unread.label, None,
                None, is_close=True,
            )  # fmt: skip


def _shares(opinion: Opinion) -> tuple[int | None, int | None, int | None]:
    if opinion.sentiment is None:
        return None, None, None
    negative, neutral, positive = opinion.sentiment
    return round(1000 * negative), round(1000 * neutral), round(1000 * positive)


def _share_of(intent: Intent) -> int | None:
    if intent.label not in INTENTS:
        return None
    return round(1000 * intent.p[INTENTS.index(intent.label)])


def _offence(opinion: Opinion, language: str) -> int | None:
    p = offence_told(opinion, language)
    return round(1000 * p) if p is not None and p >= OFFENCE_SURE[language] else None
