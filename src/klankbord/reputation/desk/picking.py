"""Saved replies at the answer of a case: those that fit, filled with what the case knows."""

from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.functional import cached_property

from klankbord.core.text.language import languages
from klankbord.people.models import Member
from klankbord.people.queries import organisation
from klankbord.reputation.desk.models import Case, CaseMessage
from klankbord.reputation.desk.queries import topics_of
from klankbord.reputation.desk.wording import platform_name
from klankbord.reputation.replies.blanks import filled
from klankbord.reputation.replies.lengths import fits
from klankbord.reputation.replies.models import SavedReply
from klankbord.reputation.replies.queries import fitting_replies

SHOWN = 30


class Wording(NamedTuple):
    """One saved reply in one language, as it would stand in this answer."""

    language: str
    text: str
    is_too_long: bool
    is_theirs: bool  # the language in which they spoke to us

    @property
    def length(self) -> int:
        """In characters, blanks as they stand."""
        return len(self.text)


class Choice(NamedTuple):
    """One saved reply to choose."""

    reply: SavedReply
    wordings: list[Wording]
    is_due: bool


class Picker:
    """What the answer screen offers; nothing is read before it is shown."""

    def __init__(self, case: Case, by: Member, text: str = "") -> None:
        self.case = case
        self.by = by
        self.text = text[:200]

    @cached_property
    def _messages(self) -> list[CaseMessage]:
        return list(self.case.messages.select_related("mention"))

    @cached_property
    def _last(self) -> CaseMessage | None:
        incoming = CaseMessage.Direction.INCOMING
        return next((m for m in reversed(self._messages) if m.direction == incoming), None)

    @cached_property
    def language(self) -> str:
        """The language of the last message to us: Dutch unless we know that it is another."""
        if self._last is None:
            return "nl"
        told = self._last.mention.language if self._last.mention else ""
        return "nl" if (told or _heard(self._last.text)) in {"", "nl"} else "en"

    @cached_property
    def values(self) -> dict[str, str]:
        """What the program can fill in, by the names of the variables."""
        case, house, topics = self.case, organisation(), topics_of(self._messages)
        last = self._last
        return {
            "author": (last.author_name or last.author_handle) if last else "",
            "platform": platform_name(case.platform) if case.platform else "",
            "colleague": case.claimed_by.name if case.claimed_by else self.by.name,
            "organisation": house.name if house else "",
            "department": case.department.name if case.department else "",
            "number": case.number,
            "topic": topics[0].name if topics else "",
        }

    @cached_property
    def choices(self) -> list[Choice]:
        """The replies that fit, or that hold the words that were asked for."""
        topics = [topic.pk for topic in topics_of(self._messages)]
        found = fitting_replies(platform=self.case.platform, topics=topics, text=self.text)
        today = timezone.localdate()
        return [
            Choice(
                reply,
                self._wordings(reply),
                reply.review_on is not None and reply.review_on <= today,
            )
            for reply in found[:SHOWN]
        ]

    def filled(self, reply: SavedReply, language: str) -> str:
        """One reply as it would stand here."""
        return filled(reply.text_in(language), self.values)

    def _wordings(self, reply: SavedReply) -> list[Wording]:
        """Their language first."""
        found = [
            Wording(name, text, not fits(text, self.case.platform), name == self.language)
            for name in reply.languages
            for text in [self.filled(reply, name)]
        ]
        return sorted(found, key=lambda wording: not wording.is_theirs)


def picked(picker: Picker, pick: str, before: str) -> dict[str, Any] | None:
    """What the form holds after a choice, such as `12-nl`: added to what stands there already."""
    number, _dash, language = pick.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 15):  # noqa: PLR2004  # a key
        return None
    reply = SavedReply.objects.filter(pk=int(number)).first()
    if reply is None or language not in reply.languages:
        return None
    parts = (before.strip(), picker.filled(reply, language))
    return {"text": "\n\n".join(part for part in parts if part), "saved": reply.pk}


def _heard(text: str) -> str:
    return languages([text])[0].code if text else ""
