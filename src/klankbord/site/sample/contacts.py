"""Whom the sample desk can ask: contacts outside, and what some colleagues know about."""

import datetime as dt

from klankbord.people.models import Member
from klankbord.reputation.desk.contacts.actions import Card, save_contact

_CONTACTS = (
    Card(
        "storing@lichtmast.example",
        "Meldkamer Lichtmast",
        unit="Onderhoud straatverlichting",
        subjects=("verlichting", "lantaarnpaal", "storing"),
    ),
    Card(
        "rooster@degolf.example",
        "Marjan Poldervaart",
        unit="Zwembad De Golf",
        subjects=("zwembad", "zwemles", "abonnement"),
    ),
    Card(
        "bomen@groenrand.example",
        "Ties Wilgenbos",
        unit="Boomverzorging Groenrand",
        subjects=("bomen", "gekapt", "snoeien"),
    ),
)
_KNOWN = {
    "Wim Hofstra-Bos": ["afval", "container", "pasje"],
    "Noor Janszoon": ["fietspad", "vergunning", "boete"],
    "Yara Idrissen": ["loket", "afspraak"],
}


def note_contacts(members: dict[str, Member], *, by: Member, at: dt.datetime) -> None:
    """Contacts of the made-up town, and the subjects of its colleagues."""
    for card in _CONTACTS:
        save_contact(card=card, by=by, at=at, is_sample=True)
    for name, subjects in _KNOWN.items():
        Member.objects.filter(pk=members[name].pk).update(subjects=subjects)
