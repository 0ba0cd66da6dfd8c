"""In which capacity the sample town's authors speak: rules, and a small directory."""

import datetime as dt

from klankbord.participate.keyfigures.looking import take_look
from klankbord.participate.listening.models import Source
from klankbord.participate.listening.queries import local_day
from klankbord.participate.platforms.actions import save_research
from klankbord.participate.platforms.models import Verdict
from klankbord.participate.stakeholders.directory import save_directory
from klankbord.participate.stakeholders.models import Entry, Group, Kind
from klankbord.participate.stakeholders.placing import arrivals_to_place, place_arrival
from klankbord.participate.stakeholders.rulebook import Rulebook
from klankbord.participate.stakeholders.rules import add_rule
from klankbord.people.models import Member

_WORDS = (
    (Group.JOURNALIST, "journalist OR verslaggever OR reporter"),
    (Group.POLITICIAN, "raadslid OR wethouder"),
    (Group.ASSOCIATION, "*vereniging OR wijkraad OR dorpsraad OR actiegroep"),
    (Group.GOVERNMENT, "waterschap OR veiligheidsregio"),
    (Group.RESEARCHER, "onderzoeker OR lector"),
)
_SITES = (
    (Group.PARTNER, "woongoed.example", "Woongoed"),
    (Group.SUPPLIER, "groenrand.example", "Boomverzorging Groenrand"),
)

_PLATFORMS = (
    (
        "bluesky",
        Verdict.JOIN,
        3,
        "Raadsleden en journalisten zitten hier. Korte antwoorden werken goed.",
        90,
    ),
    ("facebook", Verdict.JOIN, 4, "Vragen van bewoners, vooral over afval en het zwembad.", 60),
    ("reddit", Verdict.LISTEN, 1, "Weinig, en vooral onder elkaar. Alleen meelezen.", 0),
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
    for platform, verdict, effort, notes, days in _PLATFORMS:
        values = {
            "verdict": verdict,
            "effort": effort,
            "notes": notes,
            "review_on": local_day(at) + dt.timedelta(days=days),
        }
        save_research(platform=platform, values=values, by=by, at=at, is_sample=True)
