"""Tell a room of people of a spike: Mattermost, Matrix; and a program, by a signed call.

Each alert is told once by each way. Matrix knows a retry by the number of the transaction; a
message to Mattermost that broke off is not sent again, for nobody can ask whether it arrived.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from klankbord.connectors.matrix.sending import tell_room
from klankbord.connectors.matrix.server import Server
from klankbord.connectors.reasons import ConnectorRefused, Refusal
from klankbord.participate.insight.alert_words import alert_sentence, alert_title
from klankbord.participate.insight.models import Alert, AlertCall, Way
from klankbord.participate.insight.telling import call_webhook, post_sealed, rule_of
from klankbord.participate.listening.fetching import reading_context
from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member
from klankbord.people.queries import house_language
from klankbord.trust import audit
from klankbord.trust.vault.queries import secret

State = AlertCall.State
UNREADABLE: Final = frozenset({Refusal.ANSWER_MALFORMED, Refusal.ANSWER_TOO_LARGE})
"""The message may have arrived, whatever came back."""


def tell_by(way: Way, *, alert: Alert, at: dt.datetime) -> None:
    """Tell once; raises `ConnectorRefused`, which says whether it may be tried again."""
    call, _is_new = AlertCall.objects.get_or_create(alert=alert, way=way, defaults={"tried_at": at})
    if call.state in {State.SENT, State.UNCERTAIN}:
        return
    if call.state == State.CLAIMED and way == Way.MATTERMOST:
        _end(call, State.UNCERTAIN, at)
        return
    mine = AlertCall.objects.filter(pk=call.pk, state=call.state)
    if not mine.update(state=State.CLAIMED, tried_at=at):
        return
    try:
        _SENDERS[way](alert, at)
    except ConnectorRefused as refusal:
        is_unknown = refusal.is_unanswered or refusal.key in UNREADABLE
        is_lost = way == Way.MATTERMOST and is_unknown
        _end(call, State.UNCERTAIN if is_lost else State.FAILED, at, refusal)
        if not is_lost:
            raise
    else:
        _end(call, State.SENT, at)


class Said(NamedTuple):
    """Words, and the address of ours that goes with them."""

    words: str
    address: str = ""


def try_way(  # one for each thing that is said
    way: Way, *, topic: Topic, text: str, key: str, by: Member, at: dt.datetime
) -> None:
    """Say something else there, to see whether it works; raises `ConnectorRefused`.

    That somebody tried stands in the log, also where it does not work: other people read it.
    """
    audit.record(
        at=at,
        actor=f"member:{by.pk}",
        act="insight.alert-tested",
        object=f"topic:{topic.pk}",
        declaration="insight.alerts",
        detail={"way": way.label},
    )
    _SAYERS[way](topic, Said(text), key, at)


def _end(
    call: AlertCall, state: str, at: dt.datetime, refusal: ConnectorRefused | None = None
) -> None:
    values = refusal.values if refusal else {}
    AlertCall.objects.filter(pk=call.pk).update(
        state=state,
        fault=refusal.key if refusal else "",
        fault_values={name: _plain(value) for name, value in values.items()},
        tried_at=at,
    )


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)[:200]


def _said(alert: Alert) -> Said:
    """In the language of the house; names of others stay on the screen."""
    with translation.override(house_language()):
        words = f"{alert_title(alert)}\n\n{alert_sentence(alert, with_names=False)}"
    return Said(words, f"{settings.PUBLIC_URL}{reverse('insight:alert-list')}")


def _key(alert: Alert) -> str:
    return f"klankbord-alert-{alert.pk}"


def _say_in_mattermost(topic: Topic, said: Said, key: str, at: dt.datetime) -> None:  # noqa: ARG001  # it knows no keys
    """An incoming webhook takes JSON with `text`; names with @ would call people there."""
    url = secret(mattermost_name(topic.pk))
    if not url:
        raise ConnectorRefused(Refusal.SIGN_IN_NEEDED, permanent=True, host="Mattermost")
    text = "\n\n".join(filter(None, (calm(said.words), said.address)))  # a mark breaks an address
    content = json.dumps({"text": text}, ensure_ascii=False).encode()
    post_sealed(url, content, at=at)


def _say_in_matrix(topic: Topic, said: Said, key: str, at: dt.datetime) -> None:
    """As our account of Matrix, which stands among the accounts of the sources."""
    with reading_context(at, "matrix") as context:
        text = "\n\n".join(filter(None, said))
        tell_room(rule_of(topic).matrix_room, text, key=key, server=Server.of_reader(context))


_SAYERS: Mapping[str, Callable[[Topic, Said, str, dt.datetime], None]] = {
    Way.MATTERMOST: _say_in_mattermost,
    Way.MATRIX: _say_in_matrix,
}
_SENDERS: Mapping[str, Callable[[Alert, dt.datetime], object]] = {
    Way.MATTERMOST: lambda alert, at: _say_in_mattermost(
        alert.topic, _said(alert), _key(alert), at
    ),
    Way.MATRIX: lambda alert, at: _say_in_matrix(alert.topic, _said(alert), _key(alert), at),
    Way.PROGRAM: lambda alert, at: call_webhook(alert=alert, at=at),
}


def calm(text: str) -> str:
    """Without calling anybody: a name of a topic may hold `@all`, or a mark of the markup."""
    marked = "".join(f"\\{sign}" if sign in "\\`*_{}[]<>|#~" else sign for sign in text)
    return marked.replace("@", "@\N{ZERO WIDTH SPACE}")


def mattermost_name(topic_id: int) -> str:
    """Under which name the vault keeps the address of an incoming webhook: who has it may post."""
    return f"insight:mattermost:{topic_id}"
