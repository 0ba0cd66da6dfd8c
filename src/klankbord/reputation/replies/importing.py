"""Saved replies from a file: which column holds what, what would change, then all or nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.forms import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.participate.topics.models import Topic
from klankbord.people.models import Member
from klankbord.reputation.replies.actions import save_reply
from klankbord.reputation.replies.blanks import VARIABLES, unknown_variables
from klankbord.reputation.replies.forms import PLATFORMS, check_text
from klankbord.reputation.replies.models import TEXT_LENGTH, ReplyFile, SavedReply
from klankbord.reputation.replies.reading import Table

KEPT_FOR = dt.timedelta(days=1)
_TITLE_LENGTH = 120
_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d-%m-%Y", "%d/%m/%Y")
# How we and other tools call their columns, in lower case.
_NAMES = {
    "title": ("title", "titel", "name", "naam", "subject", "onderwerp", "label", "shortcut"),
    "text_nl": ("text_nl", "dutch", "nederlands", "nl", "text in dutch", "tekst nederlands"),
    "text_en": ("text_en", "english", "engels", "en", "text in english", "tekst engels"),
    "text": ("text", "tekst", "message", "bericht", "body", "content", "reply", "antwoord"),
    "language": ("language", "taal", "lang", "locale"),
    "topic": ("topic", "category", "categorie", "folder", "map", "group", "groep", "theme"),
    "platforms": ("platforms", "platform", "channel", "channels", "kanaal", "kanalen", "network"),
    "review_on": ("review_on", "expires", "expiry", "valid until", "geldig tot", "review date"),
}
Words = str | Promise


@dataclass
class Plan:
    """What a file would do; nothing is done by making one. `faults` name the row in the file."""

    adding: list[dict[str, Any]] = field(default_factory=list)
    changing: list[tuple[SavedReply, dict[str, Any]]] = field(default_factory=list)
    n_same: int = 0
    faults: list[tuple[int, Words]] = field(default_factory=list)

    @property
    def n_doing(self) -> int:
        """How many replies come or change."""
        return len(self.adding) + len(self.changing)


class FileHasFaults(Exception):  # noqa: N818  # named after the broken promise
    """Some row cannot be used, so nothing was done."""


def keep_file(*, table: Table, file_name: str, by: Member, at: dt.datetime) -> ReplyFile:
    """Keep the rows until somebody says yes; older ones that nobody answered are dropped."""
    with transaction.atomic():
        ReplyFile.objects.filter(created_at__lt=at - KEPT_FOR).delete()
        return ReplyFile.objects.create(
            columns=table.columns,
            rows=table.rows,
            file_name=file_name[:120],
            by=by,
            created_at=at,
        )


def guessed_columns(columns: list[str]) -> dict[str, str]:
    """Which column seems to hold what: field → number of the column."""
    here = {name.strip().lower(): str(n) for n, name in reversed(list(enumerate(columns)))}
    guesses = {
        part: next((here[name] for name in names if name in here), "")
        for part, names in _NAMES.items()
    }
    return {part: number for part, number in guesses.items() if number}


def plan_of(waiting: ReplyFile, columns: Mapping[str, str]) -> Plan:
    """Compare the file with what is here; `columns` as `guessed_columns` gives them."""
    plan = Plan()
    here = {reply.title.casefold(): reply for reply in SavedReply.objects.all()}
    topics = {topic.name.casefold(): topic for topic in Topic.objects.all()}
    seen: dict[str, int] = {}
    for number, cells in enumerate(waiting.rows, start=2):  # the head is row 1
        row = {part: cells[int(n)] for part, n in columns.items() if n}
        try:
            fields = _fields(row, topics)
            _refuse_twin(fields["title"], number, seen)
        except ValidationError as fault:
            plan.faults.append((number, fault.messages[0]))
            continue
        _place(plan, fields, here.get(fields["title"].casefold()))
    return plan


def carry_out(
    *, waiting: ReplyFile, columns: Mapping[str, str], by: Member, at: dt.datetime
) -> Plan:
    """Do what the plan says, whole; raises `FileHasFaults` if one row cannot be used."""
    with transaction.atomic():
        plan = plan_of(waiting, columns)
        if plan.faults:
            raise FileHasFaults
        for fields in plan.adding:
            save_reply(by=by, at=at, **fields)
        for reply, fields in plan.changing:
            save_reply(by=by, at=at, reply=reply, **fields)
        waiting.delete()
    return plan


def _refuse_twin(title: str, number: int, seen: dict[str, int]) -> None:
    first = seen.setdefault(title.casefold(), number)
    if first != number:
        words = _("Row %(n)s has the same title: give one of them another.")
        raise ValidationError(words, params={"n": first})


def _place(plan: Plan, fields: dict[str, Any], reply: SavedReply | None) -> None:
    if reply is None:
        plan.adding.append(fields)
    elif all(getattr(reply, name) == value for name, value in fields.items()):
        plan.n_same += 1
    else:
        plan.changing.append((reply, fields))


def _fields(row: dict[str, str], topics: dict[str, Topic]) -> dict[str, Any]:
    """The fields of a reply that the file speaks of; raises `ValidationError` for people."""
    title = " ".join(row.get("title", "").split())
    if not title:
        raise ValidationError(_("There is no title."))
    if len(title) > _TITLE_LENGTH:
        raise ValidationError(_("The title is longer than 120 characters."))
    fields: dict[str, Any] = {"title": title, **_texts(row)}
    if row.get("topic"):
        fields["topic"] = _topic(row["topic"], topics)
    if row.get("platforms"):
        fields["platforms"] = _platforms(row["platforms"])
    if row.get("review_on"):
        fields["review_on"] = _day(row["review_on"])
    return fields


def _texts(row: dict[str, str]) -> dict[str, str]:
    texts = {name: row[name] for name in ("text_nl", "text_en") if row.get(name)}
    if row.get("text"):
        texts.setdefault(f"text_{_language(row.get('language', ''))}", row["text"])
    if not texts:
        raise ValidationError(_("There is no text."))
    if any(len(text) > TEXT_LENGTH for text in texts.values()):
        raise ValidationError(_("The text is longer than 6,000 characters."))
    return {name: check_text(_ours(text)) for name, text in texts.items()}


def _ours(text: str) -> str:
    """Gaps as other tools write them: what we cannot fill in is asked of the person."""
    for name in unknown_variables(text):
        for gap in (f"{{{{{name}}}}}", f"{{{{ {name} }}}}", f"{{{name}}}"):
            text = text.replace(gap, f"[[{name}]]")
    for name in VARIABLES:
        text = text.replace(f"{{{{{name}}}}}", f"{{{name}}}")
    return text


def _language(tag: str) -> str:
    code = tag.strip().lower()
    if code[:2] in {"", "nl", "ne", "du"}:
        return "nl"
    if code[:2] == "en":
        return "en"
    words = _("The language is “%(tag)s”: saved replies are in Dutch (nl) or English (en).")
    raise ValidationError(words, params={"tag": tag[:40]})


def _topic(name: str, topics: dict[str, Topic]) -> Topic:
    topic = topics.get(name.casefold())
    if topic is None:
        words = _("There is no topic “%(name)s”. Make it first, or leave the column out.")
        raise ValidationError(words, params={"name": name[:80]})
    return topic


def _platforms(text: str) -> list[str]:
    names = [part.strip().lower() for part in text.replace(";", ",").split(",") if part.strip()]
    labels = {label.lower(): key for key, label in PLATFORMS.items()} | {"twitter": "x"}
    keys = [name if name in PLATFORMS else labels.get(name, "") for name in names]
    if not all(keys):
        words = _("We do not know the platform “%(name)s”.")
        raise ValidationError(words, params={"name": names[keys.index("")][:40]})
    return sorted(set(keys))


def _day(text: str) -> dt.date:
    for pattern in _DATES:
        try:
            return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    words = _("“%(day)s” is no day that we can read: write it as 2027-01-31.")
    raise ValidationError(words, params={"day": text[:40]})
