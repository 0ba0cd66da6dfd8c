"""From every number to the mentions behind it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from klankbord.core.text.understanding.intents import OTHER
from klankbord.core.text.understanding.opinions import UNSURE
from klankbord.core.text.understanding.weights import languages_known
from klankbord.participate.archive.models import Mention
from klankbord.participate.archive.queries import AuthorCount, top_hashtags
from klankbord.participate.insight.moods import topic_counts
from klankbord.participate.insight.period import Period
from klankbord.participate.insight.queries import Figures
from klankbord.participate.topics.filters import Filters
from klankbord.participate.topics.listing import language_name, platform_name
from klankbord.participate.understanding.words import SENTIMENTS, intent_name, sentiment_name

N_LINKS = 10
N_PLACES = 40


@dataclass(frozen=True)
class Link:
    """A name with its number, and the list of mentions that it counts; no address if masked."""

    label: str
    n: int
    url: str


def mentions_url(period: Period | Figures, **filters: object) -> str:
    """The mention list with these filters, over the period and on the topic."""
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
    return [_author_link(row, figures) for row in figures.authors]


def hashtag_links(figures: Figures) -> list[Link]:
    """Hashtags used most; they are not counted by topic."""
    if figures.topic:
        return []
    period = figures.period
    return [
        Link(f"#{tag}", n, mentions_url(period, q=f'hashtag:"{_quotable(tag)}"'))
        for tag, n in top_hashtags(since=period.since, until=period.until, n=N_LINKS)
    ]


def platform_links(figures: Figures) -> list[Link]:
    """Platforms, most first."""
    return [
        Link(platform_name(key), n, mentions_url(figures, platform=key))
        for key, n in figures.platforms.items()
    ]


def language_links(figures: Figures) -> list[Link]:
    """Languages, most first; where none is known there is nothing to filter by."""
    return [
        Link(language_name(key), n, mentions_url(figures, language=key) if key else "")
        for key, n in figures.languages.items()
    ]


def sentiment_links(figures: Figures) -> list[Link]:
    """Mentions a sentiment, in their order from bad to good."""
    counts = figures.moods.sentiments
    return [
        Link(sentiment_name(key), counts[key], mentions_url(figures, sentiment=key))
        for key in SENTIMENTS
        if counts.get(key)
    ]


def intent_links(figures: Figures, *, is_clear: bool = False) -> list[Link]:
    """Mentions an intent, most first; what is no intent comes last, or not at all."""
    counts = figures.moods.intents
    none = {OTHER, UNSURE}
    order = sorted(counts, key=lambda key: (key in none, -counts[key]))
    return [
        Link(intent_name(key), counts[key], mentions_url(figures, intent=key))
        for key in order
        if not (is_clear and key in none)
    ]


def place_links(figures: Figures) -> list[Link]:
    """What is said where, most first."""
    names = {row.topic.pk: row.topic.name for row in figures.topics}
    found = [
        Link(
            f"{names[topic]}, {platform_name(platform)}",
            n,
            mentions_url(figures.period, topic=topic, platform=platform),
        )
        for topic, counts in topic_counts(figures.period, "platform").items()
        if topic in names
        for platform, n in counts.items()
    ]
    return sorted(found, key=lambda link: -link.n)[:N_PLACES]


def unread_links(figures: Figures) -> list[Link]:
    """Mentions in languages that no model knows: how they sound is not told."""
    known = languages_known()
    return [
        link
        for link, key in zip(language_links(figures), figures.languages, strict=True)
        if key.partition("-")[0] not in known and link.n
    ]


def author_name(row: AuthorCount) -> str:
    """An author as people may see them."""
    if row.is_masked:
        return _("a colleague")
    return row.author.name or row.author.handle or _("unknown author")


def author_name_of(row: Mention) -> str:
    """Who said a mention, as people may see them."""
    if row.is_masked:
        return _("a colleague")
    return row.author.name or row.author.handle or _("unknown author")


def _author_link(row: AuthorCount, figures: Figures) -> Link:
    handle = _quotable(row.author.handle.lstrip("@"))
    if row.is_masked or not handle:
        return Link(author_name(row), row.n_mentions, "")
    query = f'author:"{handle}"'
    url = mentions_url(figures, q=query, platform=row.author.platform)
    return Link(author_name(row), row.n_mentions, url)


def _quotable(text: str) -> str:
    return text.replace('"', " ").strip()
