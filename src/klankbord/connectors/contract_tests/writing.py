"""What a connector with the abilities `reply`, `publish` and `verify` promises."""

import dataclasses
import datetime as dt
import io
import os
import re
import signal
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Self

import pytest
from PIL import Image

from klankbord.connectors.contract import (
    Ability,
    Connector,
    ConnectorRefused,
    Context,
    Message,
    Picture,
    Refusal,
    Writer,
)
from klankbord.connectors.http import GuardedClient, Response
from klankbord.core.post import Post

LOOPBACK = ("127.0.0.0/8", "::1/128")
_SIGNS_IN = re.compile(r"token|createSession|refreshSession")
_KEY = re.compile(r"[a-z]+(-[a-z]+)*")


class ForgetfulClient(GuardedClient):
    """Loses the receipt of one message: the server acted, and we never hear of it.

    `loses` is the number of the writing call whose answer is lost, from 1; 0 loses none. So every
    moment can be tried at which a process may be killed.
    """

    loses = 0

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Response:
        """Send it; the answer may be lost."""
        answer = super().request(method, url, headers=headers, content=content)
        if method not in {"GET", "HEAD"} and self.loses:
            self.loses -= 1
            if not self.loses:
                raise ConnectorRefused(Refusal.CONNECTION_FAILED, host="lost on the way back")
        return answer


class MortalClient(GuardedClient):
    """Kills its own process at one moment (`dies`), and says nothing to anybody.

    `unsent`: before anything was written; `unheard`: just after the server took something, before
    we could read so; `asking`: after the first answer of any kind.
    """

    dies = ""

    @classmethod
    def like(cls, client: GuardedClient, dies: str) -> Self:
        """One with the same networks, for a process that is to die there."""
        mortal = cls(allowed_networks=tuple(map(str, client.allowed_networks)))
        mortal.dies = dies
        return mortal

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Response:
        """Send it, and perhaps die."""
        writes = method not in {"GET", "HEAD"} and not _SIGNS_IN.search(url)
        if writes and self.dies == "unsent":
            die()
        answer = super().request(method, url, headers=headers, content=content)
        if self.dies == "asking" or (writes and self.dies == "unheard"):
            die()
        return answer


def die() -> None:
    """At once, as when the machine loses its power: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def act_and_die(act: Callable[[], object]) -> None:
    """Have something done by a process of its own that does not live to tell of it."""
    child = os.fork()
    if not child:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(60)
        with suppress(BaseException):
            act()
        die()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


class WriterContract:
    """What a writer promises, tried with an account of ours on a real server."""

    connector: Connector
    has_pages = True
    """Whether what is said has an address on the web: a letter has none, and must give none."""

    @pytest.fixture
    def account(self) -> str:
        """Give the place of our account."""
        raise NotImplementedError

    @pytest.fixture
    def secrets(self) -> dict[str, str]:
        """Give what opens it, by place."""
        raise NotImplementedError

    @pytest.fixture
    def question(self) -> Post | None:
        """Give what is to be answered; None for a connector that only publishes."""
        raise NotImplementedError

    @pytest.fixture
    def standing(self) -> Callable[[], list[str]]:
        """Give how to see, as somebody else, the ids of the answers that stand there."""
        raise NotImplementedError

    @pytest.fixture
    def remove(self) -> Callable[[str], None]:
        """Give how to delete what we sent, by its id."""
        raise NotImplementedError

    @pytest.fixture
    def http(self) -> Iterator[ForgetfulClient]:
        """Give the client to write with."""
        with ForgetfulClient(allowed_networks=LOOPBACK) as client:
            yield client

    @pytest.fixture
    def context(self, http: GuardedClient, secrets: dict[str, str]) -> Context:
        """Give what the connector is given."""
        return Context(now=_now(), http=http, secrets=secrets, clock=_now)

    @pytest.fixture
    def writer(self) -> Writer:
        """Give the connector, if it keeps the protocol."""
        assert isinstance(self.connector, Writer)
        assert {Ability.REPLY, Ability.PUBLISH} & self.connector.abilities
        return self.connector

    @pytest.fixture
    def message(self, account: str, question: Post | None) -> Message:
        """Give what is to be said."""
        text = (
            f"Zondag om tien uur, zie https://example.org/bad. Groet, Noor {uuid.uuid4().hex[:6]}"
        )
        said = Message(key=uuid.uuid4().hex, account=account, text=text, in_reply_to=question)
        return dataclasses.replace(said, media=tuple(self.pictures()))

    def pictures(self) -> list[Picture]:
        """Give what goes along with the words."""
        return []

    def test_limits_are_told(self, writer: Writer, account: str, context: Context) -> None:
        """Length is positive; visibilities are named, the usual one first."""
        limits = writer.limits(account, context)
        assert limits.length > 0
        assert limits.visibilities
        assert (limits.n_media > 0) == (Ability.MEDIA in self.connector.abilities)

    def test_answer_stands_and_is_proved(
        self,
        writer: Writer,
        message: Message,
        context: Context,
        standing: Callable[[], list[str]],
    ) -> None:
        """Others see it where it belongs, and a later look gives the same words."""
        sent = writer.send(message, context)
        assert standing() == [sent.id]
        assert sent.url.startswith("http") == self.has_pages
        assert bool(sent.url) == self.has_pages
        assert sent.published_at.tzinfo is not None
        again = writer.verify(message.account, sent.id, context)
        assert again is not None
        assert again.digest == sent.digest

    def test_answer_that_was_deleted_is_seen(
        self, writer: Writer, message: Message, context: Context, remove: Callable[[str], None]
    ) -> None:
        """A look at what is gone gives None."""
        sent = writer.send(message, context)
        remove(sent.id)
        assert writer.verify(message.account, sent.id, context) is None

    def test_answer_stands_once_wherever_we_are_killed(
        self,
        writer: Writer,
        message: Message,
        context: Context,
        http: ForgetfulClient,
        standing: Callable[[], list[str]],
    ) -> None:
        """Five attempts, each cut off one call later than the one before: it is said once."""
        attempt = message
        for loses in (1, 2, 3, 4, 0):
            http.loses = loses
            try:
                sent = writer.send(attempt, context)
            except ConnectorRefused as refusal:
                assert not refusal.permanent  # noqa: PT017  # some attempts succeed
            attempt = dataclasses.replace(message, is_retry=True)
        assert standing() == [sent.id]

    @pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
    def test_answer_stands_once_though_whole_processes_are_killed(
        self,
        writer: Writer,
        message: Message,
        context: Context,
        standing: Callable[[], list[str]],
    ) -> None:
        """Five attempts, each in a process that dies: before, on the way, and before it is noted.

        What a connector remembers of an attempt dies with it: only the platform can tell.
        """
        for number, dies in enumerate(("unsent", "unheard", "asking", "unheard", "unnoted")):
            attempt = dataclasses.replace(message, is_retry=number > 0)
            mortal = MortalClient.like(context.http, dies)
            doomed = dataclasses.replace(context, http=mortal)
            act_and_die(lambda attempt=attempt, doomed=doomed: writer.send(attempt, doomed))  # type: ignore[misc]
            mortal.close()
            assert len(standing()) <= 1
        assert len(standing()) == 1
        sent = writer.send(dataclasses.replace(message, is_retry=True), context)
        assert standing() == [sent.id]

    def test_text_that_is_too_long_does_not_go(
        self,
        writer: Writer,
        message: Message,
        context: Context,
        standing: Callable[[], list[str]],
    ) -> None:
        """It is refused for good, before anything was sent."""
        length = writer.limits(message.account, context).length + 1
        with pytest.raises(ConnectorRefused) as refused:
            writer.send(dataclasses.replace(message, text="a" * length), context)
        assert (refused.value.key, refused.value.permanent) == (Refusal.TEXT_TOO_LONG, True)
        assert standing() == []

    def test_wrong_secret_is_refused_and_not_told(
        self, writer: Writer, message: Message, context: Context
    ) -> None:
        """The reason has a key; the secret stands in no text of the error or the context."""
        marker = f"geheim-{uuid.uuid4().hex}"
        wrong = dataclasses.replace(context, secrets=dict.fromkeys(context.secrets, marker))
        with pytest.raises(ConnectorRefused) as refused:
            writer.send(message, wrong)
        fault: BaseException | None = refused.value
        assert _KEY.fullmatch(refused.value.key)
        assert marker not in repr(wrong) + str(refused.value.values)
        while fault is not None:
            assert marker not in f"{fault!r} {fault}"
            fault = fault.__cause__ or fault.__context__


class PictureContract(WriterContract):
    """What a writer with the ability `media` promises of pictures, beside the words."""

    def pictures(self) -> list[Picture]:
        """Give one of its own."""
        return [picture()]

    def test_the_picture_is_proved_with_its_description(
        self, writer: Writer, message: Message, context: Context
    ) -> None:
        """A later look gives the same, and its digest is another than that of the words alone."""
        sent = writer.send(message, context)
        assert len(sent.media) == 1
        assert message.media[0].alt in sent.media[0]
        again = writer.verify(message.account, sent.id, context)
        assert again is not None
        assert again.media == sent.media
        assert sent.digest != dataclasses.replace(sent, media=()).digest


def picture() -> Picture:
    """A small one that nobody has handed in before."""
    out, colour = io.BytesIO(), "#" + uuid.uuid4().hex[:6]
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    alt = f"Een vlak in de kleur {colour}"
    return Picture(kind="image/png", content=out.getvalue(), alt=alt, width=60, height=40)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
