"""Where our mailbox is: its address, and the servers behind it."""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}", re.ASCII)
_SERVER = re.compile(r"(?:((?:imap|smtp)\+plain)://)?([\w.-]{1,253})(?::(\d{1,5}))?")


class Target(NamedTuple):
    """What is to be heard: a folder of the mailbox of an address."""

    address: str
    folder: str

    @classmethod
    def read(cls, target: str) -> "Target":
        """From `mailto:webcare@example.org`, with `#Folder` for another than the inbox."""
        given, _, folder = unquote(target.strip()).removeprefix("mailto:").partition("#")
        folder = folder or "INBOX"
        is_good = ADDRESS.fullmatch(given) and folder.isascii() and folder.isprintable()
        if not is_good:
            raise ConnectorRefused(Refusal.TARGET_UNKNOWN, permanent=True, target=target[:200])
        return cls(given.lower(), folder)


class Server(NamedTuple):
    """One server; `is_plain` means that it speaks without TLS."""

    host: str
    port: int
    is_plain: bool

    @classmethod
    def read(cls, text: str, usual: int) -> "Server":
        """From `host`, `host:port`, or with `imap+plain://` or `smtp+plain://` before it."""
        found = _SERVER.fullmatch(text)
        if found is None:
            raise ConnectorRefused(Refusal.ADDRESS_INVALID, permanent=True, address=text[:200])
        port = int(found[3] or usual)
        if not 0 < port < 65_536:  # noqa: PLR2004  # ports end there
            raise ConnectorRefused(Refusal.ADDRESS_INVALID, permanent=True, address=text[:200])
        return cls(found[2], port, bool(found[1]))


class Place(NamedTuple):
    """Our address, and the servers for what comes in and what goes out."""

    address: str
    comes_in: Server
    goes_out: Server

    @classmethod
    def read(cls, text: str) -> "Place":
        """From `webcare@example.org [IMAP server [SMTP server]]`; raises `ConnectorRefused`.

        Servers that are not named are called `imap` and `smtp` in the domain of the address.
        """
        address, *servers = text.split() or [""]
        if not ADDRESS.fullmatch(address) or len(servers) > 2:  # noqa: PLR2004  # in and out
            raise ConnectorRefused(Refusal.ACCOUNT_UNKNOWN, permanent=True, account=text[:200])
        domain = address.partition("@")[2].lower()
        usual = (f"imap.{domain}", f"smtp.{domain}")
        comes_in, goes_out = (*servers, *usual[len(servers) :])
        return cls(address.lower(), Server.read(comes_in, 993), Server.read(goes_out, 587))

    def check(self, context: Context) -> None:
        """A password goes in clear text only where an administrator opened own networks."""
        is_plain = self.comes_in.is_plain or self.goes_out.is_plain
        if is_plain and not context.http.allowed_networks:
            host = self.comes_in.host
            raise ConnectorRefused(Refusal.ADDRESS_INVALID, permanent=True, address=host)

    def mailbox_url(self, password: str, folder: str) -> str:
        """The address of a folder, with what opens it; it is written nowhere."""
        scheme = "imap+plain" if self.comes_in.is_plain else "imaps"
        user, key = quote(self.address, safe=""), quote(password, safe="")
        server = f"{self.comes_in.host}:{self.comes_in.port}"
        return f"{scheme}://{user}:{key}@{server}/{quote(folder, safe='')}"


def opened_by(address: str, context: Context) -> tuple[Place, str]:
    """Our account at an address, and its password; raises `ConnectorRefused`."""
    for name, password in context.secrets.items():
        place = Place.read(name)
        if place.address == address:
            place.check(context)
            return place, password
    host = address.partition("@")[2]
    raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host=host)
