"""Make and drop rules; each change is held against everybody who was heard."""

import datetime as dt
from typing import Final

from django.db import IntegrityError, transaction

from klankbord.jobs.queue import enqueue
from klankbord.participate.listening.models import Source
from klankbord.participate.stakeholders.models import GIVEN, PRIVATE, Kind, Rule
from klankbord.participate.stakeholders.profiles import host_of
from klankbord.participate.stakeholders.rulebook import profile_query
from klankbord.people.models import Member
from klankbord.trust import audit

# Anybody may have an address there: it proves no capacity.
_OPEN_TO_ALL: Final = frozenset({
    "bsky.social", "mastodon.social", "mastodon.nl", "github.com", "github.io", "gitlab.com",
    "facebook.com", "instagram.com", "linkedin.com", "linktr.ee", "medium.com", "substack.com",
    "tiktok.com", "twitter.com", "x.com", "youtube.com", "wordpress.com", "blogspot.com",
})  # fmt: skip
_LEAST_PARTS: Final = 2


class ProfileOfPrivatePerson(Exception):  # noqa: N818  # named after the broken promise
    """Private persons are not looked for in profiles and websites."""


class NoSite(Exception):  # noqa: N818  # named after the broken promise
    """The text is no name of a website."""


class SiteOfAll(Exception):  # noqa: N818  # named after the broken promise
    """Anybody can have an address at this site."""


class RuleExists(Exception):  # noqa: N818  # named after the broken promise
    """Something else is already said of the same site, words or source."""


def add_rule(
    *,
    kind: str,
    group: str,
    value: str = "",
    source: Source | None = None,
    by: Member,
    at: dt.datetime,
    is_sample: bool = False,
) -> Rule:
    """Make a rule and look for everybody who fits.

    Raises `ProfileOfPrivatePerson`, `NoSite`, `SiteOfAll`, `RuleExists`, and for words of a profile
    `QueryError` or `NotWords`.
    """
    rule = Rule(
        kind=Kind(kind),
        group=_given(group),
        value=_checked(Kind(kind), group, value),
        source=source if kind == Kind.SOURCE else None,
        made_by=by,
        made_at=at,
        is_sample=is_sample,
    )
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
            _record("stakeholders.rule-added", rule, by, at)
            look_again(at=at)
    except IntegrityError as error:
        raise RuleExists(rule.value) from error
    return rule


def remove_rule(*, rule: Rule, by: Member, at: dt.datetime) -> None:
    """Drop a rule, and whoever it placed; another rule may place them anew."""
    with transaction.atomic():
        _record("stakeholders.rule-removed", rule, by, at)
        rule.delete()
        look_again(at=at)


def look_again(*, at: dt.datetime) -> None:
    """Hold rules and directory against everybody who was heard, in the background."""
    key = f"stakeholders.place-everybody:{at.isoformat()}"
    enqueue("stakeholders.place_everybody", unique_key=key, at=at)


def site_named(text: str) -> str:
    """The host of a website; raises `NoSite` or `SiteOfAll`."""
    host = host_of(text)
    if len(host.split(".")) < _LEAST_PARTS or " " in host or "*" in host:
        raise NoSite(text)
    if host in _OPEN_TO_ALL:
        raise SiteOfAll(host)
    return host


def _given(group: str) -> str:
    if group not in GIVEN:
        raise ValueError(group)
    return group


def _checked(kind: Kind, group: str, value: str) -> str:
    if kind == Kind.SOURCE:
        return ""
    if group in PRIVATE:
        raise ProfileOfPrivatePerson(group)
    if kind == Kind.SITE:
        return site_named(value)
    text = " ".join(value.split())
    profile_query(text)
    return text


def _record(act: str, rule: Rule, by: Member, at: dt.datetime) -> None:
    """The words of a rule are a setting; they are said of nobody."""
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act=act,
        object=f"stakeholder-rule:{rule.pk}",
        detail={"kind": rule.kind, "group": rule.group, "value": rule.value},
    )
