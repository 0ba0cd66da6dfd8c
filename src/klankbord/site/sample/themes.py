"""What sample colleagues talk about: texts of nobody, read once, from which only themes stay."""

import datetime as dt
import random

from klankbord.ambassadors.answers.models import Theme
from klankbord.ambassadors.answers.themes import Said, keep_themes, themes_in
from klankbord.trust.disclosure.queries import week_closed
from klankbord.trust.disclosure.request import SAMPLE

N_PEOPLE, N_TEXTS = 38, 44
# What a text says in turn of each: three of each list make a sentence; newer texts are of the last.
SUBJECTS = (
    (
        ("De fietsenstalling", "Onze fietsenstalling", "Die fietsenstalling bij het stadhuis"),
        ("staat vol", "heeft geen dak", "is te klein", "lekt weer"),
        ("en mijn fiets is nat", "dus de fietsen staan in de regen", "elke fiets staat buiten"),
    ),
    (
        ("Het rooster", "Het nieuwe rooster", "Ons rooster van de balie"),
        ("komt te laat", "verandert elke week", "is niet met ons besproken"),
        (
            "en ruilen van diensten lukt niet",
            "dus diensten ruilen wordt lastig",
            "weer late diensten",
        ),
    ),
    (
        ("De telefoon van het werk", "Een telefoon van het werk", "Zo'n telefoon van het werk"),
        ("ontbreekt in de wijkploeg", "hebben wij buiten nodig", "is beloofd voor buiten"),
        ("voor foto's van meldingen", "want foto's van meldingen gaan nu met de eigen telefoon"),
    ),
)


def talk_about(*, at: dt.datetime) -> list[Theme]:
    """Find themes in made-up texts, and tell what the gateway tells of them."""
    dice = random.Random(7)  # noqa: S311  # the same sample in every house
    people = [f"sample colleague {number}" for number in range(N_PEOPLE)]
    said = [
        Said(
            author=people[(place * 9 + number) % N_PEOPLE],
            text=f"{' '.join(dice.choice(part) for part in parts)}.",
            is_new=dice.random() < (0.15, 0.3, 0.8)[place],
        )
        for place, parts in enumerate(SUBJECTS)
        for number in range(N_TEXTS)
    ]
    week, closes_at = week_closed(at)
    found = themes_in(said, names=())
    return keep_themes(found, week=week, closes_at=closes_at, people=people, at=at, prefix=SAMPLE)
