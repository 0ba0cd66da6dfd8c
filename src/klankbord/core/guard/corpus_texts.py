"""The sentences of the corpus, written for it: posts with a place for a value, and look-alikes."""

from typing import Final

from klankbord.core.guard.finding import Rule

ASIDES: Final = (
    "Wat een dag weer.", "Fijn weekend allemaal!", "Trots op dit team.", "What a week.",
    "Tot morgen.",
    "Vandaag 3 uur vergaderd, om 14.30 klaar.", "See you on Monday at 9:15.",
    "Nog 12 dagen tot de kerst.",
    "Dank je wel, iedereen.", "Er kwamen 250 mensen, voor 1.200 euro aan broodjes.",
    "Have a nice day!",
    "Bruggen bouwen, daar gaat het om.", "It rained all day, 14 mm says the station.",
)  # fmt: skip

POSTS: Final[dict[Rule, tuple[str, ...]]] = {
    Rule.BSN: (
        "Mijn BSN is {} en ik hoor maar niets.",
        "Kan iemand nakijken wat er misging bij burgerservicenummer {}?",
        "De brief stond op naam van de verkeerde: BSN {}.",
        "Cliënt met bsn: {} wacht al drie weken op een besluit.",
        "Her citizen service number ({}) was simply on the screen.",
        "Het formulier vroeg om mijn burgerservicenummer, dus ik vulde {} in.",
        "sofinummer {} staat nog in het oude dossier",
        "BSN-nummer {}, geboren in Tilburg",
        "{} is het BSN van de aanvrager",
    ),
    Rule.EDUCATION_NUMBER: (
        "Het onderwijsnummer van deze leerling is {}.",
        "Inschrijving gelukt, onderwijsnummer: {}.",
        "Ze heeft geen BSN maar wel een onderwijsnummer, {}.",
        "The pupil's education number is {}, can you look it up?",
        "PGN {} mist in de lijst van groep 8",
    ),
    Rule.NATIONAL_NUMBER_BE: (
        "Mijn rijksregisternummer is {}, kan u dat nakijken?",
        "Dossier van de burger met rijksregisternummer {} is zoek.",
        "INSZ {} staat op het attest.",
        "Mon numéro national est {}, merci.",
        "Her national register number {} was in the mail to everyone.",
        "Vul bij NISS het nummer {} in.",
    ),
    Rule.IBAN: (
        "Stort het maar op {} onder vermelding van feestje.",
        "Mijn rekening is {}.",
        "You can pay me back on {}, thanks!",
        "IBAN {} ten name van de penningmeester",
        "De declaratie gaat naar {} en niet naar de oude rekening.",
    ),
    Rule.CARD: (
        "Mijn creditcard {} wordt geweigerd, wat nu?",
        "My card {} was charged twice.",
        "Betaald met {}, en toch een herinnering.",
        "Kaartnummer {}, geldig tot volgend jaar.",
        "Somebody used visa {} in our shop.",
    ),
    Rule.VAT: (
        "Factuur graag met btw-nummer {}.",
        "Ons btw-id is {}.",
        "VAT number {} does not show up in the register.",
        "Ondernemingsnummer {} staat onderaan de offerte.",
        "{} is het btw-nummer van mijn eenmanszaak",
    ),
    Rule.PHONE: (
        "Bel me even op {}.",
        "Vragen? Je bereikt Fatima op {}.",
        "App naar {} als je mee wilt rijden.",
        "Her number is {}, call before noon.",
        "Tel. {}",
        "Ik ben bereikbaar onder {} tot vijf uur.",
    ),
    Rule.EMAIL: (
        "Mail {} voor de foto's.",
        "Stuur je aanmelding naar {}!",
        "You can reach our analyst at {}.",
        "{} heeft de lijst met namen",
    ),
    Rule.ADDRESS: (
        "De klager woont op {} Lindewaard.",
        "Het pakket moest naar {} Utrecht, niet naar ons.",
        "She lives at {} Gouda and is home all day.",
        "Adres: {}",
    ),
    Rule.BIRTH_DATE: (
        "De leerling, geboren op {}, zit in groep zes.",
        "Geboortedatum {} klopt niet in het systeem.",
        "The patient (born {}) was sent home.",
        "Mevrouw is geboren {} en woont alleen.",
    ),
    Rule.LICENCE_PLATE: (
        "De auto met kenteken {} staat al weken op de stoep.",
        "Wie kent deze bus? {} reed zo door rood.",
        "Licence plate {} parked on the cycle path again.",
        "Weer dezelfde: {}!",
    ),
    Rule.SECRET: (
        "Het wachtwoord van de gastenwifi is: {}",
        "Inloggen kan met admin, wachtwoord: {}",
        "oeps, api_key = {} stond in de schermafdruk",
        "password: {} works for the test server",
        "Use token: {} until Friday",
    ),
}

FALSE_FRIENDS: Final[dict[Rule, tuple[str, ...]]] = {
    Rule.BSN: (
        "Mijn bestelling heeft ordernummer {bsn} en is nog niet binnen.",
        "Een BSN zoals {no bsn} bestaat niet.",
        "Zaaknummer {bsn} ligt bij de raad.",
        "Al {bsn} keer bekeken, die film!",
        "Bestel het boek met artikelnummer {bsn}, je BSN heb je niet nodig.",
        "Tracking number {bsn}, still in Eindhoven.",
    ),
    Rule.EDUCATION_NUMBER: (
        "Het onderwijsnummer kennen we niet, het factuurnummer is {bsn}.",
        "Onderwijsnummer {no bsn} wordt geweigerd.",
        "In {date} begint het onderwijs weer.",
    ),
    Rule.NATIONAL_NUMBER_BE: (
        "Rijksregisternummer {no belgian} wordt niet herkend.",
        "Het dossier heeft referentienummer {number}.",
        "Van {date} tot {date} gesloten.",
    ),
    Rule.IBAN: (
        "{no iban} is volgens de bank geen rekening.",
        "Model NL42XL van de nieuwe bus rijdt morgen.",
        "Vlucht BE1234 heeft vertraging.",
    ),
    Rule.CARD: (
        "Kaart {no card} bestaat niet, zegt de kassa.",
        "Factuurnummer {card} is betaald.",
        "Tracking number {card} says it is in Gent.",
        "De barcode is {card}, probeer die eens.",
    ),
    Rule.VAT: (
        "Het btw-tarief gaat van 9 naar 21 procent op {date}.",
        "BTW over {amount} euro is niet niks.",
        "VAT return for 2026 is due on {date}.",
    ),
    Rule.PHONE: (
        "Er staan nu {amount} mensen ingeschreven.",
        "Bel gerust: het is van {date} tot {date}.",
        "ISBN 978-90-123-4567-8 is weer leverbaar.",
        "Ordernummer 0612345678 is onderweg.",
        "Versie {version} is uit, met 0123 verbeteringen.",
        "We ran 10.000 meters in 00:45:12.",
    ),
    Rule.EMAIL: (
        "Volg ons op @lindewaard of @post.example.",
        "Vragen? info@voorbeeld.nl helpt je verder.",
        "Twee kaartjes @ 12,50 euro",
    ),
    Rule.ADDRESS: (
        "De Kerkstraat is morgen dicht.",
        "Opening om 14 uur op het Stationsplein.",
        "In de Dorpsweg komen 300 bomen.",
    ),
    Rule.BIRTH_DATE: (
        "Op {date} is de bijeenkomst.",
        "The new hall opens on {date}.",
        "Sinds {date} werk ik hier, en nog elke dag blij.",
    ),
    Rule.LICENCE_PLATE: (
        "Artikel AB-12-CD is uitverkocht, artikelnummer AB-12-CD dus.",
        "Tussen 12-05-26 en 14-05-26 dicht.",
        "De score was 3-2 na 90 minuten.",
        "Uit de A-B-C van het vak: luisteren.",
    ),
    Rule.SECRET: (
        "Je wachtwoord is persoonlijk, deel het nooit.",
        "Het wachtwoord is vergeten door driekwart van ons, zegt de helpdesk.",
        "A password is like a toothbrush.",
        "De sleutel tot succes is: luisteren.",
        "Kies een wachtwoord van 12 tekens of meer.",
        "Mijn wachtwoord is verlopen, wie helpt?",
        "password: <your password here>",
    ),
}
