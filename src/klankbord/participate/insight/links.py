"""From every number to the mentions behind it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from klankbord.participate.archive.queries import AuthorCount, top_hashtags
from klankbord.participate.insight.period import Period
from klankbord.participate.insight.queries import Figures
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.listing import language_name, platform_name

N_LINKS = 10


@dataclass(frozen=True)
class Link:
    """A name with its number, and the list of mentions that it counts; no address if masked."""

    label: str
    n: int
    url: str


def mentions_url(period: Period, **filters: object) -> str:
    """The mention list with these filters, over the period."""
    asked = Filters.read({**period.params, **filters})
    return f"{reverse('topics:mention-list')}?{asked.address}"


def topic_links(figures: Figures) -> list[Link]:
    """Topics that were heard."""
    return [
        Link(row.topic.name, row.n, mentions_url(figures.period, topic=row.topic.pk))
        for row in figures.topics[:N_LINKS]
        if row.n
    ]


def author_links(figures: Figures) -> list[Link]:
    """Authors heard most; a masked colleague leads nowhere."""
    return [_author_link(row, figures.period) for row in figures.authors]


def hashtag_links(figures: Figures) -> list[Link]:
    """Hashtags used most."""
    period = figures.period
    return [
        Link(f"#{tag}", n, mentions_url(period, q=f'hashtag:"{_quotable(tag)}"'))
        for tag, n in top_hashtags(since=period.since, until=period.until, n=N_LINKS)
    ]


def platform_links(figures: Figures) -> list[Link]:
    """Platforms, most first."""
    return [
        Link(platform_name(key), n, mentions_url(figures.period, platform=key))
        for key, n in figures.platforms.items()
    ]


def language_links(figures: Figures) -> list[Link]:
    """Languages, most first; where none is known there is nothing to filter by."""
    return [
        Link(language_name(key), n, mentions_url(figures.period, language=key) if key else "")
        for key, n in figures.languages.items()
    ]


def author_name(row: AuthorCount) -> str:
    """An author as people may see them."""
    if row.is_masked:
        return _("a colleague")
    return row.author.name or row.author.handle or _("unknown author")


def _author_link(row: AuthorCount, period: Period) -> Link:
    handle = _quotable(row.author.handle.lstrip("@"))
    if row.is_masked or not handle:
        return Link(author_name(row), row.n_mentions, "")
    query = f'author:"{handle}"'
    url = mentions_url(period, q=query, platform=row.author.platform)
    return Link(author_name(row), row.n_mentions, url)


def _quotable(text: str) -> str:
    return text.replace('"', " ").strip()
