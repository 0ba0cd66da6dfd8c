"""Why something was refused or read with care: every key that connectors use, and its meaning.

Keys travel, sentences do not: the edge makes a sentence in the reader's language from a key and
its values. The docstring below each key says what happened and, after "Values:", what it carries.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Refusal(StrEnum):
    """Keys of `ConnectorRefused`: nothing could be read."""

    ADDRESS_INVALID = "address-invalid"
    """The address cannot be understood as a web address. Values: address."""
    ADDRESS_SCHEME = "address-scheme"
    """Only http and https are spoken. Values: address, scheme."""
    ADDRESS_PASSWORD = "address-password"  # noqa: S105  # the key of a reason, no secret
    """A name or password stands in the address; it would end up in lists and logs."""
    ADDRESS_UNSEALED = "address-unsealed"
    """A key of ours would go to this address in clear text (no TLS). Values: address."""
    ADDRESS_PRIVATE = "address-private"
    """The address leads into the own network or to the machine itself. Values: host, network."""
    NAME_UNKNOWN = "name-unknown"
    """No machine with this name was found (DNS). Values: host."""
    CONNECTION_FAILED = "connection-failed"
    """The machine did not answer or broke off. Values: host."""
    CERTIFICATE_REFUSED = "certificate-refused"
    """The secure connection could not be made: certificate wrong or expired. Values: host."""
    ANSWER_TOO_SLOW = "answer-too-slow"
    """The answer was not complete in time. Values: seconds."""
    ANSWER_TOO_LARGE = "answer-too-large"
    """The answer is larger than allowed, also after unpacking. Values: megabytes."""
    ANSWER_MALFORMED = "answer-malformed"
    """The answer breaks the rules of HTTP or its packing is damaged. Values: host."""
    REDIRECTS_TOO_MANY = "redirects-too-many"
    """The address sends on and on. Values: redirects."""
    REDIRECT_INVALID = "redirect-invalid"
    """The address sends on without saying where. Values: address."""
    NOT_ALLOWED = "not-allowed"
    """The platform wants a sign-in or refuses this reader (401, 403, 407, 451). Values: status."""
    NOT_FOUND = "not-found"
    """There is nothing at this address (404). Values: status."""
    GONE = "gone"
    """The source says that it has gone for good (410). Values: status."""
    ASKED_TO_WAIT = "asked-to-wait"
    """The platform asks to come back later (429). Values: status."""
    SERVER_FAULT = "server-fault"
    """The other side has a fault (5xx). Values: status."""
    STATUS_UNEXPECTED = "status-unexpected"
    """An answer that fits no case. Values: status."""

    SIGN_IN_NEEDED = "sign-in-needed"
    """This can only be read or written with an account. Values: host."""
    SECRET_UNSENDABLE = "secret-unsendable"  # noqa: S105  # the key of a reason, no secret
    """A key or another header holds characters that no request can carry. Values: host."""
    TARGET_UNKNOWN = "target-unknown"
    """The connector does not understand this target. Values: target."""
    ACCOUNT_UNKNOWN = "account-unknown"
    """There is no such account. Values: account."""
    TEXT_TOO_LONG = "text-too-long"
    """The platform takes fewer characters. Values: limit, length."""

    LETTER_REFUSED = "letter-refused"
    """The mail server takes neither this letter nor another to this address. Values: status."""

    ANSWERED_ALREADY = "answered-already"
    """It bears one answer, and another one stands there already."""

    STREAM_MISSING = "stream-missing"
    """Nothing is streamed here, or not to us; visits go on. Values: host."""

    FEED_EMPTY = "feed-empty"
    """The address answers with nothing at all."""
    FEED_UNRECOGNISED = "feed-unrecognised"
    """This is no feed. Values: suggestion (feed address named on the page, or empty)."""
    FEED_TOO_DEEP = "feed-too-deep"
    """Elements stand too deep in each other: no honest feed does that. Values: depth."""
    FEED_TOO_LARGE = "feed-too-large"
    """The feed has more elements or bytes than is read. Values: limit."""
    FEED_ENTITIES = "feed-entities"
    """The feed declares entities that would blow up when written out."""

    FILE_MISSING = "file-missing"
    """There is no such file. Values: name."""
    FILE_IS_FOLDER = "file-is-folder"
    """This is a folder, not a file. Values: name."""
    FILE_UNREADABLE = "file-unreadable"
    """The file may not be opened or breaks off while reading. Values: name."""
    FILE_EMPTY = "file-empty"
    """The file holds nothing. Values: name."""
    FILE_KIND_UNKNOWN = "file-kind-unknown"
    """Not a kind of file that can be read here (a picture, for example). Values: name."""
    FILE_NO_COLUMNS = "file-no-columns"
    """No row with column names was found. Values: name."""
    FILE_TOO_WIDE = "file-too-wide"
    """More columns than a person could ever tell apart. Values: name, columns, limit."""
    FILE_DAMAGED = "file-damaged"
    """The file is damaged: packed data or workbook cannot be opened. Values: name."""
    FILE_LOCKED = "file-locked"
    """The workbook is protected by a password. Values: name."""
    FILE_UNPACKS_TOO_LARGE = "file-unpacks-too-large"
    """A small file that unpacks to something huge, or lies about its size. Values: megabytes."""
    FILE_IS_ARCHIVE = "file-is-archive"
    """A ZIP archive that is no workbook: unpack it first. Values: name."""
    FILE_IS_JSON_LIST = "file-is-json-list"
    """One JSON list instead of one JSON object a line. Values: name."""
    FILE_CHANGED = "file-changed"
    """The file is shorter than the place where reading should go on. Values: name."""
    EXPORT_CHANGED = "export-changed"
    """The export no longer says what is private, so nothing of it is read. Values: fields."""
    COLLEAGUES_UNHEARD = "colleagues-unheard"
    """What colleagues say to each other is not listened to. Values: name."""
    MAPPING_NEEDED = "mapping-needed"
    """The columns must first be told apart. Values: columns."""
    MAPPING_COLUMN_MISSING = "mapping-column-missing"
    """The mapping names a column that the file does not have. Values: field, column."""
    MAPPING_INVALID = "mapping-invalid"
    """The mapping itself is wrong. Values: field, problem."""

    CONNECTOR_UNKNOWN = "connector-unknown"
    """No connector with this key is installed. Values: connector."""
    CONNECTOR_FAULT = "connector-fault"
    """The connector itself has a fault. Values: connector."""


class Caution(StrEnum):
    """Keys of `Warning`: read, but not as it should be."""

    SHORTENED = "shortened"
    """More of the same: how often it was seen in all. Values: key, count."""
    FEED_BROKEN = "feed-broken"
    """The feed is not well formed; what could be saved was read. Values: problem."""
    FEED_ENCODING_GUESSED = "feed-encoding-guessed"
    """The feed says one character set and uses another. Values: encoding."""
    ENTRIES_LEFT_OUT = "entries-left-out"
    """More entries than are read at once: the rest was left out. Values: count."""
    ENTRY_EMPTY = "entry-empty"
    """An entry without title, text and link was left out."""
    ENTRY_REPEATED = "entry-repeated"
    """The same entry stands twice on the page; the first was kept."""
    ENTRY_BROKEN = "entry-broken"
    """An entry that cannot be read was left out. Values: problem."""
    ENTRY_WITHOUT_ID = "entry-without-id"
    """An entry has no identity of its own; one was made from its content."""
    TEXT_CUT = "text-cut"
    """The text was longer than is kept. Values: limit."""
    DATE_MISSING = "date-missing"
    """No date: the reading time stands in its place."""
    DATE_UNREADABLE = "date-unreadable"
    """The date makes no sense; the reading time stands in its place. Values: text."""
    DATE_IN_FUTURE = "date-in-future"
    """The date has yet to come; the reading time stands in its place. Values: text."""
    DATE_ORDER_GUESSED = "date-order-guessed"
    """Day and month could be the other way round; read as day first. Values: text."""
    ROW_BROKEN = "row-broken"
    """A row that cannot be read was left out. Values: problem."""
    ROW_EMPTY = "row-empty"
    """A row without text and title was left out."""
    ROW_TOO_LONG = "row-too-long"
    """A row has more cells than there are columns; the extra ones were left out. Values: cells."""
    ROW_TOO_SHORT = "row-too-short"
    """A row has fewer cells than there are columns. Values: cells."""
    ROW_ENCODING = "row-encoding"
    """A row was not UTF-8 and was read as Windows-1252."""
    ROW_ENDLESS = "row-endless"
    """A row was longer than is read, and was left out. Values: megabytes."""
    ROW_NUL = "row-nul"
    """NUL characters were left out of a row."""
    QUOTE_UNCLOSED = "quote-unclosed"
    """A quotation mark was never closed; the row was read without quotes."""
    FIELDS_MISSING = "fields-missing"
    """The platform no longer sends fields that it always sent. Values: fields."""
    POST_PRIVATE = "post-private"
    """A post that was not meant for everybody was left out."""
    CONVERSATION_PRIVATE = "conversation-private"
    """A private channel or conversation of the export was left closed."""
    LETTER_AUTOMATIC = "letter-automatic"
    """A letter that a program wrote (away, bounced, a list) was left out."""
    LETTER_CUT = "letter-cut"
    """Of a very large letter only the beginning was read. Values: kilobytes."""
    AUTHOR_DECLINES = "author-declines"
    """The author does not want to be found by programs: the post was left out."""
    NUMBER_UNREADABLE = "number-unreadable"
    """A number makes no sense and was left out. Values: field, text."""
    FILE_CUT_OFF = "file-cut-off"
    """The packed file ends too early; everything up to there was read."""


class ConnectorRefused(Exception):  # noqa: N818  # named after the broken promise
    """A platform or file did not give what was asked; carries its own consequence.

    `key` names the reason for the person (see `Refusal`), `values` fill the sentence,
    `permanent` says that trying again is useless, `retry_after` when the platform asked to wait,
    `is_unanswered` that the call went out and nobody knows what came of it.
    """

    def __init__(
        self,
        key: str,
        *,
        permanent: bool = False,
        retry_after: dt.timedelta | None = None,
        cause: str = "",
        is_unanswered: bool = False,
        **values: Any,
    ) -> None:
        super().__init__(f"{key}: {cause}" if cause else str(key))
        self.key = str(key)
        self.permanent = permanent
        self.retry_after = retry_after
        self.cause = cause
        self.is_unanswered = is_unanswered
        self.values = values

    def without_address(self) -> "ConnectorRefused":
        """The same without cause and address, for where the address itself is a secret."""
        return ConnectorRefused(
            self.key,
            permanent=self.permanent,
            retry_after=self.retry_after,
            is_unanswered=self.is_unanswered,
            **{name: value for name, value in self.values.items() if name != "address"},
        )


@dataclass(frozen=True, kw_only=True)
class Warning:  # noqa: A001  # the word of the screen
    """Something that was read, but not as it should be: a row left out, a date guessed.

    `key` and `values` make the sentence at the edge; `place` is a row or entry number, from 1.
    """

    key: str
    place: int | None = None
    values: dict[str, Any] = field(default_factory=dict)


class Warnings:
    """Collects warnings of one page; of each kind the first twenty are kept, then only counted."""

    KEPT = 20

    def __init__(self) -> None:
        self._kept: list[Warning] = []
        self._counts: dict[str, int] = {}

    def add(self, key: str, place: int | None = None, **values: Any) -> None:
        """Note one thing at `place`."""
        count = self._counts[key] = self._counts.get(key, 0) + 1
        if count <= self.KEPT:
            self._kept.append(Warning(key=str(key), place=place, values=values))

    def collected(self) -> tuple[Warning, ...]:
        """Everything noted, with one closing line for each kind that was shortened."""
        more = (
            Warning(key=str(Caution.SHORTENED), values={"key": str(key), "count": count})
            for key, count in self._counts.items()
            if count > self.KEPT
        )
        return (*self._kept, *more)

    def take(self) -> tuple[Warning, ...]:
        """Everything noted so far; starts afresh, for the next page."""
        found = self.collected()
        self._kept, self._counts = [], {}
        return found
