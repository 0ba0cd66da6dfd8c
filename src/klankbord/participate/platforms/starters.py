"""Facts about common platforms that come with the program: figures that others published.

Each names who measured it, where we read it, and of which year it is. What nobody published for the
Netherlands or Belgium does not stand here. People put other facts in their place.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a figure counts."""

    USERS_NL = "users-nl"  # millions of people of 15 and older
    MONTH_BE = "month-be"  # percent of people of 12 and older, in the last thirty days
    USERS_FLANDERS = "users-flanders"  # percent of people
    YOUNG_FLANDERS = "young-flanders"  # percent of people of 18 to 24
    NEWS = "news"  # percent of people in 48 countries, every week
    NEWS_AT_MOST = "news-at-most"
    ACCOUNTS = "accounts"  # millions, worldwide
    DAILY = "daily"  # millions of visitors a day, worldwide
    GOVERNMENT_NL = "government-nl"  # organisations of the Dutch government


@dataclass(frozen=True)
class Starter:
    """One fact; `value` is in the unit of its kind."""

    platform: str
    kind: Kind
    value: float
    source: str
    address: str
    year: int

    @property
    def key(self) -> str:
        """The same for as long as the fact stands here."""
        return f"{self.platform}:{self.kind.value}"


_NEWCOM: Final = "Newcom, Nationale Social Media Onderzoek"
_CIM: Final = "CIM, Establishment Survey"
_IMEC: Final = "imec, digimeter"
_REUTERS: Final = "Reuters Institute, Digital News Report"
_TWEAKERS: Final = "https://tweakers.net/nieuws/231192/onderzoek-x-verliest-in-jaar-tijd-bijna-half-miljoen-nederlandse-gebruikers.html"
_STORY: Final = "https://thebigstory.nl/gebruik-van-social-media-in-2024-groeit-gestaag-door/"
_DAGBLAD: Final = "https://www.rd.nl/artikel/1093304-meer-nederlanders-gebruiken-sociale-media-populariteit-x-daalt"
_COWBOYS: Final = "https://www.dutchcowboys.nl/socialmedia/whatsapp-signal-groei-nederland-2025"
_DEGRAUX: Final = (
    "https://www.xavierdegraux.be/usage-des-reseaux-sociaux-en-belgique-etude-cim-2025"
)
_SOMEFLEX: Final = "https://someflex.be/blog/sociale-media-en-ai-in-vlaanderen-cijfers-digimeter"
_YOUNG: Final = "https://tweakers.net/nieuws/219380/vlaamse-jongeren-gebruiken-tiktok-gemiddeld-80-minuten-per-dag.html"
_BROADBAND: Final = (
    "https://www.broadbandtvnews.com/2025/06/20/here-is-the-news-read-by-an-influencer/"
)

STARTERS: Final = (
    *(
        Starter(platform, Kind.USERS_NL, millions, _NEWCOM, address, year)
        for platform, millions, address, year in (
            ("whatsapp", 13.5, _TWEAKERS, 2025),
            ("youtube", 10.2, _TWEAKERS, 2025),
            ("facebook", 10.1, _STORY, 2024),
            ("instagram", 8, _STORY, 2024),
            ("linkedin", 5.7, _DAGBLAD, 2025),
            ("pinterest", 4.5, _STORY, 2024),
            ("tiktok", 4.3, _STORY, 2024),
            ("snapchat", 3.8, _STORY, 2024),
            ("x", 2.8, _TWEAKERS, 2025),
            ("threads", 0.5, _TWEAKERS, 2025),
            ("bluesky", 0.35, _COWBOYS, 2025),
        )
    ),
    *(
        Starter(platform, Kind.MONTH_BE, percent, _CIM, _DEGRAUX, 2025)
        for platform, percent in (
            ("youtube", 65.1),
            ("facebook", 64.2),
            ("instagram", 46.6),
            ("tiktok", 26),
            ("snapchat", 22.5),
            ("pinterest", 19.2),
            ("linkedin", 15.8),
            ("x", 9.8),
        )
    ),
    Starter("whatsapp", Kind.USERS_FLANDERS, 85, _IMEC, _SOMEFLEX, 2023),
    Starter("tiktok", Kind.YOUNG_FLANDERS, 63, _IMEC, _YOUNG, 2023),
    *(
        Starter(platform, Kind.NEWS, percent, _REUTERS, _BROADBAND, 2025)
        for platform, percent in (
            ("facebook", 36),
            ("youtube", 30),
            ("instagram", 19),
            ("whatsapp", 19),
            ("tiktok", 16),
            ("x", 12),
        )
    ),
    *(
        Starter(platform, Kind.NEWS_AT_MOST, 2, _REUTERS, _BROADBAND, 2025)
        for platform in ("threads", "bluesky", "mastodon")
    ),
    Starter(
        "bluesky",
        Kind.ACCOUNTS,
        30,
        "Bluesky",
        "https://tweakers.net/nieuws/231322/bluesky-heeft-dertig-miljoen-gebruikers.html",
        2025,
    ),
    Starter(
        "reddit",
        Kind.DAILY,
        108.1,
        "Reddit, first quarter",
        "https://www.searchenginejournal.com/reddit-q1-report-what-it-means-for-digital-marketing-and-seo/545897/",
        2025,
    ),
    Starter(
        "mastodon",
        Kind.GOVERNMENT_NL,
        40,
        "Security.NL",
        "https://www.security.nl/posting/849635/Mastodon-omgeving+overheid+volgend+jaar+voor+alle+overheidsinstanties",
        2024,
    ),
)
