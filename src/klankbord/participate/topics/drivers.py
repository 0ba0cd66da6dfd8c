"""What a reputation rests on: seven drivers, each coded by a topic whose query people edit.

The queries here are a beginning, in Dutch and English, for organisations of every kind. What is
theirs alone (the name of the canteen, of a product) people add themselves.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from klankbord.participate.topics.actions import create_topic
from klankbord.participate.topics.models import Driver, Topic
from klankbord.people.models import Member

BEGINNINGS: Final[Mapping[Driver, str]] = {
    Driver.WORKPLACE: (
        "vacature* OR sollicit* OR werkgever* OR werknemer* OR personeel* OR medewerker* OR"
        ' collega* OR salaris* OR cao OR werkdruk OR ontslag* OR vakbond* OR stage OR "werken bij"'
        " OR hiring OR vacanc* OR employer* OR employee* OR staff OR salar* OR workload OR layoff*"
        ' OR "trade union" OR internship* OR "working at" OR colleague*'
    ),
    Driver.PRODUCTS_AND_SERVICES: (
        "dienstverlening OR klantenservice OR helpdesk OR loket OR levering* OR bezorg* OR bestel*"
        " OR wachttijd* OR openingstijd* OR kwaliteit OR storing* OR kapot OR reparatie* OR"
        ' product* OR afspraak OR aanvraag OR "customer service" OR "service desk" OR deliver* OR'
        " quality OR outage* OR broken OR repair* OR appointment* OR application*"
    ),
    Driver.LEADERSHIP: (
        "bestuur* OR directeur* OR directie OR topman OR topvrouw OR voorzitter OR burgemeester OR"
        " wethouder* OR strategie OR koers OR beleid OR leiderschap OR visie OR ceo OR director*"
        " OR chairman OR chairwoman OR mayor OR leadership OR strategy OR policy OR vision"
    ),
    Driver.CONDUCT: (
        "integer OR integriteit OR fraude OR corrupt* OR eerlijk* OR oneerlijk* OR transparant* OR"
        " privacy OR datalek* OR misstand* OR klokkenluider* OR rechtszaak OR boete* OR gelogen"
        " OR discriminatie OR belofte* OR integrity OR fraud OR honest* OR dishonest* OR"
        ' transparen* OR "data breach" OR whistleblower* OR lawsuit* OR fined OR discrimination'
    ),
    Driver.CITIZENSHIP: (
        "duurzaam* OR klimaat* OR milieu* OR natuur OR groen OR zwerfvuil OR vrijwillig* OR buurt*"
        ' OR wijk* OR inclusie* OR toegankelijk* OR armoede OR "goed doel" OR sponsor* OR'
        " sustainab* OR climate OR environment* OR litter OR volunteer* OR neighbour* OR"
        " inclusive OR accessib* OR poverty OR charit*"
    ),
    Driver.INNOVATION: (
        'innovati* OR vernieuw* OR uitvinding* OR proef OR pilot OR experiment* OR "nieuwe app" OR'
        " digitaal OR digitale OR technologie OR algoritme* OR robot* OR sensor* OR"
        ' "kunstmatige intelligentie" OR invent* OR startup* OR digital OR technolog* OR'
        ' algorithm* OR "new app" OR "artificial intelligence"'
    ),
    Driver.PERFORMANCE: (
        "winst* OR verlies OR omzet OR jaarcijfers OR jaarrekening OR begroting* OR tekort* OR"
        " schulden OR bezuinig* OR investering* OR failliet* OR belastinggeld OR tarieven OR"
        " profit* OR losses OR revenue* OR budget* OR deficit* OR debts OR cutback* OR investment*"
        " OR bankrupt* OR taxpayer*"
    ),
}


def named_drivers() -> Iterator[tuple[Driver, str, str]]:
    """Each driver, with the name and the description of its topic in the reader's language."""
    for driver in BEGINNINGS:
        name = _("Reputation: %(driver)s") % {"driver": str(driver.label).lower()}
        yield driver, name, _("What our reputation rests on. The query is a beginning.")


def start_drivers(*, by: Member, at: dt.datetime) -> list[Topic]:
    """Begin with the drivers that have no topic yet; the others stay as people made them."""
    standing = set(Topic.objects.exclude(driver="").values_list("driver", flat=True))
    return [
        create_topic(
            name=_free(name),
            query=BEGINNINGS[driver],
            description=description,
            driver=driver,
            by=by,
            at=at,
        )
        for driver, name, description in named_drivers()
        if driver not in standing
    ]


def _free(name: str) -> str:
    """The name, with a number where another topic has it."""
    taken = set(Topic.objects.filter(name__startswith=name).values_list("name", flat=True))
    names = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
    return next(each for each in names if each not in taken)
