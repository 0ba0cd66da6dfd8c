"""Keep contacts: by hand, or from a file that somebody looked at first."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member
from klankbord.people.subjects import tidy_subjects
from klankbord.reputation.desk.contacts.models import Contact, ContactFile
from klankbord.reputation.desk.contacts.reading import Line
from klankbord.reputation.desk.contacts.recording import record

KEPT_FOR = dt.timedelta(days=1)
LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Card:
    """What is kept of a contact."""

    email: str
    name: str
    unit: str = ""
    subjects: tuple[str, ...] = ()
    language: str = ""


@dataclass
class Plan:
    """What a file would do; each of its lines stands in exactly one of these."""

    adding: list[tuple[int, Card]] = field(default_factory=list)
    changing: list[tuple[int, Contact, Card]] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    members: list[tuple[int, Member]] = field(default_factory=list)
    faults: list[tuple[int, str | Promise]] = field(default_factory=list)

    @property
    def n_doing(self) -> int:
        """How many contacts come or change."""
        return len(self.adding) + len(self.changing)


def save_contact(
    *,
    card: Card,
    by: Member,
    at: dt.datetime,
    contact: Contact | None = None,
    is_sample: bool = False,
) -> Contact:
    """Keep a contact, new or changed."""
    values = {**asdict(card), "subjects": list(card.subjects), "changed_by": by, "changed_at": at}
    with transaction.atomic():
        if contact is None:
            kept = Contact.objects.create(**values, is_sample=is_sample)
        else:
            Contact.objects.filter(pk=contact.pk).update(**values)
            kept = Contact.objects.get(pk=contact.pk)
        act = "desk.contact-changed" if contact else "desk.contact-added"
        record(at, by, act, kept.pk)
    return kept


def keep_file(*, lines: Iterable[Line], file_name: str, by: Member, at: dt.datetime) -> ContactFile:
    """Keep the lines until somebody says yes; older ones that nobody answered are dropped."""
    with transaction.atomic():
        ContactFile.objects.filter(created_at__lt=at - KEPT_FOR).delete()
        return ContactFile.objects.create(
            lines=[asdict(line) for line in lines],
            file_name=file_name[:120],
            by=by,
            created_at=at,
        )


def plan_of(waiting: ContactFile) -> Plan:
    """Compare the file with who is here now; nothing is done."""
    plan = Plan()
    contacts = {contact.email.lower(): contact for contact in Contact.objects.all()}
    members = {member.email.lower(): member for member in Member.objects.all()}
    seen: dict[str, int] = {}
    for row in waiting.lines:
        line = Line(**row)
        try:
            card = _card_of(line)
            _refuse_twin(card.email, line.number, seen)
        except ValidationError as fault:
            plan.faults.append((line.number, fault.messages[0]))
            continue
        key = card.email.lower()
        if key in members:
            plan.members.append((line.number, members[key]))
        else:
            _place(plan, line.number, card, contacts.get(key))
    return plan


def carry_out(*, waiting: ContactFile, by: Member, at: dt.datetime) -> Plan:
    """Do what the plan says, whole; the same file a second time changes nothing."""
    with transaction.atomic():
        plan = plan_of(waiting)
        for _number, card in plan.adding:
            save_contact(card=card, by=by, at=at)
        for _number, contact, card in plan.changing:
            save_contact(card=card, by=by, at=at, contact=contact)
        waiting.delete()
    return plan


def _card_of(line: Line) -> Card:
    """What the line says of a contact; raises `ValidationError` for people."""
    email = line.email.strip()
    if not email:
        raise ValidationError(_("There is no e-mail address."))
    try:
        validate_email(email)
    except ValidationError:
        words = _("“%(email)s” is not an e-mail address.")
        raise ValidationError(words, params={"email": email[:80]}) from None
    language = line.language.strip().lower()[:2]
    return Card(
        email=email,
        name=(" ".join(line.name.split()) or email.partition("@")[0])[:120],
        unit=" ".join(line.unit.split())[:120],
        subjects=tuple(tidy_subjects(line.subjects)),
        language=language if language in LANGUAGES else "",
    )


def _refuse_twin(email: str, number: int, seen: dict[str, int]) -> None:
    first = seen.setdefault(email.lower(), number)
    if first != number:
        words = _("Line %(n)s has the same e-mail address: keep one of them.")
        raise ValidationError(words, params={"n": first})


def _place(plan: Plan, number: int, card: Card, contact: Contact | None) -> None:
    """What the file leaves open stays as somebody wrote it here."""
    if contact is None:
        plan.adding.append((number, card))
        return
    told = Card(
        email=contact.email,
        name=card.name,
        unit=card.unit or contact.unit,
        subjects=card.subjects or tuple(contact.subjects),
        language=card.language or contact.language,
    )
    if told == card_of(contact):
        plan.same.append(number)
    else:
        plan.changing.append((number, contact, told))


def card_of(contact: Contact) -> Card:
    """What is kept of a contact, as plain values."""
    subjects: Sequence[str] = contact.subjects
    return Card(
        email=contact.email,
        name=contact.name,
        unit=contact.unit,
        subjects=tuple(subjects),
        language=contact.language,
    )
