"""A folder of a mailbox, opened to look: nothing in it is changed, nothing is marked as read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from klankbord.connectors.contract import ConnectorRefused, Context, Refusal
from klankbord.connectors.dialling import PlainMailbox
from klankbord.connectors.mail.place import Place
from klankbord.connectors.mailbox import fetched, opened_mailbox

WAIT = 20.0
"""Seconds until an open line gives a sign of life."""


class Inbox:
    """One open folder. Numbers of letters hold for as long as `validity` stays the same."""

    def __init__(self, box: PlainMailbox, host: str) -> None:
        self._box = box
        self._host = host
        self.validity = self._told("UIDVALIDITY")
        self._n_letters = self._told("EXISTS")

    def numbers_after(self, newest: int) -> list[int]:
        """The letters that came after the one with this number, oldest first."""
        found = self._numbered(self._box.uid("fetch", f"{newest + 1}:*", "(UID)"))
        return [number for number in found if number > newest]

    def last_numbers(self, n_letters: int) -> list[int]:
        """The newest letters, oldest first."""
        if not self._n_letters:
            return []
        first = max(1, self._n_letters - n_letters + 1)
        return self._numbered(self._box.fetch(f"{first}:*", "(UID)"))

    def letter(self, number: int) -> bytes | None:
        """A letter, as far as it is read; None if somebody took it away."""
        return fetched(self._box, str(number))

    def found(self, *asked: str) -> list[int]:
        """The numbers of letters that a search gives (RFC 9051, 6.4.4), oldest first."""
        status, found = self._box.uid("search", *asked)
        if status != "OK":
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, host=self._host)
        return sorted(int(each) for each in (found[0] or b"").split() if each.isdigit())

    def named(self, message_id: str) -> list[int]:
        """The letters with this Message-ID; it may hold no quotation mark."""
        return self.found("HEADER", "Message-ID", f'"{message_id}"')

    def can_wait(self) -> bool:
        """Whether the server tells of news by itself."""
        _status, told = self._box.capability()
        return (
            b"IDLE" in b" ".join(each for each in told if isinstance(each, bytes)).upper().split()
        )

    def wait(self, context: Context) -> None:
        """Until there may be news."""
        self._box.idle(WAIT, lambda: context.http.is_hung_up)
        if context.http.is_hung_up:
            raise ConnectorRefused(Refusal.CONNECTION_FAILED, cause="we hung up", host=self._host)

    def _told(self, name: str) -> int:
        _name, told = self._box.response(name)
        last = told[-1] if told else None
        return int(last) if isinstance(last, bytes) and last.isdigit() else 0

    def _numbered(self, answer: tuple[str, Sequence[object]]) -> list[int]:
        status, lines = answer
        if status != "OK":
            raise ConnectorRefused(Refusal.ANSWER_MALFORMED, host=self._host)
        numbers = (_number(line) for line in lines if isinstance(line, bytes))
        return sorted({number for number in numbers if number})


@contextmanager
def opened(place: Place, password: str, folder: str, context: Context) -> Iterator[Inbox]:
    """Look into a folder; raises `ConnectorRefused`."""
    url = place.mailbox_url(password, folder)
    networks = context.http.allowed_networks
    with opened_mailbox(url, networks=networks, is_readonly=True) as box:
        yield Inbox(box, place.comes_in.host)


def _number(line: bytes) -> int:
    """From `12 (UID 345)`."""
    words = line.upper().replace(b"(", b" ").replace(b")", b" ").split()
    after = words[words.index(b"UID") + 1 :] if b"UID" in words else []
    return int(after[0]) if after and after[0].isdigit() else 0
