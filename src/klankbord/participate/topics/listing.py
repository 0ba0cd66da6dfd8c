"""Mentions as rows on a screen: marked words, topics, names that people know."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from klankbord.participate.archive.models import Mention, Reading
from klankbord.participate.listening import naming
from klankbord.participate.stories.queries import Belonging, belongings
from klankbord.participate.topics.marking import Marked, Marker
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.queries import topics_of

platform_name = naming.platform_name


@dataclass(frozen=True, kw_only=True)
class Row:
    """One mention, ready to be shown; a masked colleague has no name and no addresses."""

    mention: Mention
    title: Marked | None
    text: Marked
    topics: list[Topic]
    belonging: Belonging | None = None

    @property
    def id(self) -> int:
        """The mention's own number."""
        return self.mention.pk

    @property
    def page(self) -> str:
        """Where the mention's own page is."""
        return reverse("topics:mention-detail", args=[self.mention.pk])

    @property
    def n_copies(self) -> int:
        """How many others say the same."""
        return self.belonging.n_copies - 1 if self.belonging else 0

    @property
    def is_lead(self) -> bool:
        """Whether it stands for its story."""
        return self.belonging is not None and self.belonging.lead == self.mention.pk

    @property
    def story_list(self) -> str:
        """The list of all mentions of its story."""
        story = self.belonging.story if self.belonging else 0
        return f"{reverse('topics:mention-list')}?q=story:{story}"

    @property
    def is_masked(self) -> bool:
        """Whether a colleague wrote it who did not choose to be shown."""
        return bool(getattr(self.mention, "is_masked", False))

    @property
    def reading(self) -> Reading | None:
        """What its words say; None where nobody read them, or a colleague wrote them."""
        if self.is_masked or not Mention.reading.is_cached(self.mention):
            return None
        found: Reading | None = getattr(self.mention, "reading", None)
        return None if found is None or found.p_neutral is None else found

    @property
    def author_name(self) -> str:
        """Who said it, as a name to read."""
        if self.is_masked:
            return _("a colleague")
        author = self.mention.author
        return author.name or author.handle or _("unknown author")

    @property
    def author_handle(self) -> str:
        """The handle, where it says more than the name does."""
        author = self.mention.author
        is_news = author.handle.casefold() == (author.name or author.handle).casefold()
        return "" if self.is_masked or is_news else author.handle.lstrip("@")

    @property
    def author_url(self) -> str:
        """The author's own page; only addresses of the web."""
        return web_address(self.mention.author.url)

    @property
    def url(self) -> str:
        """Where it was said; only addresses of the web."""
        return web_address(self.mention.url)

    @property
    def platform_name(self) -> str:
        """The platform as it writes itself."""
        return platform_name(self.mention.platform)

    @property
    def language_name(self) -> str:
        """The language in the reader's words; empty if it is not known."""
        return language_name(self.mention.language) if self.mention.language else ""

    @property
    def language_p(self) -> float | None:
        """How sure the language is; None where the platform said it, or nobody knows it."""
        p = self.mention.extra.get("language_p")
        return float(p) if p is not None and self.mention.language else None

    @property
    def published_at(self) -> dt.datetime:
        """When it was said."""
        return self.mention.published_at


def rows_of(mentions: Sequence[Mention], marker: Marker, *, is_whole: bool = False) -> list[Row]:
    """Rows in the order of the mentions; one SQL query for their topics, three for their copies."""
    topics = topics_of(mention.pk for mention in mentions)
    stories = belongings([mention.pk for mention in mentions])
    mark = marker.mark if is_whole else marker.excerpt
    return [
        Row(
            mention=mention,
            title=marker.mark(mention.title) if mention.title.strip() else None,
            text=mark(mention.text),
            topics=topics.get(mention.pk, []),
            belonging=stories.get(mention.pk),
        )
        for mention in mentions
    ]


def plain_row(mention: Mention) -> Row:
    """A row of which only the head is shown: nothing is looked up or marked for it."""
    return Row(mention=mention, title=None, text=Marked("", ()), topics=[])


def language_name(code: str) -> str:
    """A language in the reader's words; the bare code where we have no word for it."""
    if not code:
        return _("not known")
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def web_address(url: str) -> str:
    """An address that may become a link: http and https only, whatever a post says."""
    return url if url.startswith(("https://", "http://")) else ""
