"""Reads an open channel of Mattermost by its API."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from klankbord.connectors.channels import PAGE, ChannelConnector, Said, refuse_closed
from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.dates import seconds_of
from klankbord.connectors.http import check_address
from klankbord.connectors.lines import Shape, read_answer, read_line
from klankbord.connectors.mattermost.wire import EXPECTED, Channel, List, Message
from klankbord.connectors.reasons import Warnings

PLATFORM = "mattermost"
_OPEN = "O"
_NAME = re.compile(r"[a-z0-9_\-]{1,64}")


class Target(NamedTuple):
    """A channel by its name, in a team."""

    origin: str
    team: str
    channel: str


class MattermostConnector(ChannelConnector):
    """Target: `https://server/team/channels/name`. Secret: an access token, by its server."""

    key = PLATFORM
    label = "Mattermost"

    def open(self, target: str, context: Context) -> "_Channel":
        """The channel, if it is open to all of its team."""
        wanted = read_target(target)
        server = _Server(wanted.origin, context)
        path = f"teams/name/{quote(wanted.team)}/channels/name/{quote(wanted.channel)}"
        found = server.get(path, Channel)
        if found.type != _OPEN:
            raise refuse_closed(wanted.channel)
        return _Channel(server, found, wanted)


class _Server:
    def __init__(self, origin: str, context: Context) -> None:
        context.http.refuse_clear_text(origin)
        self._origin = origin
        self._context = context
        self.host = urlsplit(origin).netloc
        self._token = context.secret(self.host, self.host)

    def get(self, path: str, kind: type[Shape]) -> Shape:
        answer = self._context.http.get(
            f"{self._origin}/api/v4/{path}", headers={"Authorization": f"Bearer {self._token}"}
        )
        return read_answer(answer.require_success(self._context.now).body, kind, self.host)


class _Channel:
    def __init__(self, server: _Server, found: Channel, wanted: Target) -> None:
        self._server = server
        self._id = found.id
        self.place = f"{server.host}/{found.id}"
        self.title = f"{wanted.team}/{wanted.channel}"

    def page(
        self,
        before: str,
        since: dt.datetime | None,  # noqa: ARG002  # there are no lists of answers apart
        warnings: Warnings,
    ) -> tuple[Sequence[Said], str]:
        """Answers stand in the list at their own moment."""
        asked = {"per_page": PAGE, **({"before": before} if before else {})}
        found = self._server.get(f"channels/{quote(self._id)}/posts?{urlencode(asked)}", List)
        is_full = len(found.order) >= PAGE
        return tuple(_messages(found, warnings)), found.order[-1] if is_full else ""


def _messages(found: List, warnings: Warnings) -> Iterator[Said]:
    for place, number in enumerate(found.order, 1):
        raw = found.posts.get(number, b"null")
        line = read_line(raw, Message, expected=EXPECTED, warnings=warnings, place=place)
        if line:
            is_heard = not (line.type or line.delete_at)
            told = line.props
            yield Said(
                number=line.id,
                writer=line.user_id,
                text=line.message if is_heard else "",
                at=seconds_of(line.create_at, 1e3),
                above=line.root_id,
                is_bot=bool(told.from_bot or told.from_webhook) if told else None,
            )


def read_target(target: str) -> Target:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    address = urlsplit(str(check_address(target)))
    match [part for part in address.path.split("/") if part]:
        case [team, "channels", name] if _NAME.fullmatch(team) and _NAME.fullmatch(name):
            return Target(f"{address.scheme}://{address.netloc}", team, name)
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


CONNECTOR = MattermostConnector()
