"""Saying something once, on platforms that know no key of a message."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from klankbord.connectors.contract import ConnectorRefused, Limits, Message, Refusal, Sent
from klankbord.connectors.plaintext import tidy


def say_once(
    message: Message,
    limits: Limits,
    *,
    find: Callable[[AbstractSet[str]], Sent | None],
    say: Callable[[], Sent],
) -> Sent:
    """What `say` gives; but a retry first asks `find` whether it stands there already.

    `find` looks among the newest lines of that place for one of ours in one of these wordings: now,
    and at the earlier attempt. Raises `ConnectorRefused` (`text-too-long`) before anything is sent.
    """
    length = limits.length_of(message.text)
    if length > limits.length:
        raise ConnectorRefused(
            Refusal.TEXT_TOO_LONG, permanent=True, limit=limits.length, length=length
        )
    if message.is_retry:
        words = {tidy(message.text), tidy(message.earlier_text or message.text)}
        if found := find(words):
            return found
    return say()


def standing(look: Callable[[], Sent]) -> Sent | None:
    """What `look` gives; None where the platform says that it is gone."""
    try:
        return look()
    except ConnectorRefused as refusal:
        if refusal.key in {Refusal.NOT_FOUND, Refusal.GONE}:
            return None
        raise
