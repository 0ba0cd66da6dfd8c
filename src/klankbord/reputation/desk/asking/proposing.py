"""Who may know: people whose subjects a case speaks of, before all others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member, Role
from klankbord.reputation.desk.contacts.models import Contact
from klankbord.reputation.desk.models import Case, CaseMessage
from klankbord.reputation.desk.queries import topics_of
from klankbord.reputation.desk.search import fold_terms

# Whoever knows; the works council sees no content (6-trust 6.1).
ANSWERERS = tuple(role for role in Role if role is not Role.COUNCIL)
MOST_PROPOSED = 5
_LEAST_STEM = 4
"""Letters of a subject that the beginning of a longer word must hold: “pool” knows of “pools”."""
_LAST_MESSAGES = 3
Choices = list[tuple[str | Promise, list[tuple[str, str]]]]


@dataclass(frozen=True)
class Known:
    """Somebody who can be asked, with the subjects of theirs that the case speaks of."""

    person: Member | Contact
    subjects: tuple[str, ...]

    @property
    def key(self) -> str:
        """How a form names them: members by their number, contacts with a letter before it."""
        return f"{'c' if isinstance(self.person, Contact) else ''}{self.person.pk}"

    @property
    def label(self) -> str:
        """Who it is, where, and why they are proposed."""
        parts = (self.person.name, _unit_of(self.person), ", ".join(self.subjects))
        return " · ".join(part for part in parts if part)


def people_to_ask(case: Case, *, but: Member) -> list[Known]:
    """Everybody who can be asked; whose subjects the case speaks of most stand first."""
    words = words_of(case)
    known = [Known(each, _spoken_of(each.subjects, words)) for each in _able(but)]
    return sorted(known, key=lambda each: (-len(each.subjects), each.person.name.casefold()))


def choices_of(known: Sequence[Known]) -> Choices:
    """The people for a form: first those who seem to know, then colleagues, then contacts."""
    proposed = [each for each in known if each.subjects][:MOST_PROPOSED]
    rest = [each for each in known if each not in proposed]
    groups: list[tuple[str | Promise, Iterable[Known]]] = [
        (_("They know about this"), proposed),
        (_("Colleagues"), [each for each in rest if isinstance(each.person, Member)]),
        (_("Contacts, by mail"), [each for each in rest if isinstance(each.person, Contact)]),
    ]
    return [
        (label, [(each.key, each.label) for each in people]) for label, people in groups if people
    ]


def words_of(case: Case) -> frozenset[str]:
    """What a case speaks of: its title, labels, topics, department and last messages."""
    incoming = case.messages.filter(direction=CaseMessage.Direction.INCOMING)
    messages = list(incoming.order_by("-published_at", "-id")[:_LAST_MESSAGES])
    parts = [case.title, *case.tags, case.department.name if case.department else ""]
    parts += [topic.name for topic in topics_of(messages)]
    parts += [f"{message.title}\n{message.text}" for message in messages]
    return frozenset(fold_terms("\n".join(parts)))


def _able(but: Member) -> list[Member | Contact]:
    members = Member.objects.filter(is_active=True, role_grants__role__in=ANSWERERS)
    found: list[Member | Contact] = list(
        members.exclude(pk=but.pk).select_related("department").distinct()
    )
    # Without a mailbox nothing comes back from somebody who cannot sign in.
    return [*found, *Contact.objects.all()] if settings.MAILBOX_URL else found


def _spoken_of(subjects: Iterable[str], words: frozenset[str]) -> tuple[str, ...]:
    """The subjects of which every word stands in the case, or begins one there."""
    return tuple(
        subject
        for subject in subjects
        if (terms := fold_terms(subject)) and all(_stands_in(term, words) for term in terms)
    )


def _stands_in(term: str, words: frozenset[str]) -> bool:
    if term in words:
        return True
    return len(term) >= _LEAST_STEM and any(word.startswith(term) for word in words)


def _unit_of(person: Member | Contact) -> str:
    if isinstance(person, Contact):
        return person.unit
    return person.department.name if person.department else ""
