"""What can be heard of a Mastodon server, told from the address that a person copies."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

from klankbord.connectors.http import check_address
from klankbord.connectors.reasons import ConnectorRefused, Refusal

_HANDLE = re.compile(r"@?([\w.-]+)@([\w.-]+(?::\d+)?)")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place of a server: `path` of the API without the page, `title` for people.

    `stream` is the path of its stream, empty where there is none.
    `account` is a handle whose number must be looked up first; `needs_sign_in` says that the
    server shows it to accounts only; `is_asked` that people chose to be heard here.
    """

    origin: str
    path: str
    title: str
    account: str = ""
    needs_sign_in: bool = False
    is_asked: bool = True
    stream: str = ""

    @property
    def server(self) -> str:
        """The server's name, with its port if it has one of its own."""
        return self.origin.partition("://")[2]


def read_target(target: str) -> Place:
    """What `target` names; raises `ConnectorRefused` (`target-unknown`, `address-…`)."""
    if handle := _HANDLE.fullmatch(target.strip()):
        return _account(f"https://{handle[2]}", handle[1])
    address = check_address(target)
    origin = f"{address.scheme}://{address.netloc.decode('ascii')}"
    parts = [unquote(part) for part in urlsplit(str(address)).path.split("/") if part]
    match parts:
        case [name] if name.startswith("@"):
            return _account(origin, name[1:])
        case ["tags", tag]:
            path = f"/api/v1/timelines/tag/{quote(tag, safe='')}"
            stream = f"hashtag?tag={quote(tag, safe='')}"
            return Place(origin=origin, path=path, title=f"#{tag}", stream=stream)
        case [] | ["public", "local"]:
            path = "/api/v1/timelines/public?local=true"
            title = origin.partition("://")[2]
            return Place(
                origin=origin, path=path, title=title, is_asked=False, stream="public/local"
            )
        case ["notifications"]:
            path = "/api/v1/notifications?types[]=mention"
            return Place(
                origin=origin,
                path=path,
                title="@",
                needs_sign_in=True,
                stream="user/notification",
            )
        case ["search"] if words := _asked_words(str(address)):
            path = f"/api/v2/search?type=statuses&q={quote(words)}"
            return Place(origin=origin, path=path, title=words, needs_sign_in=True, is_asked=False)
    raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])


def _account(origin: str, handle: str) -> Place:
    """`exclude_reblogs` stays off: what an account repeats is what it says too."""
    return Place(origin=origin, path="", title=f"@{handle}", account=handle)


def _asked_words(address: str) -> str:
    return " ".join(parse_qs(urlsplit(address).query).get("q", ()))[:500]
