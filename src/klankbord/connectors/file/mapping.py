"""Which column means what: the mapping itself, and a first guess from column names."""

import re
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from enum import StrEnum

import msgspec

from klankbord.connectors.dates import zone_of
from klankbord.connectors.reasons import ConnectorRefused, Refusal


class Kind(StrEnum):
    """What sort of value a field holds."""

    WORD = "word"
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    LIST = "list"
    ADDRESS = "address"
    REFERENCE = "reference"


FIELDS: AnyMapping[str, Kind] = {
    "id": Kind.WORD,
    "text": Kind.TEXT,
    "title": Kind.TEXT,
    "published_at": Kind.DATE,
    "published_time": Kind.DATE,
    "author": Kind.WORD,
    "author_id": Kind.WORD,
    "author_name": Kind.WORD,
    "author_url": Kind.ADDRESS,
    "bio": Kind.TEXT,
    "followers": Kind.NUMBER,
    "platform": Kind.WORD,
    "source": Kind.WORD,
    "url": Kind.ADDRESS,
    "lang": Kind.WORD,
    "place": Kind.WORD,
    "in_reply_to": Kind.REFERENCE,
    "repost_of": Kind.REFERENCE,
    "quote_of": Kind.REFERENCE,
    "thread": Kind.REFERENCE,
    "replies": Kind.NUMBER,
    "reposts": Kind.NUMBER,
    "likes": Kind.NUMBER,
    "views": Kind.NUMBER,
    "hashtags": Kind.LIST,
    "mentions": Kind.LIST,
    "links": Kind.LIST,
    "media": Kind.LIST,
    "visibility": Kind.WORD,
}
"""Every field that a column can be given to; `published_time` is put behind `published_at`."""

_CANDIDATES: AnyMapping[str, tuple[str, ...]] = {
    field: tuple(names.split("|"))
    for field, names in {
        "id": "id|post id|message id|tweet id|status id|external id|item id|bericht id|"
        "berichtnummer|video id",
        "published_at": "published at|publication date|published|created utc|created at|created|"
        "post created|create time|timestamp|datetime|date time|date|unix timestamp|"
        "publicatiedatum|geplaatst op|aangemaakt|tijdstip|datum|when|wanneer",
        "published_time": "published time|time|tijd",
        "text": "text|full text|body|message|content|selftext|caption|post|tweet|comment|snippet|"
        "tekst|bericht|inhoud|reactie|opmerking|description|omschrijving",
        "title": "title|headline|subject|titel|kop|onderwerp",
        "author": "author|author handle|username|user name|screen name|handle|user|account|from|"
        "auteur|gebruikersnaam|gebruiker|afzender|channel title",
        "author_id": "author id|user id|account id|auteur id|gebruiker id|channel id",
        "author_name": "author name|author display name|full name|display name|name|"
        "volledige naam|weergavenaam|naam|who|wie",
        "author_url": "author url|author profile|profile url|profiel url",
        "followers": "followers|follower count|followers count|author followers|volgers|"
        "aantal volgers",
        "platform": "platform|network|source type|netwerk|kanaal",
        "source": "source|subreddit|source name|site|forum|group|bron|groep",
        "url": "url|permalink|post url|link|webadres|adres",
        "lang": "lang|language|taal",
        "place": "place|location|city|country|plaats|locatie|stad|gemeente|land",
        "in_reply_to": "in reply to|in reply to id|reply to|parent id|parent|replied to post|"
        "antwoord op|reactie op",
        "repost_of": "repost of|retweet of|gedeeld van",
        "quote_of": "quote of|quoted post|citaat van",
        "thread": "thread id|thread|conversation id|conversation|gesprek|draad",
        "replies": "replies|reply count|replies count|comments|comment count|num comments|"
        "reacties|antwoorden|aantal reacties",
        "reposts": "reposts|repost count|reblogs count|retweets|retweet count|shares|"
        "share count|gedeeld|aantal gedeeld",
        "likes": "likes|like count|favourites count|favorites|favorite count|score|upvotes|"
        "digg count|vind ik leuks|duimpjes",
        "views": "views|view count|impressions|plays|play count|weergaven|vertoningen",
        "hashtags": "hashtags|tags|trefwoorden",
        "mentions": "mentions|mentioned users|usertags|vermeldingen",
        "links": "links|urls|expanded urls",
        "media": "media|images|image url|media urls|picture|afbeelding|foto",
    }.items()
}


class Mapping(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Our field → the column that holds it; several columns: the first that is filled counts.

    For JSON Lines a column is a dotted name (`user.name`). `constants` fill fields that no column
    holds (such as `platform`); `date_format` is a `strptime` form, empty to recognise dates by
    sight; `timezone` counts where a date names none; `is_day_first` decides 3/4/2024, None to find
    out from the file.
    """

    fields: dict[str, str | tuple[str, ...]]
    constants: dict[str, str] = {}
    date_format: str = ""
    timezone: str = "UTC"
    is_day_first: bool | None = None

    def columns_of(self, field: str) -> tuple[str, ...]:
        """The columns that may hold `field`, in order of preference."""
        given = self.fields.get(field, ())
        return (given,) if isinstance(given, str) else given

    def check(self, columns: Iterable[str] | None = None) -> None:
        """Raise `ConnectorRefused` if the mapping is wrong or does not fit `columns`."""
        for name in (*self.fields, *self.constants):
            if name not in FIELDS:
                raise _wrong(name, "unknown-field")
        if not {"text", "title"} & set(self.fields):
            raise _wrong(field="text", problem="not-mapped")
        try:
            zone_of(self.timezone)
        except ValueError as fault:
            raise _wrong(field="timezone", problem=self.timezone) from fault
        if columns is not None:
            self._check_columns(set(columns))

    def _check_columns(self, known: set[str]) -> None:
        for field in self.fields:
            wanted = self.columns_of(field)
            if not known & set(wanted):
                raise ConnectorRefused(
                    Refusal.MAPPING_COLUMN_MISSING,
                    permanent=True,
                    field=field,
                    column=", ".join(wanted),
                )


def _wrong(field: str, problem: str) -> ConnectorRefused:
    return ConnectorRefused(Refusal.MAPPING_INVALID, permanent=True, field=field, problem=problem)


def mapping_from(given: object) -> Mapping:
    """A mapping from plain JSON (form, cursor); raises `ConnectorRefused`."""
    try:
        return msgspec.convert(given, Mapping)
    except msgspec.ValidationError as fault:
        raise _wrong(field="", problem=str(fault)) from fault


def propose_mapping(columns: Iterable[str]) -> Mapping:
    """A first guess from column names, in English and Dutch; every column is used once."""
    known = {_plain_name(column): column for column in reversed(list(columns))}
    taken: dict[str, str | tuple[str, ...]] = {}
    for field, names in _CANDIDATES.items():
        found = next((known[name] for name in names if name in known), None)
        if found is not None and found not in taken.values():
            taken[field] = found
    return Mapping(fields=taken)


def _plain_name(column: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", column.rpartition(".")[2] or column)
    return " ".join(re.findall(r"[a-z0-9]+", spaced.lower()))
