"""What the sample colleagues raised, and how far it is answered: done, not, late, opened again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from klankbord.ambassadors.answers.actions import (
    Answer,
    Source,
    answer_point,
    raise_point,
    reopen_point,
)
from klankbord.ambassadors.answers.models import Point, Step
from klankbord.ambassadors.answers.queries import clauses_in_force, items_to_choose, themes_told
from klankbord.ambassadors.pulse.queries import rounds_told
from klankbord.people.models import Member

DAY = dt.timedelta(days=1)
KEEPER = "Karin Oosterling"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One answer: days ago, decision, words, reason, sources, clause number, days to go on."""

    ago: int
    kind: str
    text: str
    because: str
    sources: str = ""
    clause: int = 0
    days: int = 0
    in_newsletter: bool = False


@dataclass(frozen=True, kw_only=True)
class Raised:
    """One point: what was raised, days ago, in how many days an answer was promised, by whom."""

    title: str
    about: str
    ago: int
    within: int
    owner: str
    is_pulse: bool = False
    theme: str = ""
    answers: tuple[Told, ...] = field(default=())
    reopened: str = ""


POINTS = (
    Raised(
        title="Eigen account of dat van het werk?",
        about="Collega's vragen of zij onder hun eigen naam mogen vertellen over hun werk, of dat "
        "alleen het account van de gemeente dat doet.",
        ago=62,
        within=21,
        owner="Hanneke Schaapveld",
        answers=(
            Told(
                ago=44,
                kind=Step.Kind.DONE,
                text="Ja, dat mag. De richtlijn zegt nu wat het verschil is, met voorbeelden.",
                because="Wie over het eigen werk vertelt, wordt eerder geloofd dan een logo. En "
                "wie weet waar de grens ligt, durft meer.",
                sources="Overleg communicatie, 12 personen\nhttps://richtlijn.lindewaard.example",
                clause=3,
                in_newsletter=True,
            ),
        ),
    ),
    Raised(
        title="Overdekte fietsenstalling bij het stadhuis",
        about="De fietsen staan in de regen. Collega's vragen om een dak.",
        ago=50,
        theme="fiets",
        within=30,
        owner="Noor Janszoon",
        answers=(
            Told(
                ago=23,
                kind=Step.Kind.NOT_DONE,
                text="Er komt dit jaar geen dak boven de stalling.",
                because="Het plein wordt over twee jaar opnieuw ingericht. Een dak van nu zou dan "
                "weer weg moeten, voor 48.000 euro. Bij de nieuwe inrichting staat het erin.",
                sources="Besluit inrichting stadhuisplein, paragraaf 4",
            ),
        ),
    ),
    Raised(
        title="Meepraten voordat er iets besloten is",
        about="In de polsslag krijgt “mijn mening wordt gevraagd voor een besluit” het laagste "
        "cijfer. Collega's horen plannen pas als zij vaststaan.",
        ago=20,
        within=14,
        owner="Joost Mulderink",
        is_pulse=True,
        answers=(
            Told(
                ago=9,
                kind=Step.Kind.WORKING,
                text="Bij elk plan komt een korte vraag aan wie ermee werkt. Wij proberen dat "
                "eerst bij twee plannen: de nieuwe roosters en het loket.",
                because="Wij willen weten of het werkt voor wij het overal beloven.",
                days=24,
            ),
        ),
    ),
    Raised(
        title="Telefoon van het werk voor de wijkploeg",
        about="Wie buiten werkt, gebruikt nu de eigen telefoon voor foto's en berichten.",
        ago=25,
        within=20,
        owner="Wim Hofstra-Bos",
    ),
    Raised(
        title="Collega's op foto's van bijeenkomsten",
        about="Mag een foto van een borrel of open dag online als er collega's op staan?",
        ago=30,
        within=14,
        owner="Hanneke Schaapveld",
        answers=(
            Told(
                ago=12,
                kind=Step.Kind.DONE,
                text="Ja, als iedereen op de foto het goed vindt. Zo staat het in de richtlijn.",
                because="Een foto raakt wie erop staat, ook over tien jaar nog.",
                clause=6,
            ),
        ),
        reopened="En als ik later van gedachten verander? Dat staat er niet.",
    ),
    Raised(
        title="Nieuws eerst van ons, dan uit de krant",
        about="Collega's lazen over het zwembad in de krant voor zij het intern hoorden.",
        ago=6,
        within=14,
        owner="Karin Oosterling",
    ),
)


def _source(row: Raised) -> Source:
    wave = rounds_told().first()
    if row.is_pulse and wave is not None:
        return Source(origin=Point.Origin.PULSE, pulse_round=wave)
    named = [theme for theme, _point in themes_told() if row.theme in theme.name]
    if row.theme and named:
        return Source(origin=Point.Origin.THEME, theme=named[0])
    return Source()


def answer_colleagues(members: Mapping[str, Member], *, at: dt.datetime) -> None:
    """Put them in the ledger as the past weeks went."""
    keys = {clause.number: clause.key for clause in clauses_in_force()}
    item = items_to_choose().first()
    for row in POINTS:
        raised_at = at - row.ago * DAY
        point = raise_point(
            title=row.title,
            about=row.about,
            owner=members[row.owner],
            due_on=timezone.localdate(raised_at) + row.within * DAY,
            source=_source(row),
            by=members[KEEPER],
            at=raised_at,
            is_sample=True,
        )
        for number, told in enumerate(row.answers):
            told_at = at - told.ago * DAY
            days = timezone.localdate(told_at) + told.days * DAY
            answer_point(
                point=point,
                number=number,
                answer=Answer(
                    kind=told.kind,
                    text=told.text,
                    because=told.because,
                    sources=told.sources,
                    until=days if told.days else None,
                    clause_key=keys.get(told.clause),
                    item=item if told.in_newsletter else None,
                ),
                by=members[row.owner],
                at=told_at,
            )
        if row.reopened:
            reopen_point(
                point=point,
                number=len(row.answers),
                text=row.reopened,
                by=members["Sanne Rietdijk"],
                at=at - 2 * DAY,
            )
    # A letter about days that never were would be the first that somebody who tries gets.
    Point.objects.filter(is_sample=True).update(told_on=timezone.localdate(at))
