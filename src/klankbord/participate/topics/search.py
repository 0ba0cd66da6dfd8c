"""The mentions that filters leave: pages, counts, and what is newer."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from klankbord.core.match import Query, parse_query
from klankbord.core.match.check import matches
from klankbord.core.match.tree import And, Node, Or, Since, Until, Value, join_all
from klankbord.core.match.values import fold_field_value
from klankbord.core.text.fold import fold_value
from klankbord.participate.archive.models import DayCount, Mention, Reading
from klankbord.participate.archive.queries import known_facts, mentions_shown, numbered_posts
from klankbord.participate.archive.rows import MENTIONS, id_at
from klankbord.participate.archive.search import COUNT_CAP, Count, count_found, mention_ids_found
from klankbord.participate.archive.store import store
from klankbord.participate.listening.models import Source
from klankbord.participate.stakeholders.queries import accounts_in, authors_in, has_more_than
from klankbord.participate.stories.queries import folded_away
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.models import Match, Topic
from klankbord.participate.topics.queries import folded_by_topic, matched_ids
from klankbord.participate.understanding.themes import is_theme, themed
from klankbord.people.queries import house_zone

FRESH_CAP = 100
MOST_AUTHORS = 2_000  # of a group, those heard first; the index opens a list each
_AT_ONCE = 500
_MOST_PAGES = 8  # looked through to fill one that is folded
_DAY = dt.timedelta(days=1)


class FilterGone(Exception):  # noqa: N818  # named after the broken promise
    """Of what this filter names nothing is there (any more): a topic, theme, source, group."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page, newest first; `count` is of all pages."""

    mentions: list[Mention]
    next_before: int | None
    count: Count


@dataclass(frozen=True)
class Search:
    """Filters made ready: the whole as one query, and the first and last id of the period."""

    filters: Filters
    query: Query | None
    after: int | None
    before: int | None

    @property
    def is_by_topic(self) -> bool:
        """Nothing but a topic and a period: the matches themselves know the answer."""
        return self.filters.topic is not None and not self.narrowed

    @property
    def is_by_theme(self) -> bool:
        """Nothing but a theme and a period."""
        asked = self.filters
        return asked.theme is not None and asked.topic is None and not self.narrowed

    @property
    def narrowed(self) -> bool:
        """Whether anything but topic and period is asked."""
        asked = self.filters
        return bool(
            asked.q
            or asked.platform
            or asked.language
            or asked.source
            or asked.group
            or asked.about
            or asked.sentiment
            or asked.intent
        )

    @property
    def is_by_index(self) -> bool:
        """More than counts a day know."""
        asked = self.filters
        has_words = bool(asked.q or asked.about or asked.sentiment or asked.intent)
        return has_words or bool(asked.group) or asked.topic is not None

    @property
    def is_by_reading(self) -> bool:
        """What the words say, and nothing that the readings do not know themselves."""
        asked = self.filters
        needs_index = asked.q or asked.about or asked.source or asked.group
        return bool(asked.sentiment or asked.intent) and not needs_index


def prepare(filters: Filters) -> Search:
    """Read the query and look up what the filters name; raises `QueryError`, `FilterGone`."""
    here = house_zone()
    if filters.theme is not None and not is_theme(filters.theme):
        raise FilterGone(name="theme")
    nodes = list(_nodes(filters, here))
    query = Query(join_all(nodes), filters.q) if nodes else None
    start = _midnight(filters.since, here)
    end = _midnight(filters.until and filters.until + _DAY, here)
    return Search(
        filters,
        query,
        after=None if start is None else id_at(start) - 1,
        before=None if end is None else id_at(end),
    )


def is_cut(filters: Filters) -> bool:
    """Whether the group has more authors than are looked for."""
    return bool(filters.group) and has_more_than(MOST_AUTHORS, filters.group)


def find(search: Search, *, before: int | None = None, limit: int = 50) -> Found:
    """One page of mentions, masked as everywhere, and how many there are in all."""
    ids, next_before = _shown(search, before=before, limit=limit)
    return Found(mentions=mentions_shown(ids), next_before=next_before, count=count(search))


def count(search: Search) -> Count:
    """How many mentions there are, exactly or as a bound."""
    filters = search.filters
    if filters.theme is not None:
        return Count(len(_themed_ids(search)), is_exact=True)
    if search.is_by_topic:
        matches = Match.objects.filter(topic_id=filters.topic or 0, **_span(search))
        n_found = matches[: COUNT_CAP + 1].count()
        return _capped(n_found - _n_folded(search) if n_found <= COUNT_CAP else n_found)
    if search.is_by_reading:
        return _capped(_readings(search)[: COUNT_CAP + 1].count())
    if search.is_by_index:
        return count_found(query=search.query)
    return Count(_count_by_day(filters), is_exact=True)


def _n_folded(search: Search) -> int:
    if not search.filters.fold:
        return 0
    topic, last = search.filters.topic or 0, (search.before or 2**63) - 1
    hidden = folded_by_topic(first=(search.after or 0) + 1, last=last, topic_id=topic)
    return hidden.get(topic, 0)


def _capped(n_found: int) -> Count:
    is_full = n_found > COUNT_CAP
    return Count(min(n_found, COUNT_CAP), not is_full, is_full)


def count_newer(search: Search, *, than: int) -> int:
    """How many mentions have come on top of this one, counted up to `FRESH_CAP`."""
    after = max(than, search.after or 0)
    if search.filters.theme is not None:
        return 0  # themes are looked for by the hour
    if search.is_by_topic:
        topic = search.filters.topic or 0
        fresh = matched_ids(
            topic_id=topic, after=after, before=search.before, limit=FRESH_CAP, is_news=True
        )
        return len(fresh)
    found = mention_ids_found(
        query=search.query, after=after, before=search.before, limit=FRESH_CAP
    )
    return len(found.ids)


def every_id(search: Search, *, size: int = 500) -> Iterator[list[int]]:
    """All ids, newest first, in pages."""
    if is_cut(search.filters):
        yield from _every_id_of_group(search, size)
        return
    before: int | None = None
    while True:
        ids, before = _page(search, before=before, limit=size)
        if ids:
            yield ids
        if before is None:
            return


def _every_id_of_group(search: Search, size: int) -> Iterator[list[int]]:
    """All that a group said, however many they are: whoever spoke is looked at one by one.

    It walks all that the other filters leave: for a file, where nobody waits for a first page.
    """
    members = authors_in(search.filters.group)
    for ids in every_id(prepare(search.filters.without("group")), size=size):
        rows = store().read_by_ids(MENTIONS, ("id", "author_id"), ids)
        theirs = {number for number, author in rows if author in members}
        if kept := [number for number in ids if number in theirs]:
            yield kept


def _shown(search: Search, *, before: int | None, limit: int) -> tuple[list[int], int | None]:
    """One page; a folded one looks a few pages further to be full."""
    if not search.filters.fold:
        return _page(search, before=before, limit=limit)
    shown: list[int] = []
    for _ in range(_MOST_PAGES):
        ids, before = _page(search, before=before, limit=limit)
        hidden = folded_away(ids, within=lambda leads: _within(search, leads))
        shown.extend(number for number in ids if number not in hidden)
        if before is None or len(shown) >= limit:
            break
    if len(shown) > limit:
        return shown[:limit], shown[limit - 1]
    return shown, before


def _within(search: Search, mention_ids: Collection[int]) -> set[int]:
    """Which of these mentions the list shows; masked ones never tell that they match."""
    ids = [row.pk for row in mentions_shown(list(mention_ids)) if not row.is_masked]
    after, before = search.after or 0, search.before or 2**63 - 1
    ids = [number for number in ids if after < number < before]
    if search.is_by_topic:
        matched = Match.objects.filter(topic_id=search.filters.topic or 0, mention_id__in=ids)
        return set(matched.values_list("mention_id", flat=True))
    numbered = numbered_posts(ids)
    facts = known_facts([number for number, _post in numbered], search.query)
    return {
        number
        for (number, post), known in zip(numbered, facts, strict=True)
        if search.query is None or matches(search.query, post, known)
    }


def _page(search: Search, *, before: int | None, limit: int) -> tuple[list[int], int | None]:
    ends = [end for end in (before, search.before) if end is not None]
    end = min(ends) if ends else None
    if search.filters.theme is not None:
        ids = [number for number in _themed_ids(search) if end is None or number < end]
        return ids[:limit], ids[limit - 1] if len(ids) > limit else None
    if search.is_by_reading:
        rows = _readings(search) if end is None else _readings(search).filter(pk__lt=end)
        ids = list(rows.order_by("-pk").values_list("pk", flat=True)[: limit + 1])
        return ids[:limit], ids[limit - 1] if len(ids) > limit else None
    if not search.is_by_topic:
        found = mention_ids_found(query=search.query, before=end, after=search.after, limit=limit)
        return found.ids, found.next_before
    topic = search.filters.topic or 0
    ids = matched_ids(topic_id=topic, before=end, after=search.after, limit=limit + 1)
    return ids[:limit], ids[limit - 1] if len(ids) > limit else None


def _themed_ids(search: Search) -> list[int]:
    """All mentions of a theme that the other filters leave, newest first; some thousands at most.

    Without other filters one SQL query; else each of them is read.
    """
    rows = themed(search.filters.theme or 0).filter(**_span(search))
    ids = list(rows.values_list("mention_id", flat=True))
    if search.is_by_theme:
        return ids
    left: set[int] = set()
    for start in range(0, len(ids), _AT_ONCE):
        left |= _within(search, ids[start : start + _AT_ONCE])
    return [number for number in ids if number in left]


def _readings(search: Search) -> QuerySet[Reading]:
    asked = search.filters
    given = {
        "sentiment": asked.sentiment,
        "intent": asked.intent,
        "platform": asked.platform,
        "language": asked.language,
        "mention__matches__topic": asked.topic,
    }
    rows = Reading.objects.filter(**{name: value for name, value in given.items() if value})
    return rows.filter(**_span(search))


def _nodes(filters: Filters, here: dt.tzinfo) -> Iterator[Node]:
    if filters.topic is not None:
        yield parse_query(_topic_query(filters.topic), zone=here).tree
    if filters.q:
        yield parse_query(filters.q, zone=here).tree
    asked = {
        "platform": filters.platform,
        "lang": filters.language,
        "sentiment": filters.sentiment,
        "intent": filters.intent,
    }
    for field, value in asked.items():
        if value:
            yield Value(field, fold_value(value))
    yield from _looked_up(filters, here)
    if (start := _midnight(filters.since, here)) is not None:
        yield Since(start)
    if (end := _midnight(filters.until and filters.until + _DAY, here)) is not None:
        yield Until(end)


def _looked_up(filters: Filters, here: dt.tzinfo) -> Iterator[Node]:
    """What stands under a name of ours; raises `FilterGone`."""
    if filters.group:
        yield _in_group(filters.group)
    if filters.about:
        yield _about_ours(here)
    if filters.source is not None:
        yield Value("source", fold_value(_source_name(filters.source)))


def _in_group(group: str) -> Node:
    """Whoever is known to belong to it; raises `FilterGone` where nobody does."""
    by_platform: dict[str, list[Node]] = {}
    for platform, external_id in accounts_in(group, most=MOST_AUTHORS):
        value = Value("author", fold_field_value("author", external_id))
        by_platform.setdefault(fold_value(platform), []).append(value)
    parts = [
        And((Value("platform", platform), _any_of(authors)))
        for platform, authors in sorted(by_platform.items())
    ]
    if not parts:
        raise FilterGone(name="group")
    return _any_of(parts)


def _about_ours(here: dt.tzinfo) -> Node:
    """What any of our topics looks for; raises `FilterGone` where there is none."""
    queries = Topic.objects.filter(driver="").order_by("pk").values_list("query", flat=True)
    if not queries:
        raise FilterGone(name="about")
    return _any_of([parse_query(query, zone=here).tree for query in queries])


def _any_of(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def _topic_query(pk: int) -> str:
    query = Topic.objects.filter(pk=pk).values_list("query", flat=True).first()
    if query is None:
        raise FilterGone(name="topic")
    return query


def _source_name(pk: int) -> str:
    name = Source.objects.filter(pk=pk).values_list("name", flat=True).first()
    if name is None:
        raise FilterGone(name="source")
    return name


def _midnight(day: dt.date | None, here: dt.tzinfo) -> dt.datetime | None:
    if day is None:
        return None
    return dt.datetime.combine(day, dt.time(), tzinfo=here).astimezone(dt.UTC)


def _span(search: Search) -> dict[str, int]:
    ends = {"mention_id__gt": search.after, "mention_id__lt": search.before}
    return {name: end for name, end in ends.items() if end is not None}


def _count_by_day(filters: Filters) -> int:
    asked = {
        "platform": filters.platform or None,
        "language": filters.language or None,
        "source": filters.source,
        "day__gte": filters.since,
        "day__lte": filters.until,
    }
    rows = DayCount.objects.filter(**{k: v for k, v in asked.items() if v is not None})
    return rows.aggregate(n=Sum("n_mentions"))["n"] or 0
