"""Everything that the query language says with codes, as sentences for people."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.core.match import ErrorCode, QueryError, QueryWarning, WarningCode

MOST_NAMED = 3
_AROUND = 60  # characters of the query shown on each side of what is wrong


@dataclass(frozen=True)
class Problem:
    """What is wrong with a query, where, and what to do."""

    sentence: str
    remedy: str
    before: str
    marked: str
    after: str

    @property
    def caret(self) -> str:
        """A line of carets that stands under the marked part in a fixed-width font."""
        return " " * len(self.before) + "^" * max(len(self.marked), 1)


Words = tuple[str | Promise, str | Promise]

ERROR_WORDS: dict[ErrorCode, Words] = {
    ErrorCode.EMPTY: (
        gettext_lazy("There is nothing to search for."),
        gettext_lazy("Type at least one word."),
    ),
    ErrorCode.TOO_LONG: (
        gettext_lazy("The query has %(size)s characters; %(most)s is the most."),
        gettext_lazy("Make two topics of it, or use * to put words together."),
    ),
    ErrorCode.TOO_DEEP: (
        gettext_lazy("There are more than %(most)s brackets inside each other."),
        gettext_lazy("Take out brackets that are not needed."),
    ),
    ErrorCode.TOO_MANY_TERMS: (
        gettext_lazy("The query has more than %(most)s words."),
        gettext_lazy("Make two topics of it, or use * to put words together."),
    ),
    ErrorCode.BRACKET_NOT_CLOSED: (
        gettext_lazy("This bracket opens, but nothing closes it."),
        gettext_lazy("Put a ) where the group ends."),
    ),
    ErrorCode.BRACKET_NOT_OPENED: (
        gettext_lazy("This bracket closes, but nothing opened it."),
        gettext_lazy("Put a ( where the group begins, or take this one out."),
    ),
    ErrorCode.GROUP_EMPTY: (
        gettext_lazy("There is nothing between these brackets."),
        gettext_lazy("Put words in, or take the brackets out."),
    ),
    ErrorCode.QUOTE_NOT_CLOSED: (
        gettext_lazy("This quotation mark opens, but nothing closes it."),
        gettext_lazy('Put a " where the phrase ends.'),
    ),
    ErrorCode.PHRASE_EMPTY: (
        gettext_lazy("There is no word between these marks."),
        gettext_lazy("Put words in, or take the marks out."),
    ),
    ErrorCode.BRACE_NOT_CLOSED: (
        gettext_lazy("This { opens, but no } closes it."),
        gettext_lazy("Put a } where the word ends."),
    ),
    ErrorCode.BRACE_NOT_OPENED: (
        gettext_lazy("This } closes, but no { opened it."),
        gettext_lazy("Put a { where the word begins, or take this one out."),
    ),
    ErrorCode.COMMENT_NOT_CLOSED: (
        gettext_lazy("The remark that begins here has no end."),
        gettext_lazy("Put */ where the remark ends."),
    ),
    ErrorCode.OPERATOR_NEEDS_LEFT: (
        gettext_lazy("There is nothing before “%(operator)s”."),
        gettext_lazy(
            "Put a word before it. Do you mean the word itself? Put it between quotation marks."
        ),
    ),
    ErrorCode.OPERATOR_NEEDS_RIGHT: (
        gettext_lazy("There is nothing after “%(operator)s”."),
        gettext_lazy("Put a word after it, or take it out."),
    ),
    ErrorCode.NEAR_NEEDS_NUMBER: (
        gettext_lazy("“%(operator)s” does not say how near."),
        gettext_lazy("Write the number of words behind it: %(operator)s/5."),
    ),
    ErrorCode.NEAR_TOO_FAR: (
        gettext_lazy("This number of words cannot be used."),
        gettext_lazy("Choose a number from %(least)s to %(most)s."),
    ),
    ErrorCode.NEAR_NEEDS_WORDS: (
        gettext_lazy("NEAR can only stand between words, phrases and groups with OR."),
        gettext_lazy("Take AND, NOT, hashtags and fields out of this part and put them outside."),
    ),
    ErrorCode.ONLY_NEGATIVE: (
        gettext_lazy("This only says what must not be there: it would find nearly everything."),
        gettext_lazy("Add at least one word that must be there, also in each part of an OR."),
    ),
    ErrorCode.WILDCARD_TOO_SHORT: (
        gettext_lazy("“%(word)s” has too few letters: it would find nearly everything."),
        gettext_lazy("Write at least %(least)s letters beside the * or ?."),
    ),
    ErrorCode.WILDCARD_IN_EXACT: (
        gettext_lazy("Between { and } every sign is taken as it stands, * and ? too."),
        gettext_lazy("Take the * or ? out, or write the word without { and }."),
    ),
    ErrorCode.FUZZY_WORD: (
        gettext_lazy("“~” behind a single word cannot be used."),
        gettext_lazy("Use * or ? for other spellings: %(word)s*."),
    ),
    ErrorCode.FIELD_UNKNOWN: (
        gettext_lazy("There is no field “%(field)s”."),
        gettext_lazy(
            "See the list of fields beside the query. Do you mean a text with a colon? Put it "
            "between quotation marks."
        ),
    ),
    ErrorCode.FIELD_EMPTY: (
        gettext_lazy("There is nothing behind the colon of “%(field)s”."),
        gettext_lazy("Write what to look for, without a space: %(field)s:word."),
    ),
    ErrorCode.FIELD_IN_FIELD: (
        gettext_lazy("The field “%(field)s” stands inside the field “%(outer)s”."),
        gettext_lazy("Put it outside the brackets."),
    ),
    ErrorCode.FIELD_TAKES_NO_GROUP: (
        gettext_lazy("“%(field)s” cannot have brackets."),
        gettext_lazy("Write one number or date behind the colon."),
    ),
    ErrorCode.FIELD_NOT_KEPT: (
        gettext_lazy("“%(field)s” is not known yet when a stored query looks at a mention."),
        gettext_lazy(
            "Take it out here. In the list of mentions you can search and filter by it, also "
            "within one topic."
        ),
    ),
    ErrorCode.FIELD_VALUE_UNKNOWN: (
        gettext_lazy("“%(field)s” does not know “%(value)s”."),
        gettext_lazy("Choose one of these: %(allowed)s."),
    ),
    ErrorCode.FIELD_NEEDS_NUMBER: (
        gettext_lazy("“%(value)s” is not a number."),
        gettext_lazy("Write a number or a range: %(field)s:>=1000 or %(field)s:10..99."),
    ),
    ErrorCode.FIELD_NEEDS_DATE: (
        gettext_lazy("“%(value)s” is not a date."),
        gettext_lazy("Write year, month and day: %(field)s:2026-01-31."),
    ),
    ErrorCode.RANGE_UPSIDE_DOWN: (
        gettext_lazy("“%(value)s” ends before it begins."),
        gettext_lazy("Put the smaller number first."),
    ),
    ErrorCode.IMPORT_LINE_UNKNOWN: (
        gettext_lazy("The query refers to line %(line)s, and there is no such line."),
        gettext_lazy("Add the line, or take the number out."),
    ),
    ErrorCode.IMPORT_LINE_CIRCULAR: (
        gettext_lazy("Line %(line)s refers to itself or to a later line."),
        gettext_lazy("Refer to earlier lines only."),
    ),
    ErrorCode.IMPORT_NOTHING_LEFT: (
        gettext_lazy("Nothing in this query has a meaning here."),
        gettext_lazy("Write the words that you look for."),
    ),
    ErrorCode.IMPORT_SIGN_UNKNOWN: (
        gettext_lazy("“%(sign)s” has no meaning here."),
        gettext_lazy("Take it out, or write that part in our own way."),
    ),
}

WARNING_WORDS: dict[WarningCode, str | Promise] = {
    WarningCode.MIXED_AND_OR: gettext_lazy(
        "AND and OR stand together without brackets. It is read like this: %(reading)s. "
        "Put brackets in to be sure."
    ),
    WarningCode.OPERATOR_IN_SMALL_LETTERS: gettext_lazy(
        "“%(word)s” in small letters is looked for as a word. Write it in capitals to join words."
    ),
    WarningCode.SIGN_LEFT_OUT: gettext_lazy(
        "“%(sign)s” has no letters and is left out: signs cannot be looked for."
    ),
}

_NEAREST = gettext_lazy("Do you mean “%(nearest)s”?")


def problem_of(error: QueryError, text: str) -> Problem:
    """Say what is wrong with `text`, and show the place in its line."""
    sentence, remedy = ERROR_WORDS[error.code]
    values = _sayable(error.values)
    if values.get("nearest"):
        remedy = _NEAREST
    start = min(error.position, len(text))
    end = min(start + max(error.length, 1), len(text))
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    end = min(end, max(line_end, start))
    return Problem(
        sentence=str(sentence) % values,
        remedy=str(remedy) % values,
        before=_tail(text[line_start:start]),
        marked=text[start:end],
        after=_head(text[end:line_end]),
    )


def warning_sentence(warning: QueryWarning) -> str:
    """Say what a reader should know about a query that is accepted."""
    return str(WARNING_WORDS[warning.code]) % _sayable(warning.values)


def names_sentence(names: tuple[str, ...]) -> str:
    """Say why a query that names colleagues is refused."""
    others = [_("others")] if len(names) > MOST_NAMED else []
    shown = get_text_list([*names[:MOST_NAMED], *others], _("and"))
    works_here = ngettext("%(names)s works here.", "%(names)s work here.", len(names))
    why = _(
        "Klankbord follows subjects, not colleagues: a query with the name or the account of "
        "somebody who works here is refused, unless that person chose to be shown. Take the name "
        "out and write down the subject instead."
    )
    return f"{works_here % {'names': shown}} {why}"


def _sayable(values: dict[str, Any]) -> dict[str, Any]:
    """Lists as words; other values as they are."""
    return {
        name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        for name, value in values.items()
    }


def _tail(text: str) -> str:
    return text if len(text) <= _AROUND else "…" + text[-_AROUND:]


def _head(text: str) -> str:
    return text if len(text) <= _AROUND else text[:_AROUND] + "…"
