"""The made-up colleagues of the sample organisation."""

from klankbord.people.models import Role

ORGANISATION = "Gemeente Lindewaard"
DOMAIN = "lindewaard.example"

DEPARTMENTS = (
    "Communicatie",
    "Klantcontact",
    "Afval en reiniging",
    "Burgerzaken",
    "Verkeer en vervoer",
    "Groen en water",
    "Sport en cultuur",
    "Personeel en organisatie",
)

# Name, department, roles besides employee, language of the screens.
LEADS: tuple[tuple[str, str, tuple[Role, ...], str], ...] = (
    ("Karin Oosterling", "Communicatie", (Role.MANAGER, Role.ADMINISTRATOR), "nl"),
    ("Bram Veenhuizen", "Klantcontact", (Role.RESPONDER,), "nl"),
    ("Yara Idrissen", "Klantcontact", (Role.RESPONDER, Role.EXPERT), "nl"),
    ("Wim Hofstra-Bos", "Afval en reiniging", (Role.EXPERT,), "nl"),
    ("Hanneke Schaapveld", "Communicatie", (Role.APPROVER,), "nl"),
    ("Sanne Rietdijk", "Groen en water", (Role.AMBASSADOR,), "nl"),
    ("Joost Mulderink", "Personeel en organisatie", (Role.COUNCIL,), "nl"),
    ("Omar Bakhuis", "Sport en cultuur", (), "nl"),
)

# Who chose to be named among authors, with the account that the sample posts use.
NAMED = {"Sanne Rietdijk": ("mastodon", "sannewerkt"), "Omar Bakhuis": ("bluesky", "omarbuiten")}

OTHERS: tuple[tuple[str, str], ...] = (
    ("Anouk Postemaat", "Burgerzaken"),
    ("Cem Çiftlik", "Burgerzaken"),
    ("Eline Terpstrand", "Burgerzaken"),
    ("Fatima Lammertse", "Klantcontact"),
    ("Gijs Kuiperij", "Klantcontact"),
    ("Ilse Nieuwkerk", "Klantcontact"),
    ("Jasper Fransema", "Afval en reiniging"),
    ("Lotte Dekkersmit", "Afval en reiniging"),
    ("Mees van Aalten", "Afval en reiniging"),
    ("Noor Janszoon", "Verkeer en vervoer"),
    ("Pieter de Grootwal", "Verkeer en vervoer"),
    ("Rachid Idrissen", "Verkeer en vervoer"),
    ("Tess van Eemeren", "Groen en water"),
    ("Umut Bakhuis", "Groen en water"),
    ("Vera Oosterling", "Groen en water"),
    ("Marit Hofstra-Bos", "Sport en cultuur"),
    ("Ruben Schaapveld", "Sport en cultuur"),
    ("Sofie Veenhuizen", "Sport en cultuur"),
    ("Thijs Rietdijk", "Personeel en organisatie"),
    ("Willemijn Mulderink", "Personeel en organisatie"),
    ("Zoë Terpstrand", "Personeel en organisatie"),
    ("Daan Postemaat", "Communicatie"),
    ("Nils Lammertse", "Communicatie"),
    ("Roos Kuiperij", "Burgerzaken"),
    ("Stijn Dekkersmit", "Afval en reiniging"),
    ("Amira Çiftlik", "Groen en water"),
    ("Bas van Eemeren", "Verkeer en vervoer"),
    ("Julia Fransema", "Sport en cultuur"),
    ("Kees Nieuwkerk", "Afval en reiniging"),
    ("Leyla Idrissen", "Burgerzaken"),
)


def address(name: str) -> str:
    """The sample e-mail address of a colleague; the domain can never receive mail."""
    plain = name.lower().translate(str.maketrans("çëé ", "cee."))
    return f"{plain}@{DOMAIN}"
