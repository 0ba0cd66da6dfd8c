"""Hears the letters of a mailbox: by visits, or as they come in."""

from collections.abc import Iterator, Sequence
from typing import Any

from klankbord.connectors.contract import (
    Ability,
    ConnectorRefused,
    Context,
    Identity,
    Limits,
    Message,
    Reading,
    Refusal,
    Sent,
)
from klankbord.connectors.mail import sending
from klankbord.connectors.mail.adapter import PLATFORM, Adapter, message_id_of
from klankbord.connectors.mail.inbox import Inbox, opened
from klankbord.connectors.mail.place import Place, Target, opened_by
from klankbord.connectors.mailbox import message_of
from klankbord.connectors.reasons import Caution
from klankbord.core.post import Batch, Post

PAGE = 50


class MailConnector:
    """Letters to an address of ours.

    Target: `mailto:webcare@example.org`, with `#Folder` for another than the inbox. Secret: the
    password of the mailbox, by its place (`webcare@example.org imap.example.org smtp.example.org`;
    the servers may be left out). Cursor: `validity` (of the numbers), `newest` (the last one read).
    """

    key = PLATFORM
    label = "E-mail"
    abilities = frozenset({Ability.READ, Ability.STREAM, Ability.REPLY, Ability.VERIFY})

    def read(self, target: str, cursor: dict[str, Any], context: Context) -> Reading:
        """Read what is new; the first visit gives the newest fifty."""
        wanted = Target.read(target)
        place, password = opened_by(wanted.address, context)
        with opened(place, password, wanted.folder, context) as inbox:
            return _news(inbox, wanted, cursor, context)

    def stream(
        self,
        target: str,
        cursor: dict[str, Any],
        context: Context,
        *,
        address: str = "",  # noqa: ARG002  # a mailbox has one server
    ) -> Iterator[Reading]:
        """Letters as they come in (IMAP IDLE)."""
        wanted = Target.read(target)
        place, password = opened_by(wanted.address, context)
        with opened(place, password, wanted.folder, context) as inbox:
            if not inbox.can_wait():
                host = place.comes_in.host
                raise ConnectorRefused(Refusal.STREAM_MISSING, permanent=True, host=host)
            while True:
                reading = _news(inbox, wanted, cursor, context.renewed())
                cursor = reading.cursor
                yield reading
                if not reading.has_more:
                    inbox.wait(context)

    def sign_in(self, place: str, secret: str, context: Context) -> Identity:
        """Whether this password opens the mailbox, and the server for what goes out."""
        found = Place.read(place)
        found.check(context)
        with opened(found, secret, "INBOX", context):
            sending.try_out(found, secret, context)
        return Identity(place=" ".join(place.split()), handle=found.address)

    def answering_place(self, post_id: str, places: Sequence[str]) -> str:
        """The mailbox that the letter came to."""
        address = post_id.removeprefix(f"{PLATFORM}:").partition("/")[0]
        return next((each for each in places if Place.read(each).address == address), "")

    def limits(self, account: str, context: Context) -> Limits:  # noqa: ARG002  # the same everywhere
        """What a letter takes."""
        return sending.LIMITS

    def send(self, message: Message, context: Context) -> Sent:
        """Answer a letter, in its thread."""
        return sending.send(message, context)

    def verify(self, account: str, sent_id: str, context: Context) -> Sent | None:
        """Our copy of it; None if the post brought it back."""
        return sending.look(Place.read(account).address, sent_id, context)


def _news(inbox: Inbox, wanted: Target, cursor: dict[str, Any], context: Context) -> Reading:
    """The next fifty letters; where a server began to count anew, the newest fifty."""
    newest = int(cursor.get("newest", 0))
    is_known = cursor.get("validity") == inbox.validity
    numbers = inbox.numbers_after(newest) if is_known else inbox.last_numbers(PAGE)
    chosen = numbers[:PAGE]
    adapter = Adapter(wanted.address, now=context.now)
    found = (_post(inbox, number, adapter) for number in chosen)
    posts = {post.id: post for post in found if post}
    last = chosen[-1] if chosen else newest if is_known else 0
    return Reading(
        batch=Batch(tuple(posts.values())),
        cursor={"validity": inbox.validity, "newest": last},
        title=wanted.address,
        warnings=adapter.warnings.collected(),
        is_unchanged=not chosen,
        has_more=len(numbers) > PAGE,
    )


def _post(inbox: Inbox, number: int, adapter: Adapter) -> Post | None:
    """A letter that takes the name of an earlier one is left out: it must not overwrite that."""
    raw = inbox.letter(number)
    post = adapter.post(raw, number) if raw else None
    message = message_of(raw) if post and raw else None
    own = message_id_of(message) if message is not None else ""
    if own and any(each < number for each in inbox.named(own)):
        adapter.warnings.add(Caution.ENTRY_REPEATED, number)
        return None
    return post


CONNECTOR = MailConnector()
