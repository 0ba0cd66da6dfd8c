"""Reads an open channel of Slack by its API."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from klankbord.connectors.channels import ChannelConnector, Said, refuse_closed
from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import check_address
from klankbord.connectors.lines import read_answer, read_line
from klankbord.connectors.marks import words_of
from klankbord.connectors.reasons import Caution, Warnings
from klankbord.connectors.slack.wire import EXPECTED, Channel, Message, Outcome

PLATFORM = "slack"
API = "https://slack.com/api"
PAGE = 999
"""The most that it gives: answers are looked for below these, for it has no list of answers."""
_HOST = re.compile(r"[a-z0-9\-]+\.slack\.com")
_NUMBER = re.compile(r"C[A-Z0-9]{5,20}")
_SAID = frozenset({"", "thread_broadcast", "me_message", "file_share", "bot_message"})
_SHUT = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
)
_UNSEEN = frozenset(
    {"channel_not_found", "not_in_channel", "missing_scope", "no_permission", "access_denied"}
)
_TOO_MUCH = "ratelimited"


class SlackConnector(ChannelConnector):
    """Target: `https://team.slack.com/archives/C…`. Secret: a bot's token, by `team.slack.com`."""

    key = PLATFORM
    label = "Slack"
    page_size = PAGE

    def __init__(self, api: str = API) -> None:
        self._api = api

    def open(self, target: str, context: Context) -> "_Channel":
        """The channel, if it is open to all members."""
        host, number = read_target(target)
        workspace = _Workspace(self._api, host, context)
        found = workspace.get("conversations.info", {"channel": number}).channel
        if found is None or not found.is_open:
            raise refuse_closed(number)
        return _Channel(workspace, found)


class _Workspace:
    def __init__(self, api: str, host: str, context: Context) -> None:
        self._api = api
        self._context = context
        self.host = host
        self._token = context.secret(host, host)

    def get(self, method: str, asked: dict[str, Any]) -> Outcome:
        answer = self._context.http.get(
            f"{self._api}/{method}?{urlencode(asked)}",
            headers={"Authorization": f"Bearer {self._token}"},
        )
        found = read_answer(answer.require_success(self._context.now).body, Outcome, self.host)
        if found.ok:
            return found
        if found.error in _SHUT | _UNSEEN:
            raise ConnectorRefused(Refusal.NOT_ALLOWED, cause=found.error[:100], status=403)
        if found.error == _TOO_MUCH:
            raise ConnectorRefused(Refusal.ASKED_TO_WAIT, status=429)
        raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause=found.error[:100], host=self.host)


class _Channel:
    def __init__(self, workspace: _Workspace, found: Channel) -> None:
        self._workspace = workspace
        self._id = found.id
        self.place = f"{workspace.host}/{found.id}"
        self.title = f"#{found.name}"

    def page(
        self, before: str, since: dt.datetime | None, warnings: Warnings
    ) -> tuple[Sequence[Said], str]:
        """Answers stand in lists of their own: those of a page's messages come along, if new."""
        asked = {"channel": self._id, "limit": PAGE, **({"cursor": before} if before else {})}
        found = self._workspace.get("conversations.history", asked)
        lines = list(_lines(self._listed(found), warnings))
        said = [_said(each) for each in lines]
        for each in lines:
            if each.latest_reply and (since is None or _at(each.latest_reply) >= since.timestamp()):
                said += self._answers(each.ts, since, warnings)
        more = found.response_metadata.next_cursor if found.response_metadata else ""
        return said, more

    def _answers(self, top: str, since: dt.datetime | None, warnings: Warnings) -> Iterator[Said]:
        """The answers since then; a thousand at most, which one visit hardly brings."""
        asked: dict[str, Any] = {"channel": self._id, "ts": top, "limit": 1_000}
        if since:
            asked["oldest"] = f"{since.timestamp():.6f}"
        found = self._workspace.get("conversations.replies", asked)
        return (_said(each) for each in _lines(self._listed(found), warnings) if each.ts != top)

    def _listed(self, found: Outcome) -> Sequence[msgspec.Raw]:
        if found.messages is None:
            host = self._workspace.host
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, cause="no `messages`", host=host)
        return found.messages


def _lines(raws: Iterable[msgspec.Raw], warnings: Warnings) -> Iterator[Message]:
    for place, raw in enumerate(raws, 1):
        line = read_line(raw, Message, expected=EXPECTED, warnings=warnings, place=place)
        if line:
            if line.subtype in _SAID and not (line.user or line.bot_id):
                warnings.add(Caution.FIELDS_MISSING, place, fields="user")
            yield line


def _said(line: Message) -> Said:
    is_heard = line.subtype in _SAID and bool(line.user or line.bot_id)
    text, links = words_of(line.text) if is_heard else ("", ())
    return Said(
        number=line.ts,
        writer=line.user or line.bot_id,
        text=text,
        at=_at(line.ts),
        above=line.thread_ts if line.thread_ts != line.ts else "",
        links=links,
        is_bot=bool(line.bot_id),
    )


def _at(ts: str) -> float:
    try:
        return float(ts)
    except ValueError:
        return float("inf")


def read_target(target: str) -> tuple[str, str]:
    """Workspace and channel; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    address = urlsplit(str(check_address(target)))
    host = address.hostname or ""
    match [part for part in address.path.split("/") if part]:
        case ["archives", number] if _HOST.fullmatch(host) and _NUMBER.fullmatch(number):
            return host, number
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


CONNECTOR = SlackConnector()
