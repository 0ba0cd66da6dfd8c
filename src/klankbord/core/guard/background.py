"""Set phrases that stand in documents and in posts alike: they copy nothing.

Names of public bodies and the long turns of office language, Dutch (with Flemish) and English. What
is special to one organisation it registers itself, as a text that is public already.
"""

from typing import Final

SET_PHRASES: Final = (
    "in opdracht van het ministerie van Binnenlandse Zaken en Koninkrijksrelaties",
    "de minister van Binnenlandse Zaken en Koninkrijksrelaties",
    "in opdracht van het ministerie van Volksgezondheid, Welzijn en Sport",
    "de minister van Volksgezondheid, Welzijn en Sport",
    "het ministerie van Onderwijs, Cultuur en Wetenschap",
    "de minister van Onderwijs, Cultuur en Wetenschap",
    "het ministerie van Sociale Zaken en Werkgelegenheid",
    "de minister van Sociale Zaken en Werkgelegenheid",
    "het ministerie van Infrastructuur en Waterstaat",
    "de minister van Infrastructuur en Waterstaat",
    "het ministerie van Economische Zaken en Klimaat",
    "het ministerie van Landbouw, Natuur en Voedselkwaliteit",
    "het ministerie van Landbouw, Visserij, Voedselzekerheid en Natuur",
    "het ministerie van Justitie en Veiligheid",
    "het ministerie van Buitenlandse Zaken",
    "de Inspectie voor de Gezondheidszorg en Jeugd",
    "de Inspectie van het Onderwijs",
    "de Nederlandse Voedsel- en Warenautoriteit",
    "de Autoriteit Persoonsgegevens",
    "het Rijksinstituut voor Volksgezondheid en Milieu",
    "het Centraal Bureau voor de Statistiek",
    "de voorzitter van de Tweede Kamer der Staten-Generaal",
    "het college van burgemeester en wethouders van de gemeente",
    "de Vereniging van Nederlandse Gemeenten",
    "de Agentschap Zorg en Gezondheid van de Vlaamse overheid",
    "de Federale Overheidsdienst Volksgezondheid",
    "de ontwikkelingen op het gebied van de",
    "met vriendelijke groet, namens het college",
    "neem gerust contact met ons op als je nog vragen hebt",
    "bezoek onze website voor meer informatie over",
    "naar aanleiding van de vragen die zijn gesteld",
    "if you have any questions or comments, please do not hesitate to contact us",
    "over the past several years we have been",
    "has nothing to do with the fact that",
    "a step in the right direction for the",
    "for more information please visit our website",
    "this message and any attachments are confidential and intended for the addressee only",
    "the Department of Health and Social Care",
    "the Department for Education and the",
    "the Federal Energy Regulatory Commission",
    "the chief executive officer of the company",
)
