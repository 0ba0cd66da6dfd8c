"""What people in and around the sample town say; every sentence is invented for this sample.

A subject has lines in Dutch and English by mood: `bad`, `mixed` (questions and plain remarks) and
`good`. Words in braces are filled from `SLOTS`, so that few lines say the same.
"""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Subject:
    """One thing the town talks about; `weight` is its share on a usual day."""

    key: str
    weight: float
    hashtags: tuple[str, ...]
    lines: dict[str, dict[str, tuple[str, ...]]]


SLOTS: dict[str, tuple[str, ...]] = {
    "straat": (
        "Kastanjelaan",
        "Molenstraat",
        "Havenkade",
        "Lindelaan",
        "Stationsplein",
        "Kerkpad",
        "Weverstraat",
        "Veldzicht",
        "Oude Dijk",
        "Nieuwe Gracht",
        "Zonnebaan",
        "Marktplein",
    ),
    "wijk": ("Zuid", "De Waard", "Oosterpoort", "Lindenhof", "het centrum", "Rietveld", "Noord"),
    "tijd": ("vanochtend", "vanmiddag", "gisteren", "sinds maandag", "al een week", "net"),
    "uur": ("9.00", "10.30", "14.15", "16.45", "8.20", "12.00"),
    "n": ("2", "3", "4", "5", "6"),
    "dagen": ("drie dagen", "een week", "tien dagen", "twee weken"),
    "street": (
        "Molenstraat",
        "Havenkade",
        "Lindelaan",
        "Stationsplein",
        "Weverstraat",
        "Marktplein",
    ),
    "time": ("this morning", "yesterday", "since Monday", "just now", "all week"),
    "days": ("three days", "a week", "ten days", "two weeks"),
}

SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "waste",
        0.17,
        ("afval", "lindewaard"),
        {
            "nl": {
                "bad": (
                    "De container op de {straat} zit {tijd} vol. Wanneer wordt die geleegd?",
                    "Weer afval naast de bak in {wijk}. Gemeente Lindewaard, doe hier iets aan!",
                    "Pasje werkt niet bij de container aan de {straat}. {n} keer geprobeerd.",
                    "Al {dagen} geen gft opgehaald in {wijk}. Dat stinkt met deze warmte.",
                    "Bel je over het afval, sta je {n} kwartier in de wacht. Kom op Lindewaard.",
                ),
                "mixed": (
                    "Weet iemand wanneer het oud papier komt op de {straat}?",
                    "Kan ik met een aanhanger terecht bij de milieustraat van Lindewaard?",
                    "Vraag aan @gemeentelindewaard: waar laat ik oude verf?",
                    "Nieuwe afvalkalender van Lindewaard staat online, ik zie hem nu pas.",
                ),
                "good": (
                    "Melding over afval op de {straat} gedaan, binnen {n} uur opgeruimd. Top!",
                    "Vriendelijk geholpen bij de milieustraat. Complimenten aan Lindewaard.",
                    "Met de buurt {n} zakken zwerfvuil geraapt in {wijk}, grijpers van de stad.",
                ),
            },
            "en": {
                "bad": (
                    "The container in {street} has been full {time}. Who empties it, Lindewaard?",
                    "No bio waste collected for {days}. Not great in this heat, Lindewaard.",
                ),
                "mixed": ("Does anyone know when paper is collected in {street}, Lindewaard?",),
                "good": ("Reported litter in {street}, gone within hours. Thanks Lindewaard!",),
            },
        },
    ),
    Subject(
        "desk",
        0.14,
        ("digitaalloket", "lindewaard"),
        {
            "nl": {
                "bad": (
                    "Inloggen bij het digitaal loket van Lindewaard lukt {tijd} niet.",
                    "Afspraak om {uur} voor mijn paspoort, pas na {n} kwartier aan de beurt.",
                    "Het formulier van Lindewaard wist al mijn antwoorden. Opnieuw beginnen dus.",
                    "Waarom moet ik voor een uittreksel naar het loket? Het is toch {tijd} online?",
                ),
                "mixed": (
                    "Hoe lang duurt een nieuw rijbewijs in Lindewaard, iemand ervaring?",
                    "Moet je voor een verhuizing binnen Lindewaard een afspraak maken?",
                    "Is het stadhuis op zaterdag open? Kan het nergens vinden.",
                ),
                "good": (
                    "Paspoort in {n} dagen klaar. Snel en vriendelijk, dank aan het loket.",
                    "Verhuizing doorgegeven in {n} minuten, het digitaal loket werkt prettig.",
                    "Mevrouw aan de balie van Lindewaard dacht echt mee. Zo hoort het.",
                ),
            },
            "en": {
                "bad": (
                    "The online desk of Lindewaard logs me out {time}. Is it just me?",
                    "My appointment at the town hall was {days} late to be confirmed.",
                ),
                "mixed": ("How do I register as a newcomer in Lindewaard? Any tips?",),
                "good": ("Registered in Lindewaard in ten minutes, in English. Impressed.",),
            },
        },
    ),
    Subject(
        "cycling",
        0.14,
        ("fiets", "lindewaard"),
        {
            "nl": {
                "bad": (
                    "Fietspad langs de {straat} zit vol gaten. Wachten we op een ongeluk?",
                    "Fiets {tijd} weggehaald bij het station. Nergens een bord te zien.",
                    "Verlichting op het fietspad naar {wijk} is {dagen} kapot.",
                    "Auto's op de fietsstraat bij de {straat}. Niemand die er iets aan doet.",
                ),
                "mixed": (
                    "Komt er nu een stalling bij het Stationsplein of niet, Lindewaard?",
                    "Welke route fietsen jullie van {wijk} naar het station?",
                    "Enquête over het fietspad in {wijk} ingevuld. Ben benieuwd.",
                ),
                "good": (
                    "Het nieuwe fietspad langs de {straat} is heerlijk breed. Mooi werk!",
                    "Gat in het fietspad gemeld, {n} dagen later gedicht. Dank je Lindewaard.",
                ),
            },
            "en": {
                "bad": ("Street lights on the bike path are out {time}. Dangerous, Lindewaard.",),
                "mixed": ("Where can I park my bike near Stationsplein overnight?",),
                "good": ("The new bike path along {street} is a joy. Well done Lindewaard.",),
            },
        },
    ),
    Subject(
        "pool",
        0.10,
        ("zwembaddegolf",),
        {
            "nl": {
                "bad": (
                    "Zwembad De Golf {tijd} weer dicht zonder bericht. Kinderen teleurgesteld.",
                    "Water in De Golf was ijskoud, en dan wel {n} euro meer betalen.",
                ),
                "mixed": (
                    "Zijn er nog plekken voor zwemles bij De Golf?",
                    "Hoe laat gaat De Golf open in de vakantie?",
                ),
                "good": (
                    "Mijn dochter haalde haar A-diploma bij De Golf. Wat een lieve leraren!",
                    "Baantjes trekken om {uur} in De Golf: lekker rustig.",
                ),
            },
            "en": {
                "bad": ("Pool De Golf closed again {time}, nothing on the website.",),
                "mixed": ("Is pool De Golf open on Sunday?",),
                "good": ("Swimming lessons at De Golf are brilliant, patient teachers.",),
            },
        },
    ),
    Subject(
        "parking",
        0.12,
        ("parkeren", "lindewaard"),
        {
            "nl": {
                "bad": (
                    "Vergunning aangevraagd voor de {straat}, {dagen} niets gehoord.",
                    "Boete terwijl ik betaald had. Parkeerapp van Lindewaard deed het {tijd} niet.",
                    "Nergens plek in {wijk} na {uur}. Betaald parkeren lost niets op.",
                ),
                "mixed": (
                    "Wat kost een bezoekersvergunning in {wijk}?",
                    "Wordt parkeren in {wijk} nu overal betaald?",
                ),
                "good": ("Bezwaar tegen mijn boete netjes en snel afgehandeld. Dank, Lindewaard.",),
            },
            "en": {
                "bad": ("Got a fine in {street} though I paid. The app failed {time}.",),
                "mixed": ("Can visitors park for free in Lindewaard on Sunday?",),
                "good": ("Lindewaard took back my parking fine within {days}. Fair.",),
            },
        },
    ),
    Subject(
        "green",
        0.11,
        ("groen", "lindewaard"),
        {
            "nl": {
                "bad": (
                    "Bomen gekapt aan de {straat} zonder dat de buurt iets wist. Schandalig.",
                    "Het gras in {wijk} is {dagen} niet gemaaid, kinderen kunnen niet spelen.",
                ),
                "mixed": (
                    "Mag ik een geveltuin maken aan de {straat}? Bij wie vraag ik dat?",
                    "Informatieavond over het park in {wijk} was druk, veel meningen.",
                ),
                "good": (
                    "Wilde bloemen in de berm van de {straat}, overal bijen. Prachtig gedaan.",
                    "Boom geplant met de buurt in {wijk}. Fijne hulp van de gemeente.",
                ),
            },
            "en": {
                "bad": ("They cut the trees in {street} and nobody told us. Sad, Lindewaard.",),
                "mixed": ("Who decides about the park plans in Lindewaard?",),
                "good": ("Wild flowers along {street} look wonderful this year.",),
            },
        },
    ),
    Subject(
        "working",
        0.08,
        ("werkenbijlindewaard",),
        {
            "nl": {
                "bad": ("Gesolliciteerd bij Lindewaard, na {dagen} nog geen antwoord. Jammer.",),
                "mixed": (
                    "Iemand hier die bij gemeente Lindewaard werkt? Hoe is de sfeer?",
                    "Vacature gezien bij Lindewaard voor {n} dagen in de week. Twijfel nog.",
                ),
                "good": (
                    "Vandaag {n} jaar bij Lindewaard. Trots op mijn collega's van de wijkploeg.",
                    "Mijn team regelde {tijd} een noodbed voor iemand. Daar doe je het voor.",
                ),
            },
            "en": {
                "bad": ("Applied at Lindewaard {days} ago. Silence so far.",),
                "mixed": ("What is it like to work for a Dutch town such as Lindewaard?",),
                "good": ("First month at Lindewaard done. Kind people, good coffee.",),
            },
        },
    ),
    Subject(
        "council",
        0.08,
        ("gemeenteraad", "lindewaard"),
        {
            "nl": {
                "bad": (
                    "De raad van Lindewaard praat {n} uur en besluit niets. Zonde van de avond.",
                    "Eerst inspraak, dan toch doen wat ze wilden in {wijk}.",
                ),
                "mixed": (
                    "Waar kan ik de raadsvergadering van {tijd} terugkijken?",
                    "De begroting van Lindewaard staat online, {n} keer zo dik als vorig jaar.",
                ),
                "good": ("Wethouder kwam zelf luisteren op de {straat}. Dat waardeer ik.",),
            },
            "en": {
                "bad": ("The council meeting in Lindewaard went on for hours, no decision.",),
                "mixed": ("Is there a summary of the Lindewaard budget in English?",),
                "good": ("The alderman of Lindewaard answered my mail himself. Respect.",),
            },
        },
    ),
    Subject(
        "festival",
        0.06,
        ("havenfeest",),
        {
            "nl": {
                "bad": ("Havenfeest tot laat, in {wijk} deed niemand een oog dicht.",),
                "mixed": (
                    "Is de {straat} afgesloten tijdens het Havenfeest?",
                    "Wie gaat er zaterdag naar het Havenfeest?",
                ),
                "good": (
                    "Wat een sfeer op het Havenfeest! Goed geregeld, Lindewaard.",
                    "Havenfeest met de kinderen: gratis limonade en blije mensen op de {straat}.",
                ),
            },
            "en": {
                "bad": ("Havenfeest was loud until two. Next time warn us, Lindewaard.",),
                "mixed": ("Any parking for Havenfeest near {street}?",),
                "good": ("Havenfeest was lovely, thanks to all volunteers in Lindewaard.",),
            },
        },
    ),
)

# Two storms: each with a cause that a reader can name.
OUTAGE = {
    "nl": (
        "Digitaal loket van Lindewaard ligt eruit, niemand kan inloggen. #storingloket",
        "Storing bij het digitaal loket: mijn afspraak van {uur} is verdwenen! #storingloket",
        "Aanvraag voor toeslag moet vandaag de deur uit en het loket is plat. #storingloket",
        "Al {n} uur storing bij Lindewaard. Waarom horen we niets? #storingloket",
        "Helpdesk van Lindewaard zegt dat de storing om {uur} voorbij is. #storingloket",
    ),
    "en": (
        "Online desk of Lindewaard is down, nobody can log in. #storingloket",
        "My appointment vanished because of the outage at Lindewaard. #storingloket",
    ),
}
_RUMOUR = (
    "Gehoord van een buurman: vanaf maandag haalt de gemeente alle prullenbakken in het Eikenpark "
    "weg, omdat legen te duur is. Straks ligt het hele park vol. Klopt dit?"
)
COPIED = (
    ("facebook", _RUMOUR),
    ("x", _RUMOUR),
    ("bluesky", f"{_RUMOUR} Delen maar!"),
    ("mastodon", f"{_RUMOUR} Zeg het voort."),
)
"""A rumour, and where it was copied: platform and words."""
POOL_CLOSES = {
    "nl": (
        "Zwembad De Golf gaat de hele zomer dicht?! Waar moeten de kinderen heen? #reddegolf",
        "De Golf dicht wegens asbest in het dak. Begrijpelijk, maar zeg het eerder. #reddegolf",
        "Petitie voor zwembad De Golf al {n}00 keer getekend. Teken ook! #reddegolf",
        "Abonnement van De Golf net verlengd. Krijg ik mijn geld terug, Lindewaard? #reddegolf",
        "Zwemles stopt midden in het jaar. Hoe lost de gemeente dit op? #reddegolf",
    ),
    "en": (
        "Pool De Golf closes all summer. Where do kids learn to swim now? #reddegolf",
        "Asbestos in the roof of De Golf. Glad they act, sad they waited. #reddegolf",
    ),
}
REPLIES = {
    "nl": (
        "Hier in {wijk} precies hetzelfde.",
        "Bij ons juist niet, raar.",
        "Meld het via de app, dat werkt bij mij altijd.",
        "Helemaal mee eens.",
        "Heb je al gebeld? Mij hielpen ze snel.",
        "Ik wacht ook al {dagen}.",
        "Overdrijf niet zo, het valt reuze mee.",
        "Dank voor de tip!",
        "Weet iemand of dit morgen is opgelost?",
        "Netjes, dat hoor je te weinig.",
    ),
    "en": (
        "Same here.",
        "Worked fine for me {time}.",
        "Report it in the app, that helped me.",
        "Agree completely.",
        "Has anyone called them?",
        "Good to hear something positive!",
    ),
}
NEWS = (
    (
        "Lindewaard wil {n}00 nieuwe woningen in {wijk}",
        "Het college legt een plan voor {wijk} voor. De raad praat er volgende maand over.",
    ),
    (
        "Werk aan de {straat} begint maandag",
        "De {straat} in Lindewaard gaat {dagen} dicht. Fietsers kunnen langs.",
    ),
    (
        "Minder restafval in Lindewaard",
        "Inwoners van Lindewaard gooiden dit kwartaal {n} procent minder restafval weg.",
    ),
    (
        "Buurt {wijk} krijgt nieuw park",
        "Na {n} avonden praten ligt er een plan voor een park in {wijk}.",
    ),
    (
        "Lindewaard zoekt vrijwilligers voor het Havenfeest",
        "Voor het feest aan de {straat} zijn nog {n}0 mensen nodig.",
    ),
)
OWN_POSTS = (
    "Vragen over afval? Onze collega's van de wijkploeg helpen je op werkdagen tot 17.00 uur.",
    "Vanavond inloopavond in {wijk} over het nieuwe park. Je bent welkom vanaf 19.00 uur.",
    "De {straat} is {dagen} dicht voor nieuw asfalt. Fietsers kunnen erlangs.",
    "Bedankt voor je meldingen deze week: {n}00 keer maakten we samen de stad schoner.",
)
EMPLOYEE_POSTS = (
    "Vroege dienst met de wijkploeg in {wijk}. Mooie ploeg, fijne stad. #trotsoplindewaard",
    "Vandaag met {n} collega's bomen gesnoeid aan de {straat}. #trotsoplindewaard",
    "Vraag van een inwoner die ik niet wist, samen uitgezocht. Leuk werk. #trotsoplindewaard",
)
FIRST_NAMES = (
    "Anouk",
    "Bram",
    "Cem",
    "Daan",
    "Eline",
    "Fatima",
    "Gijs",
    "Hanneke",
    "Ilse",
    "Jasper",
    "Karin",
    "Lotte",
    "Mees",
    "Noor",
    "Omar",
    "Pieter",
    "Rachid",
    "Sanne",
    "Tess",
    "Umut",
    "Vera",
    "Wim",
    "Yara",
    "Zoë",
    "Joost",
    "Marit",
    "Ruben",
    "Sofie",
    "Thijs",
    "Willemijn",
)
LAST_NAMES = (
    "van Aalten",
    "Bakhuis",
    "Çiftlik",
    "Dekkersmit",
    "van Eemeren",
    "Fransema",
    "de Grootwal",
    "Hofstra-Bos",
    "Idrissen",
    "Janszoon",
    "Kuiperij",
    "Lammertse",
    "Mulderink",
    "Nieuwkerk",
    "Oosterling",
    "Postemaat",
    "Rietdijk",
    "Schaapveld",
    "Terpstrand",
    "Veenhuizen",
)

# Nobody reads this in the program: only its fingerprints are registered.
MINUTES = (
    "Het college bespreekt de verkoop van het oude zwembad aan de Vaartkant. Twee partijen hebben"
    " een bod gedaan; de wethouder stelt voor om met de tweede door te praten, omdat die er"
    " woningen wil bouwen. Het bedrag blijft tot de raad in januari besluit binnen deze kamer."
)

# Who of the town's authors says something of themselves: by number, words and a proven website.
PROFILES = {
    0: ("Dorpsraad Lindewaard-Zuid, wij spreken voor het dorp.", ""),
    1: ("Raadslid in Lindewaard. Fietst overal heen.", ""),
    2: ("Verslaggever. Schrijft over Lindewaard en omstreken.", ""),
    3: ("Fietsersvereniging, afdeling Lindewaard.", ""),
    4: ("Wij bouwen en verhuren woningen in Lindewaard.", "https://woongoed.example"),
    5: ("Wijkraad Molenkwartier. Vragen? Kom langs op dinsdag.", ""),
    6: ("Woordvoerder van het waterschap.", ""),
    7: ("Journalist, altijd onderweg.", ""),
    8: ("Huurdersvereniging De Linde komt op voor huurders.", ""),
    9: ("Ondernemersvereniging Binnenstad Lindewaard.", ""),
    10: ("Wethouder in een buurgemeente.", ""),
    11: ("Wij onderhouden bomen en parken.", "https://groenrand.example"),
    12: ("Actiegroep Houd het zwembad open.", ""),
    13: ("Veiligheidsregio, crisiscommunicatie.", ""),
    14: ("Lector waterbeheer, docent, onderzoeker.", ""),
    15: ("Raadslid, vader, hardloper.", ""),
    17: ("Sportvereniging Linde Boys, bestuur.", ""),
    18: ("Reporter bij de streekomroep.", ""),
    20: ("Raadslid. Wonen, zorg en het zwembad.", ""),
    21: ("Reporter for the region.", ""),
    23: ("Onderzoeker, schrijft over steden.", ""),
    24: ("Fractie in Lindewaard; raadslid sinds 2022.", ""),
    26: ("Wijkraad De Hoven.", ""),
    27: ("Journalist. Gemeenten, geld en water.", ""),
    31: ("Huurdersvereniging Oost.", ""),
    34: ("Verslaggever in de raadszaal.", ""),
    37: ("Milieuvereniging, afdeling Lindewaard.", ""),
    38: ("Raadslid, altijd bereikbaar.", ""),
}
