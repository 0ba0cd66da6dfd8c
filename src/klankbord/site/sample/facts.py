"""What the sample organisation may say, with one fact that ends soon and one that has ended."""

import datetime as dt
from collections.abc import Mapping

from klankbord.people.models import Member
from klankbord.reputation.facts.actions import Statement, change_fact, state_fact

DAY = dt.timedelta(days=1)
# Title, Dutch, English, source, owner, days that it still holds.
FACTS = (
    (
        "Openingstijden milieustraat",
        "De milieustraat is open van maandag tot en met zaterdag, van 9 tot 16 uur.",
        "The recycling centre is open from Monday to Saturday, 9 to 16.",
        "Besluit openingstijden, januari",
        "Wim Hofstra-Bos",
        200,
    ),
    (
        "Brug Lindelaan",
        "De brug in de Lindelaan is dicht tot en met volgende week vrijdag. Rij om.",
        "The bridge in the Lindelaan is closed until Friday of next week. Drive round.",
        "Planning van de aannemer",
        "Yara Idrissen",
        9,
    ),
    (
        "Grofvuil ophalen",
        "Grofvuil halen we op afspraak op. De eerste keer in een jaar is gratis.",
        "We collect bulky waste by appointment. The first time in a year is free.",
        "Afvalverordening, artikel 12",
        "Wim Hofstra-Bos",
        320,
    ),
    (
        "Wachttijd paspoort",
        "Een nieuw paspoort is na vijf werkdagen klaar.",
        "A new passport is ready after five working days.",
        "Meting Burgerzaken, vorige maand",
        "Karin Oosterling",
        60,
    ),
    (
        "Herstel lantaarnpalen",
        "Een kapotte lantaarnpaal maken we binnen vijf werkdagen na de melding.",
        "We repair a broken street light within five working days of the report.",
        "Contract onderhoud verlichting",
        "Karin Oosterling",
        -3,
    ),
)


def state_facts(members: Mapping[str, Member], *, at: dt.datetime) -> None:
    """Put them in the base, as they were stated in the past months."""
    for number, (title, dutch, english, source, owner, n_days) in enumerate(FACTS):
        stated_at = at - (40 - number) * DAY
        statement = Statement(
            text_nl=dutch, text_en=english, source=source, expires_at=at + n_days * DAY
        )
        by = members[owner]
        first = state_fact(
            title=title, statement=statement, owner=by, by=by, at=stated_at, is_sample=True
        )
        if title == "Wachttijd paspoort":
            quicker = Statement(
                text_nl="Een nieuw paspoort is na vier werkdagen klaar.",
                text_en="A new passport is ready after four working days.",
                source="Meting Burgerzaken, deze maand",
                expires_at=at + (n_days + 30) * DAY,
            )
            changed_at = at - 2 * DAY
            change_fact(
                fact=first.fact, number=1, statement=quicker, is_wrong=False, by=by, at=changed_at
            )
