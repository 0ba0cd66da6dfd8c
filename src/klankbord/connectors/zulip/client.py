"""Reads an open channel of Zulip by its API."""

import base64
import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from klankbord.connectors.channels import PAGE, ChannelConnector, Said, refuse_closed
from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.http import check_address
from klankbord.connectors.lines import Shape, read_answer, read_line
from klankbord.connectors.plaintext import plain, tidy
from klankbord.connectors.reasons import Warnings
from klankbord.connectors.zulip.wire import EXPECTED, Channel, Channels, Message, Messages

PLATFORM = "zulip"
_PLACE = re.compile(r"narrow/(?:channel|stream)/(\d{1,12})(?:-[^/]*)?")
_MENTION = re.compile(r'<span class="user-mention[^"]*" data-user-id="([^"]*)">[^<]*</span>')
"""Who is named in a message stays a number."""
_N_PARTS = 2


class Target(NamedTuple):
    """A channel by its number."""

    origin: str
    channel: int


class ZulipConnector(ChannelConnector):
    """Target: `https://server/#narrow/channel/12-name`. Secret: address and key of a bot.

    They stand in one line with a space between them, by the server.
    """

    key = PLATFORM
    label = "Zulip"

    def open(self, target: str, context: Context) -> "_Channel":
        """The channel, if it is open to all members."""
        wanted = read_target(target)
        server = _Server(wanted.origin, context)
        found = server.get("streams", {"include_public": "true"}, Channels).streams
        channel = next((each for each in found if each.stream_id == wanted.channel), None)
        if channel is None or channel.invite_only:
            raise refuse_closed(str(wanted.channel))
        return _Channel(server, channel)


class _Server:
    def __init__(self, origin: str, context: Context) -> None:
        context.http.refuse_clear_text(origin)
        self._origin = origin
        self._context = context
        self.host = urlsplit(origin).netloc
        secret = context.secrets.get(self.host, "")
        if len(secret.split()) != _N_PARTS:
            raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=self.host)
        self._words = base64.b64encode(":".join(secret.split()).encode()).decode()

    def get(self, path: str, asked: dict[str, Any], kind: type[Shape]) -> Shape:
        answer = self._context.http.get(
            f"{self._origin}/api/v1/{path}?{urlencode(asked)}",
            headers={"Authorization": f"Basic {self._words}"},
        )
        return read_answer(answer.require_success(self._context.now).body, kind, self.host)


class _Channel:
    def __init__(self, server: _Server, found: Channel) -> None:
        self._server = server
        self._id = found.stream_id
        self.place = f"{server.host}/{found.stream_id}"
        self.title = f"#{tidy(found.name)[:200]}"

    def page(
        self,
        before: str,
        since: dt.datetime | None,  # noqa: ARG002  # there are no lists of answers apart
        warnings: Warnings,
    ) -> tuple[Sequence[Said], str]:
        """Topics stand in place of answers."""
        asked = {
            "anchor": before or "newest",
            "include_anchor": "false" if before else "true",
            "num_before": PAGE,
            "num_after": 0,
            "narrow": json.dumps([{"operator": "channel", "operand": self._id}]),
            "apply_markdown": "true",
            "client_gravatar": "true",
        }
        found = self._server.get("messages", asked, Messages)
        said = tuple(_messages(found, warnings))[::-1]
        return said, said[-1].number if said and not found.found_oldest else ""


def _messages(found: Messages, warnings: Warnings) -> Iterator[Said]:
    for place, raw in enumerate(found.messages, 1):
        line = read_line(raw, Message, expected=EXPECTED, warnings=warnings, place=place)
        if line:
            words = plain(_MENTION.sub(r"@\1", line.content))
            yield Said(
                number=str(line.id),
                writer=str(line.sender_id),
                text=words.text,
                at=line.timestamp,
                title=tidy(line.subject)[:500].replace("\n", " "),
                links=tuple(words.links),
            )


def read_target(target: str) -> Target:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    address = urlsplit(str(check_address(target)))
    if found := _PLACE.match(address.fragment):
        return Target(f"{address.scheme}://{address.netloc}", int(found[1]))
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


CONNECTOR = ZulipConnector()
