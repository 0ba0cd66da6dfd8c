"""What the sample colleagues write, follow and answer; every sentence is invented."""

Said = tuple[str, str, int, str, tuple[tuple[str, str], ...], tuple[str, ...]]

# Name, query, description.
TOPICS = (
    (
        "Onze naam",
        "lindewaard OR @gemeentelindewaard OR #lindewaard",
        "Alles wat de gemeente bij naam noemt",
    ),
    (
        "Afval",
        "afval* OR container* OR gft OR milieustraat OR zwerfvuil OR waste OR litter",
        "Containers, ophalen en zwerfvuil",
    ),
    (
        "Digitaal loket",
        '"digitaal loket" OR paspoort OR rijbewijs OR "online desk" OR #storingloket',
        "Alles wat inwoners bij ons aanvragen",
    ),
    (
        "Storingen",
        '(storing OR plat OR outage OR "ligt eruit") NEAR/8 (loket OR desk OR lindewaard)',
        "Als iets niet werkt, willen wij het als eersten weten",
    ),
    ("Zwembad De Golf", '"de golf" OR #reddegolf OR #zwembaddegolf', "Het zwembad en de sluiting"),
    (
        "Fietsen en parkeren",
        "fiets* OR parkeer* OR parkeren OR vergunning* OR stalling OR bike OR parking",
        "Onderweg in de stad",
    ),
    (
        "Werken bij ons",
        "#trotsoplindewaard OR #werkenbijlindewaard OR ((werk* OR vacature*) AND lindewaard)",
        "Hoe wij als werkgever bekend staan",
    ),
)

# What a topic listened for before, by its name.
EARLIER = {"Storingen": "storing OR plat OR outage"}

# Topic, whether the query must find it, words.
EXAMPLES = (
    ("Storingen", True, "Het loket ligt eruit, ik kan niet inloggen"),
    ("Storingen", False, "Mijn band is plat, ik kom lopend"),
)

# Name, description, kind.
GROUPS = (
    ("Iedereen", "Voor alle collega's: nieuws, vragen en dank", "open"),
    ("De wijkploeg", "Wie buiten werkt, en wie daar vragen over heeft", "open"),
    ("Webcare", "Overleg van de mensen die antwoord geven", "closed"),
    ("Open dag voorbereiden", "Wie helpt op de open dag; nog een verrassing", "private"),
)

# Group, words, days ago, days that it still stands on top.
ANNOUNCED = (
    "Iedereen",
    (
        "Vanaf 1 december is de balie op dinsdagavond open tot acht uur. Wie dan werkt, ruilt die"
        " uren met de woensdagochtend. Vragen over het rooster beantwoorden we hier."
    ),
    9,
    12,
)

# Group, author, words, place, who comes, who perhaps.
EVENT = (
    "De wijkploeg",
    "Wim Hofstra-Bos",
    "Lunchwandeling langs de nieuwe oever. We kijken waar het water blijft staan. Neem brood mee.",
    "Verzamelen bij de werkplaats",
    ("Lotte Dekkersmit", "Yara Idrissen", "Hanneke Schaapveld"),
    ("Bram Veenhuizen",),
)

# Group, author, words, whom it praises.
PRAISE = (
    "Iedereen",
    "Lotte Dekkersmit",
    "Toen het loket eruit lag, bleven jullie rustig en legden het iedereen uit. Dat zag ik.",
    ("Yara Idrissen", "Bram Veenhuizen"),
)

# How a question ends, and which comment answers it best.
QUESTIONS: dict[str, int | None] = {
    "Wie regelt een plek met genoeg ruimte?": 1,
    "Hebben we daar een potje voor?": 1,
    "Wie weet het zeker?": 1,
    "Welke zin in de huidige begrijp jij niet?": None,
}

# Group, author, days ago, text, comments (author, text), names of those who thank or agree.
POSTS: tuple[Said, ...] = (
    (
        "Open dag voorbereiden",
        "Lotte Dekkersmit",
        1,
        (
            "De brandweer doet mee met de ladderwagen! Nog even voor onszelf houden, we vertellen "
            "het **een week van tevoren**. Wie regelt een plek met genoeg ruimte?"
        ),
        (("Wim Hofstra-Bos", "De parkeerplaats achter het gemeentehuis. Ik zet hem af."),),
        ("Karin Oosterling",),
    ),
    (
        "De wijkploeg",
        "Sanne Rietdijk",
        2,
        (
            "Vanochtend vroeg een dame van 83 ontmoet die **elke dag** zwerfvuil raapt op de "
            "Kastanjelaan. Ze vroeg of ze een grijper mocht houden. Natuurlijk! "
            "Hebben we daar een potje voor?"
        ),
        (
            ("Wim Hofstra-Bos", "Ja, bel mij even, ik heb er nog tien liggen."),
            ("Lotte Dekkersmit", "Wat een held. Zullen we haar op de foto vragen voor de krant?"),
            ("Karin Oosterling", "Graag, als zij dat wil. Ik bel haar morgen."),
        ),
        ("Omar Bakhuis", "Tess van Eemeren", "Jasper Fransema", "Vera Oosterling", "Umut Bakhuis"),
    ),
    (
        "Iedereen",
        "Fatima Lammertse",
        3,
        (
            "Veel vragen over de sluiting van #zwembad De Golf. Mag ik zeggen dat abonnementen "
            "worden terugbetaald? Wie weet het zeker?"
        ),
        (
            ("Marit Hofstra-Bos", "Ja: vanaf maandag, automatisch, niemand hoeft iets te doen."),
            ("Bram Veenhuizen", "Staat nu ook in onze antwoorden. Dank je Marit!"),
        ),
        ("Ilse Nieuwkerk", "Gijs Kuiperij", "Yara Idrissen", "Hanneke Schaapveld"),
    ),
    (
        "Iedereen",
        "Cem Çiftlik",
        5,
        (
            "Gisteren was het loket weer plat. De rij stond tot buiten en toch bleef iedereen "
            "vriendelijk. Dank aan de collega's die koffie rondbrachten."
        ),
        (
            ("Anouk Postemaat", "De koffie was een idee van de bode, ere wie ere toekomt."),
            ("Leyla Idrissen", "Kunnen we dit als afspraak vastleggen? Het hielp echt."),
        ),
        (
            "Eline Terpstrand",
            "Roos Kuiperij",
            "Fatima Lammertse",
            "Karin Oosterling",
            "Thijs Rietdijk",
            "Bram Veenhuizen",
        ),
    ),
    (
        "De wijkploeg",
        "Jasper Fransema",
        6,
        (
            "De nieuwe perscontainer op het Marktplein slaat alarm bij regen. Monteur komt morgen. "
            "Zeg het tegen mensen die bellen."
        ),
        (("Mees van Aalten", "Bij de Havenkade ook. Zelfde serie?"),),
        ("Stijn Dekkersmit", "Kees Nieuwkerk"),
    ),
    (
        "Iedereen",
        "Noor Janszoon",
        8,
        (
            "Vrijdag testen we het fietspad naar Rietveld in het donker. Wie fietst er mee en zegt "
            "eerlijk waar het eng is? Vertrek 18.30 uur bij het stadhuis."
        ),
        (
            ("Bas van Eemeren", "Ik ben erbij."),
            (
                "Julia Fransema",
                "Ik ook, met mijn dochter van 14. Zij durft alles te zeggen.",
            ),
        ),
        ("Pieter de Grootwal", "Rachid Idrissen", "Willemijn Mulderink", "Omar Bakhuis"),
    ),
    (
        "Iedereen",
        "Omar Bakhuis",
        10,
        (
            "Het Havenfeest zoekt nog twaalf mensen voor zaterdag. Je krijgt een hesje, soep en "
            "het beste uitzicht van de stad."
        ),
        (
            ("Sofie Veenhuizen", "Schrijf mij maar op."),
            ("Nils Lammertse", "Mag je ruilen met een vrije dag? Dan kom ik ook."),
        ),
        ("Ruben Schaapveld", "Marit Hofstra-Bos", "Zoë Terpstrand"),
    ),
    (
        "Webcare",
        "Bram Veenhuizen",
        4,
        "Toon bij #reddegolf: eerst het verdriet erkennen, dan pas de feiten. Wie leest mee?",
        (("Yara Idrissen", "Ik. Stuur maar."),),
        ("Karin Oosterling",),
    ),
    (
        "Iedereen",
        "Willemijn Mulderink",
        14,
        "We willen onze vacatures duidelijker schrijven. Welke zin in de huidige begrijp jij niet?",
        (
            ("Amira Çiftlik", "'Je acteert in een dynamisch krachtenveld.' Wat is dat?"),
            ("Kees Nieuwkerk", "Dat je tussen boze mensen staat, denk ik."),
        ),
        ("Thijs Rietdijk", "Daan Postemaat", "Cem Çiftlik", "Anouk Postemaat", "Jasper Fransema"),
    ),
    (
        "De wijkploeg",
        "Tess van Eemeren",
        18,
        "De bermen met wilde bloemen krijgen complimenten op straat. Deel gerust je foto's hier.",
        (("Vera Oosterling", "Morgen maak ik er een bij de Lindelaan, daar staat de klaproos."),),
        ("Sanne Rietdijk", "Umut Bakhuis", "Amira Çiftlik"),
    ),
    (
        "Iedereen",
        "Rachid Idrissen",
        23,
        (
            "Tip: het parkeerplan voor De Waard staat nu in drie zinnen op ons net. Handig als "
            "een bewoner je aanspreekt."
        ),
        (),
        ("Bas van Eemeren", "Noor Janszoon"),
    ),
)

# Words in the mention, department, how it ends, what is said.
COPIED_WORD = "Eikenpark"
COPIED_ANSWER = (
    "De prullenbakken in het Eikenpark blijven staan. We maken er maandag twaalf schoon en "
    "vervangen er drie. Groet, Bram"
)
"""The rumour of `texts.COPIED`, and what the desk answers to all of it."""
CASES: tuple[tuple[str, str, str, str], ...] = (
    ("container", "Afval en reiniging", "answered",
     "Dat is vervelend. We legen de container vanmiddag. Blijft hij vol, laat het ons hier weten."),
    ("pasje", "Afval en reiniging", "answered",
     "We hebben je pasje nagekeken: het werkt weer. Sorry voor het ongemak."),
    ("fietspad", "Verkeer en vervoer", "waiting", ""),
    ("boete", "Verkeer en vervoer", "assessing", ""),
    ("afspraak", "Burgerzaken", "closed",
     "Wat naar dat je moest wachten. We hebben je een bericht gestuurd om het goed te maken."),
    ("loket", "Burgerzaken", "answered",
     "De storing is om 15.40 uur opgelost. Je aanvraag is niet weg: inloggen kan weer."),
    ("toeslag", "Burgerzaken", "closed",
     "Bel ons op het gewone nummer, dan zorgen we dat je aanvraag vandaag meetelt."),
    ("petitie", "Sport en cultuur", "let_stand", "among_themselves"),
    ("abonnement", "Sport en cultuur", "answered",
     "Je krijgt je geld vanaf maandag terug. Je hoeft daarvoor niets te doen."),
    ("zwemles", "Sport en cultuur", "waiting", ""),
    ("asbest", "Sport en cultuur", "new", ""),
    ("gekapt", "Groen en water", "approval",
     "We kapten drie zieke bomen. In november planten we er zes terug, op dezelfde plek."),
    ("gesolliciteerd", "Personeel en organisatie", "new", ""),
    ("raad", "Communicatie", "monitoring", "nothing_to_add"),
    ("hesje", "Communicatie", "new", ""),
    ("verlichting", "Verkeer en vervoer", "new", ""),
    ("complimenten", "Klantcontact", "closed",
     "Wat fijn om te lezen! We geven het door aan de collega's."),
    ("golf", "Sport en cultuur", "new", ""),
    ("reddegolf", "Sport en cultuur", "let_stand", "already_answered"),
    ("vergunning", "Verkeer en vervoer", "reopened",
     "Je vergunning ligt klaar. Je kunt hem vanaf morgen gebruiken."),
)  # fmt: skip

# Clauses of the guideline that change in its next draft: by number, field → (old, new).
CHANGED: dict[int, dict[str, tuple[str, str]]] = {
    4: {"text_nl": ("schrijf in de ik-vorm", "schrijf in de *ik-vorm*")},
    9: {
        "text_nl": ("bel de afdeling Communicatie", "bel binnen een uur de afdeling Communicatie"),
        "text_en": (
            "call the communication department",
            "call the communication department within an hour",
        ),
    },
}

# What colleagues think of a clause: number, who (nobody: without a name), words, outcome, answer.
SAID_OF_CLAUSES: tuple[tuple[int, str, str, str, str], ...] = (
    (
        9,
        "Sanne Rietdijk",
        "Binnen een uur lukt niet als ik buiten loop. Kan er “zo snel als je kunt” staan?",
        "partly",
        "Goed punt. We maken er “nog dezelfde dag” van; bij een datalek blijft het meteen.",
    ),
    (
        12,
        "Joost Mulderink",
        "De ondernemingsraad wil elk half jaar zien wat er is ingesteld. Zet dat erbij.",
        "",
        "",
    ),
    (11, "", "Fijn dat de vakbond er met naam in staat.", "taken", "Dat blijft zo."),
)
