"""Sentences for every reason that connectors give: what happened, and what to do about it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klankbord.connectors.reasons import Caution, Refusal

PAUSED = "paused"
INTERRUPTED = "interrupted"

REFUSALS: dict[str, Promise] = {
    Refusal.ADDRESS_INVALID: gettext_lazy(
        "This is not a web address: “%(address)s”. Copy it from the address bar of your browser."
    ),
    Refusal.ADDRESS_SCHEME: gettext_lazy(
        "Addresses start with https:// or http://. “%(scheme)s” cannot be read."
    ),
    Refusal.ADDRESS_PASSWORD: gettext_lazy(
        "A name or password stands in this address. Leave it out: addresses are shown in lists."
    ),
    Refusal.ADDRESS_UNSEALED: gettext_lazy(
        "Your key would go to “%(address)s” in the open, for everybody on the way to read. Use the"
        " address that begins with https://."
    ),
    Refusal.ADDRESS_PRIVATE: gettext_lazy(
        "%(host)s lies inside your own network, and that is closed for safety."
        " An administrator can open it."
    ),
    Refusal.NAME_UNKNOWN: gettext_lazy("There is no website called %(host)s. Check the spelling."),
    Refusal.CONNECTION_FAILED: gettext_lazy("%(host)s did not answer. We keep trying."),
    Refusal.CERTIFICATE_REFUSED: gettext_lazy(
        "The secure connection with %(host)s cannot be trusted: its certificate is wrong or too"
        " old. Tell its owner."
    ),
    Refusal.ANSWER_TOO_SLOW: gettext_lazy(
        "The answer was not complete after %(seconds)s seconds. We keep trying."
    ),
    Refusal.ANSWER_TOO_LARGE: gettext_lazy(
        "The answer is larger than %(megabytes)s MB. Look for a smaller feed of this source."
    ),
    Refusal.ANSWER_MALFORMED: gettext_lazy(
        "The answer of %(host)s is damaged and cannot be read. We keep trying."
    ),
    Refusal.REDIRECTS_TOO_MANY: gettext_lazy(
        "The address sends us on and on (%(redirects)s times). Look up the new address."
    ),
    Refusal.REDIRECT_INVALID: gettext_lazy(
        "The address sends us on without saying where. Look up the new address."
    ),
    Refusal.NOT_ALLOWED: gettext_lazy(
        "The source does not let us in (%(status)s). It wants a sign-in, or refuses readers"
        " like us."
    ),
    Refusal.NOT_FOUND: gettext_lazy(
        "There is nothing at this address (%(status)s). Look up the new address."
    ),
    Refusal.GONE: gettext_lazy("The source says that it has stopped for good (%(status)s)."),
    Refusal.ASKED_TO_WAIT: gettext_lazy(
        "The source asks us to come back later (%(status)s). We wait as long as it asks."
    ),
    Refusal.SERVER_FAULT: gettext_lazy("The other side has a fault (%(status)s). We keep trying."),
    Refusal.STATUS_UNEXPECTED: gettext_lazy(
        "The other side gave an answer that we do not know (%(status)s). We keep trying."
    ),
    Refusal.SIGN_IN_NEEDED: gettext_lazy(
        "%(host)s shows this to accounts only. Connect your account there first."
    ),
    Refusal.SECRET_UNSENDABLE: gettext_lazy(
        "The key for %(host)s holds characters that no key has. Copy it once more."
    ),
    Refusal.TARGET_UNKNOWN: gettext_lazy(
        "We do not know what to hear at “%(target)s”. Copy the address of a person, a hashtag or"
        " a search."
    ),
    Refusal.ACCOUNT_UNKNOWN: gettext_lazy(
        "There is no account called %(account)s. Check the spelling."
    ),
    Refusal.TEXT_TOO_LONG: gettext_lazy(
        "This text counts %(length)s characters; here %(limit)s may be sent. Make it shorter."
    ),
    Refusal.LETTER_REFUSED: gettext_lazy(
        "The mail server does not take this letter (%(status)s). Check the address that it goes to."
    ),
    Refusal.ANSWERED_ALREADY: gettext_lazy(
        "It can have one answer, and another one stands there already. Look there, and take that"
        " away first if yours is better."
    ),
    Refusal.STREAM_MISSING: gettext_lazy(
        "%(host)s does not tell us at once what is said; we visit it again and again."
    ),
    Refusal.FEED_EMPTY: gettext_lazy("The address answers, but with an empty page."),
    Refusal.FEED_UNRECOGNISED: gettext_lazy(
        "This is a page, not a feed. Look on the site for a link called RSS, Atom or feed."
    ),
    Refusal.FEED_TOO_DEEP: gettext_lazy(
        "This feed is built in a way (%(depth)s layers) that honest feeds are not. It was not read."
    ),
    Refusal.FEED_TOO_LARGE: gettext_lazy(
        "This feed has more than %(limit)s parts. Look for a shorter feed of this source."
    ),
    Refusal.FEED_ENTITIES: gettext_lazy(
        "This feed holds text that would grow without end. It was not read, for safety."
    ),
    Refusal.FILE_MISSING: gettext_lazy("The file %(name)s is not there."),
    Refusal.FILE_IS_FOLDER: gettext_lazy("%(name)s is a folder. Choose a file in it."),
    Refusal.FILE_UNREADABLE: gettext_lazy(
        "The file %(name)s cannot be opened. May Klankbord read it?"
    ),
    Refusal.FILE_EMPTY: gettext_lazy("The file %(name)s is empty."),
    Refusal.FILE_KIND_UNKNOWN: gettext_lazy(
        "The file %(name)s is not a table and not JSON Lines. Save it as CSV or XLSX."
    ),
    Refusal.FILE_NO_COLUMNS: gettext_lazy(
        "In %(name)s there is no row with column names. Put one at the top."
    ),
    Refusal.FILE_TOO_WIDE: gettext_lazy(
        "The file %(name)s has %(columns)s columns or more; we read at most %(limit)s."
        " Leave out those that you do not need."
    ),
    Refusal.FILE_DAMAGED: gettext_lazy(
        "The file %(name)s is damaged. Export it again from where it came."
    ),
    Refusal.FILE_LOCKED: gettext_lazy("The workbook %(name)s has a password. Save it without one."),
    Refusal.FILE_UNPACKS_TOO_LARGE: gettext_lazy(
        "Unpacked, the file would be %(megabytes)s MB or more. Unpack it yourself, or split it."
    ),
    Refusal.FILE_IS_ARCHIVE: gettext_lazy(
        "%(name)s is a ZIP archive. Unpack it and choose one of the files in it."
    ),
    Refusal.FILE_IS_JSON_LIST: gettext_lazy(
        "%(name)s holds one long JSON list. Save it as JSON Lines: one post a line."
    ),
    Refusal.FILE_CHANGED: gettext_lazy(
        "The file %(name)s changed while we were reading it. Import it again."
    ),
    Refusal.EXPORT_CHANGED: gettext_lazy(
        "This export no longer says what is private (%(fields)s), so nothing of it was read."
    ),
    Refusal.COLLEAGUES_UNHEARD: gettext_lazy(
        "%(name)s holds what colleagues say to each other. Klankbord does not listen to that."
        " Ask in the community what they think: there they know who reads along."
    ),
    Refusal.MAPPING_NEEDED: gettext_lazy("Tell us first which column holds what."),
    Refusal.MAPPING_COLUMN_MISSING: gettext_lazy(
        "The file has no column “%(column)s” for the field “%(field)s”."
    ),
    Refusal.MAPPING_INVALID: gettext_lazy(
        "The choice for “%(field)s” cannot be used: %(problem)s."
    ),
    Refusal.CONNECTOR_UNKNOWN: gettext_lazy(
        "The connector “%(connector)s” is not installed here. An administrator can add it."
    ),
    Refusal.CONNECTOR_FAULT: gettext_lazy(
        "The connector “%(connector)s” has a fault of its own. Tell its makers."
    ),
    PAUSED: gettext_lazy("Somebody paused this source."),
    INTERRUPTED: gettext_lazy("Klankbord itself was down. It read afterwards what it had missed."),
}

CAUTIONS: dict[str, Promise] = {
    Caution.SHORTENED: gettext_lazy("“%(key)s” was seen %(count)s times in all."),
    Caution.FEED_BROKEN: gettext_lazy(
        "The feed has mistakes; what could be saved was read (%(problem)s)."
    ),
    Caution.FEED_ENCODING_GUESSED: gettext_lazy(
        "The feed names the wrong character set; it was read as %(encoding)s."
    ),
    Caution.ENTRIES_LEFT_OUT: gettext_lazy(
        "There were more entries than we read at once; %(count)s were left out."
    ),
    Caution.ENTRY_EMPTY: gettext_lazy("An entry without title, text and link was left out."),
    Caution.ENTRY_REPEATED: gettext_lazy("The same entry stood there twice; the first was kept."),
    Caution.ENTRY_BROKEN: gettext_lazy("An entry could not be read (%(problem)s)."),
    Caution.ENTRY_WITHOUT_ID: gettext_lazy(
        "An entry had no identity of its own; we made one from its words."
    ),
    Caution.TEXT_CUT: gettext_lazy("A text was cut at %(limit)s characters."),
    Caution.DATE_MISSING: gettext_lazy("There was no date; it got the time of reading."),
    Caution.DATE_UNREADABLE: gettext_lazy(
        "The date “%(text)s” makes no sense; it got the time of reading."
    ),
    Caution.DATE_IN_FUTURE: gettext_lazy(
        "The date “%(text)s” has yet to come; it got the time of reading."
    ),
    Caution.DATE_ORDER_GUESSED: gettext_lazy(
        "In “%(text)s” day and month could be the other way round; we read the day first."
    ),
    Caution.ROW_BROKEN: gettext_lazy("A row could not be read and was left out (%(problem)s)."),
    Caution.ROW_EMPTY: gettext_lazy("A row without text and title was left out."),
    Caution.ROW_TOO_LONG: gettext_lazy(
        "A row had more cells (%(cells)s) than there are columns; the extra ones were left out."
    ),
    Caution.ROW_TOO_SHORT: gettext_lazy(
        "A row had fewer cells (%(cells)s) than there are columns."
    ),
    Caution.ROW_ENCODING: gettext_lazy(
        "A row was in another character set than the rest (Windows-1252) and was read as such."
    ),
    Caution.ROW_ENDLESS: gettext_lazy("A row was longer than %(megabytes)s MB and was left out."),
    Caution.ROW_NUL: gettext_lazy("Empty signs (NUL) were taken out of a row."),
    Caution.QUOTE_UNCLOSED: gettext_lazy(
        "A quotation mark was never closed; the row was read without quotation marks."
    ),
    Caution.FIELDS_MISSING: gettext_lazy(
        "The platform no longer sends %(fields)s. Tell the makers of Klankbord."
    ),
    Caution.POST_PRIVATE: gettext_lazy("A post that was not meant for everybody was left out."),
    Caution.CONVERSATION_PRIVATE: gettext_lazy(
        "A private channel or conversation of the export was left closed."
    ),
    Caution.LETTER_AUTOMATIC: gettext_lazy(
        "A program wrote this letter (somebody is away, it bounced, it is a list): it was left out."
    ),
    Caution.LETTER_CUT: gettext_lazy(
        "Of a very large letter only the first %(kilobytes)s kB were read."
    ),
    Caution.AUTHOR_DECLINES: gettext_lazy(
        "An author does not want to be found by programs; that post was left out."
    ),
    Caution.NUMBER_UNREADABLE: gettext_lazy(
        "The number “%(text)s” in “%(field)s” makes no sense and was left out."
    ),
    Caution.FILE_CUT_OFF: gettext_lazy("The file ends too early; all up to there was read."),
}


def sentence(key: str, values: Mapping[str, Any] | None = None) -> str:
    """One plain sentence for a key; a key from a plug-in that we have no words for stands bare."""
    words = REFUSALS.get(key) or CAUTIONS.get(key)
    if words is None:
        return _("Something went wrong that we have no words for (%(key)s).") % {"key": key}
    said = {name: _said(value) for name, value in (values or {}).items()}
    return str(words) % defaultdict(lambda: "?", said)


def _said(value: object) -> object:
    """Write a number as the reader does."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    whole = int(value) if value == int(value) else value
    return number_format(whole, force_grouping=True)
