"""From the words of Mastodon to posts."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from klankbord.connectors.dates import AHEAD, is_sensible
from klankbord.connectors.jsons import read_fields, read_part
from klankbord.connectors.mastodon.wire import EXPECTED, Account, Attachment, Status
from klankbord.connectors.plaintext import MAX_MEDIA, plain, tidy, web_address, web_addresses
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.core.post import MAX_TEXT, Author, Engagement, Media, Post

PLATFORM = "mastodon"
_OPEN = frozenset({"public", "unlisted", "local"})
_DECLINES = re.compile(r"#(?:nobot|noindex|nosearch)\b", re.IGNORECASE)
_KINDS = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}


class Adapter:
    """Makes posts of what one server gave; `server` is the server that was asked.

    Ids are those of that server (`mastodon:server/id`), since answers name each other by them.
    `is_asked` says that these people chose this place: they used a hashtag, are followed by us or
    spoke to us. Elsewhere only who is `indexable` is kept, and never who writes `#nobot`.
    """

    def __init__(self, server: str, *, now: dt.datetime, is_asked: bool) -> None:
        self.server = server
        self.warnings = Warnings()
        self._now = now
        self._is_asked = is_asked

    def posts(self, raws: Iterable[msgspec.Raw]) -> tuple[Post, ...]:
        """The posts that may be kept, each once, in the order given."""
        found: dict[str, Post] = {}
        for place, raw in enumerate(raws, 1):
            if place == 1:
                self._warn_of_drift(raw)
            post = self._post(place, raw)
            if post:
                found.setdefault(post.id, post)
        return tuple(found.values())

    def _warn_of_drift(self, raw: msgspec.Raw) -> None:
        """One look a page: all statuses of a page come from the same program."""
        given = read_fields(raw)
        if given and (missing := EXPECTED - given.keys()):
            self.warnings.add(Caution.FIELDS_MISSING, 1, fields=", ".join(sorted(missing)))

    def _post(self, place: int, raw: msgspec.Raw) -> Post | None:
        try:
            status = read_part(raw, Status, strict=False)
        except msgspec.MsgspecError as fault:
            self.warnings.add(Caution.ENTRY_BROKEN, place, problem=str(fault)[:200])
            return None
        told = status.reblog or status
        if (status.visibility or "public") not in _OPEN or (
            told.visibility or "public"
        ) not in _OPEN:
            self.warnings.add(Caution.POST_PRIVATE, place)
            return None
        if self._declines(status.account) or self._declines(told.account):
            self.warnings.add(Caution.AUTHOR_DECLINES, place)
            return None
        return self.post_of(status, raw, self._moment(place, status.created_at))

    def _moment(self, place: int, written: dt.datetime) -> dt.datetime:
        """A server can write any date; one that has yet to come would stand on top for ever."""
        at = written if written.tzinfo else written.replace(tzinfo=dt.UTC)
        if is_sensible(at) and at <= self._now + AHEAD:
            return at.astimezone(dt.UTC)
        self.warnings.add(Caution.DATE_IN_FUTURE, place, text=written.isoformat()[:50])
        return self._now

    def _declines(self, account: Account) -> bool:
        if _DECLINES.search(account.note or ""):
            return True
        return not self._is_asked and (account.indexable is False or account.noindex is True)

    def post_of(self, status: Status, raw: msgspec.Raw, at: dt.datetime) -> Post:
        """One message; a boost carries the words of what it repeats, and says whose they are."""
        told = status.reblog or status
        words = words_of(told)
        return Post(
            id=self._id(status.id),
            platform=PLATFORM,
            source=self.server,
            url=web_address(status.url or told.url or status.uri or ""),
            title=tidy(told.spoiler_text or "")[:1_000].replace("\n", " "),
            text=words.text[:MAX_TEXT],
            lang=(told.language or "").split("-")[0].lower()[:3],
            published_at=at,
            author=author_of(status.account, self.server),
            in_reply_to=self._id(status.in_reply_to_id) if status.in_reply_to_id else "",
            repost_of=self._id(status.reblog.id) if status.reblog else "",
            quote_of=self._quoted(told.quote),
            links=words.links,
            hashtags=tuple(tag.name for tag in told.tags or ()),
            mentions=tuple(full_handle(each.acct, self.server) for each in told.mentions or ()),
            media=tuple(map(_media, told.media_attachments or ()))[:MAX_MEDIA],
            engagement=Engagement(
                replies=status.replies_count or 0,
                reposts=status.reblogs_count or 0,
                likes=status.favourites_count or 0,
            ),
            visibility=status.visibility or "public",
            raw=raw,
        )

    def _id(self, own: str) -> str:
        return f"{PLATFORM}:{self.server}/{own}"

    def _quoted(self, quote: Any) -> str:
        inner = quote.get("quoted_status", quote) if isinstance(quote, dict) else None
        own = inner.get("id") if isinstance(inner, dict) else None
        return self._id(own) if isinstance(own, str) else ""


class Words(NamedTuple):
    """The text of a message and the web addresses in it."""

    text: str
    links: tuple[str, ...]


def words_of(status: Status) -> Words:
    """What a message says, the choices of its poll, and its links but those of names and tags."""
    said = plain(status.content or "")
    choices = [tidy(each.title or "") for each in (status.poll and status.poll.options) or ()]
    shown = (status.card and status.card.url) or ""
    inner = {each.url for each in status.mentions or ()} | {tag.url for tag in status.tags or ()}
    links = web_addresses(link for link in (*said.links, shown) if link not in inner)
    text = "\n".join((said.text, *(f"- {choice}" for choice in choices if choice)))
    return Words(text.strip(), links)


def full_handle(acct: str, server: str) -> str:
    """`name@server`, also for people of the server that was asked."""
    return acct if "@" in acct else f"{acct}@{server}"


def author_of(account: Account, server: str) -> Author:
    """Who wrote it; verified links are those of sites that link back."""
    bio = plain(account.note or "")
    verified = (
        next(iter(plain(field.value).links), "")
        for field in account.fields or ()
        if field.verified_at
    )
    handle = full_handle(account.acct, server)
    return Author(
        id=handle.lower(),
        handle=handle,
        name=tidy(account.display_name or account.username)[:200],
        url=web_address(account.url or ""),
        followers=account.followers_count,
        bio=bio.text[:1_000],
        verified_links=tuple(filter(None, map(web_address, verified))),
        is_bot=account.bot,
    )


def _media(attachment: Attachment) -> Media:
    return Media(
        type=_KINDS.get(attachment.type, "file"),
        url=web_address(attachment.url or attachment.remote_url or ""),
        alt=tidy(attachment.description or "")[:1_500],
    )
