"""All rules and the directory at hand: which group does a profile show?"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Self

import structlog

from klankbord.core.match import Query, QueryError, parse_query
from klankbord.core.match.check import matches
from klankbord.core.match.tree import And, Exact, Near, Not, Or, Phrase, Word, walk
from klankbord.core.post import Author as PostAuthor
from klankbord.core.post import Post
from klankbord.participate.archive.queries import fold_handle, masked_handles
from klankbord.participate.stakeholders.models import Entry, Evidence, Group, Kind, Rule
from klankbord.participate.stakeholders.profiles import Profile
from klankbord.people.models import Account

_log = structlog.get_logger(__name__)
_WORDS: Final = (And, Or, Not, Near, Phrase, Exact, Word)
_NEVER: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class NotWords(Exception):  # noqa: N818  # named after the broken promise
    """A query over profiles asks for more than words."""


@dataclass(frozen=True)
class Finding:
    """The group of an author, and how it was found."""

    group: str
    evidence: Evidence
    rule: int | None = None
    entry: int | None = None
    found: str = ""


@cache
def profile_query(text: str) -> Query:
    """Read a query over the words of a profile; raises `QueryError` or `NotWords`."""
    query = parse_query(text)
    if not all(isinstance(node, _WORDS) for node in walk(query.tree)):
        raise NotWords(text)
    return query


@dataclass(frozen=True)
class Rulebook:
    """Everything that may say a group, read once a batch."""

    masked: frozenset[tuple[str, str]]
    chosen: frozenset[tuple[str, str]]
    accounts: dict[tuple[str, str], tuple[int, str]]
    listed: dict[str, tuple[int, str]]
    sites: dict[str, tuple[int, str]]
    sources: dict[int, tuple[int, str]]
    words: tuple[tuple[int, str, Query], ...]

    @classmethod
    def read(cls) -> Self:
        """As rules, directory and colleagues are now; five SQL queries."""
        shown = Account.objects.filter(member__is_shown_in_listening=True)
        entries = list(Entry.objects.values_list("pk", "group", "platform", "handle", "site"))
        rules = list(Rule.objects.values_list("pk", "group", "kind", "value", "source"))
        return cls(
            masked=masked_handles(),
            chosen=frozenset(
                (platform.casefold(), fold_handle(handle))
                for platform, handle in shown.values_list("platform", "handle")
            ),
            accounts={(at, who): (pk, group) for pk, group, at, who, _site in entries if who},
            listed={site: (pk, group) for pk, group, _at, _who, site in entries if site},
            sites={text: (pk, group) for pk, group, kind, text, _ in rules if kind == Kind.SITE},
            sources={source: (pk, group) for pk, group, _, _, source in rules if source},
            words=tuple(_readable(rules)),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nobody can be placed at all."""
        return not (
            self.chosen or self.accounts or self.listed or self.sites or self.sources or self.words
        )

    def finding(self, profile: Profile) -> Finding | None:
        """The strongest that is known of somebody; None of a colleague who is not shown."""
        if profile.account in self.masked:
            return None
        if profile.account in self.chosen:
            return Finding(Group.COLLEAGUE, Evidence.CHOSEN)
        return self._in_directory(profile) or self._by_rule(profile)

    def _in_directory(self, profile: Profile) -> Finding | None:
        if entry := self.accounts.get(profile.account):
            return Finding(entry[1], Evidence.DIRECTORY, entry=entry[0])
        for site in profile.sites:
            if entry := self.listed.get(site):
                return Finding(entry[1], Evidence.DIRECTORY, entry=entry[0], found=site)
        return None

    def _by_rule(self, profile: Profile) -> Finding | None:
        for site in profile.sites:
            if rule := self.sites.get(site):
                return Finding(rule[1], Evidence.SITE, rule=rule[0], found=site)
        for source in sorted(profile.sources & self.sources.keys()):
            rule = self.sources[source]
            return Finding(rule[1], Evidence.SOURCE, rule=rule[0])
        if profile.bio:
            post = _as_post(profile.bio)
            for pk, group, query in self.words:
                if matches(query, post):
                    return Finding(group, Evidence.PROFILE, rule=pk)
        return None


def _readable(
    rules: Sequence[tuple[int, str, str, str, int | None]],
) -> Iterator[tuple[int, str, Query]]:
    """Leave out what this version cannot read: one old rule must not stop the others."""
    for pk, group, kind, text, _source in rules:
        if kind == Kind.PROFILE:
            try:
                yield pk, group, profile_query(text)
            except (QueryError, NotWords):
                _log.warning("profile_rule_unreadable", rule=pk)


def _as_post(bio: str) -> Post:
    nobody = PostAuthor(id="", handle="")
    return Post(id="profile:", platform="profile", text=bio, published_at=_NEVER, author=nobody)
