"""Three polls of the sample: by name and running, anonymous and running, anonymous and told."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict

from klankbord.ambassadors.community import actions as community
from klankbord.ambassadors.community.models import Group
from klankbord.ambassadors.community.polls import actions as polls
from klankbord.ambassadors.community.polls.figures import told_of
from klankbord.ambassadors.community.polls.models import Poll, PollChoice
from klankbord.people.models import Member
from klankbord.trust.disclosure.queries import least_for
from klankbord.trust.disclosure.request import SAMPLE, Kind
from klankbord.trust.disclosure.rounding import share_of

DAY = dt.timedelta(days=1)
# Group, author, words, choices, and who chose each.
BY_NAME = (
    "De wijkploeg",
    "Wim Hofstra-Bos",
    "Welke dag past het best voor de voorjaarsschoonmaak van de bakfietsen?",
    ("Maandagochtend", "Woensdagmiddag", "Vrijdag na de lunch"),
    (
        ("Jasper Fransema", "Kees Nieuwkerk"),
        ("Lotte Dekkersmit", "Stijn Dekkersmit", "Yara Idrissen", "Umut Bakhuis"),
        ("Hanneke Schaapveld",),
    ),
)
# Group, author, words, choices.
RUNNING = (
    "Iedereen",
    "Joost Mulderink",
    "Durf je het te zeggen als de werkdruk te hoog is?",
    ("Ja, altijd", "Bij sommige mensen", "Liever niet"),
)
TOLD = (
    "Iedereen",
    "Joost Mulderink",
    "Hoe vaak wil je thuis werken als je zelf mag kiezen?",
    ("Nooit", "Een dag in de week", "Twee dagen of meer"),
    (5, 14, 12),
)


def ask_around(
    groups: Mapping[str, Group], members: Mapping[str, Member], *, at: dt.datetime
) -> None:
    """Ask by name, ask without names, and tell what came of an earlier question."""
    _tell(groups, members, at - 20 * DAY)
    name, author, words, choices, chosen = BY_NAME
    asked = polls.Asked(choices=choices, closes_at=at + 5 * DAY)
    post = polls.write_poll(
        group=groups[name], text=words, asked=asked, by=members[author], at=at - 2 * DAY
    )
    for place, names in enumerate(chosen):
        for who in names:
            polls.change_vote(poll=post.poll, places={place}, by=members[who], at=at - DAY)
    name, author, words, choices = RUNNING
    asked = polls.Asked(choices=choices, closes_at=at + 9 * DAY, is_anonymous=True)
    polls.write_poll(group=groups[name], text=words, asked=asked, by=members[author], at=at - DAY)


def _tell(groups: Mapping[str, Group], members: Mapping[str, Member], at: dt.datetime) -> None:
    """From made-up ballots, by way of the gateway; nobody voted, so there is no list of ballots."""
    name, author, words, choices, counts = TOLD
    post = community.write_post(
        group=groups[name], text=words, by=members[author], at=at - 7 * DAY, beside=choices
    )
    poll = Poll.objects.create(
        post=post, is_anonymous=True, shows=Poll.Shows.CLOSED, closes_at=at, counted_at=at
    )
    PollChoice.objects.bulk_create(
        PollChoice(poll=poll, place=place, words=each) for place, each in enumerate(choices)
    )
    letters = "".join(letter * n for letter, n in zip("ABC", counts, strict=True))
    told = told_of(
        {f"sample {number}": letter for number, letter in enumerate(letters)},
        marks=polls.marks_of(poll, len(choices)),
        attribute=f"{SAMPLE}community.poll:{poll.pk}",
        least=least_for(Kind.SHARE),
        closes_at=at,
        at=at,
    )
    turnout = asdict(share_of(len(letters), len(members)))
    Poll.objects.filter(pk=poll.pk).update(told={"choices": told, "turnout": turnout})
