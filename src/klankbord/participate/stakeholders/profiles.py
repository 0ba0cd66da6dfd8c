"""What authors say of themselves in public, as far as a rule may look at it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from klankbord.participate.archive.queries import fold_handle
from klankbord.participate.archive.rows import AUTHORS, MENTIONS, decode_extra
from klankbord.participate.archive.store import store

_COLUMNS: Final = ("author_id", "source_id", "extra")
# A handle there is a name of the domain system, which only its owner can take.
_BY_DOMAIN: Final = frozenset({"bluesky"})


class Profile(NamedTuple):
    """One author by their newest mention; `handle` is folded, `links` were proven by a platform."""

    author: int
    platform: str
    handle: str
    bio: str
    links: tuple[str, ...]
    sources: frozenset[int]

    @property
    def account(self) -> tuple[str, str]:
        """Where they are, and as whom."""
        return self.platform, self.handle

    @property
    def tells(self) -> bool:
        """Whether the platform gave anything that a rule can read."""
        return bool(self.bio or self.links)

    @property
    def sites(self) -> Iterator[str]:
        """Hosts that the author has shown to be theirs, each with all that it lies under."""
        for host in self._hosts():
            parts = host.split(".")
            for start in range(len(parts) - 1):
                yield ".".join(parts[start:])

    def _hosts(self) -> Iterator[str]:
        if self.platform in _BY_DOMAIN:
            yield self.handle
        elif "@" in self.handle:
            yield self.handle.rpartition("@")[2]
        yield from filter(None, map(host_of, self.links))


def host_of(address: str) -> str:
    """The host of an address without `www.`; empty where it has none."""
    text = address.strip()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return host.casefold().removeprefix("www.").strip(".")


def profiles_of(ids: Sequence[int]) -> list[Profile]:
    """Whoever wrote these mentions, once each."""
    rows = store().read_by_ids(MENTIONS, _COLUMNS, ids)  # oldest first, so the newest stays
    newest = {author: extra for author, _source, extra in rows}
    sources: dict[int, set[int]] = {}
    for author, source, _extra in rows:
        sources.setdefault(author, set()).add(source)
    return list(_profiles(newest, sources, _names(newest)))


def _names(authors: Iterable[int]) -> list[tuple[int, str, str]]:
    rows = store().read_by_ids(AUTHORS, ("id", "platform", "handle"), sorted(authors))
    return [(author, platform, handle) for author, platform, handle in rows]


def _profiles(
    newest: dict[int, str], sources: dict[int, set[int]], names: list[tuple[int, str, str]]
) -> Iterator[Profile]:
    for author, platform, handle in names:
        said = decode_extra(newest[author])
        yield Profile(
            author=author,
            platform=platform.casefold(),
            handle=fold_handle(handle),
            bio=said.bio,
            links=said.verified_links,
            sources=frozenset(sources[author]),
        )
