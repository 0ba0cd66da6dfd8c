"""In which capacity the sample town's authors speak: rules, and a small directory."""

import datetime as dt

from klankbord.participate.keyfigures.looking import take_look
from klankbord.participate.listening.models import Source
from klankbord.participate.listening.queries import local_day
from klankbord.participate.stakeholders.directory import save_directory
from klankbord.participate.stakeholders.models import Entry, Group, Kind
from klankbord.participate.stakeholders.placing import arrivals_to_place, place_arrival
from klankbord.participate.stakeholders.rulebook import Rulebook
from klankbord.participate.stakeholders.rules import add_rule
from klankbord.people.models import Member

_WORDS = (
    (Group.JOURNALIST, "journalist OR verslaggever OR reporter"),
    (Group.POLITICIAN, "raadslid OR wethouder"),
    (Group.ASSOCIATION, "*vereniging"),
    (Group.RESEARCHER, "onderzoeker OR lector"),
)
_SITES = (
    (Group.PARTNER, "woongoed.example", "Woongoed"),
    (Group.SUPPLIER, "groenrand.example", "Boomverzorging Groenrand"),
)


def place_stakeholders(*, by: Member, at: dt.datetime) -> None:
    """Rules and a directory of the made-up town, whoever they find, and who matters there."""
    for group, words in _WORDS:
        add_rule(kind=Kind.PROFILE, group=group, value=words, by=by, at=at, is_sample=True)
    for paper in Source.objects.filter(target="sample/feed"):
        add_rule(
            kind=Kind.SOURCE, group=Group.JOURNALIST, source=paper, by=by, at=at, is_sample=True
        )
    save_directory(
        entries=[
            Entry(site=site, group=group, name=name, read_at=at, is_sample=True)
            for group, site, name in _SITES
        ],
        by=by,
        at=at,
    )
    book = Rulebook.read()
    for arrival in arrivals_to_place():
        place_arrival(arrival=arrival, book=book, at=at)
    take_look(today=local_day(at), at=at)
