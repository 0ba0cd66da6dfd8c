"""A query in plain words, so that its maker sees what it asks for."""

import datetime as dt
from collections.abc import Sequence
from functools import singledispatch

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klankbord.core.match import Query
from klankbord.core.match.tree import (
    And,
    Exact,
    Near,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Since,
    Until,
    Value,
    Within,
    Word,
)

MOST_SHOWN = 8
"""Of a longer list of alternatives, this many are read out."""

_VALUE_WORDS: dict[str, str | Promise] = {
    "hashtag": gettext_lazy("the hashtag #%(value)s"),
    "mention": gettext_lazy("the account @%(value)s in the text"),
    "platform": gettext_lazy("the platform %(value)s"),
    "author": gettext_lazy("the author %(value)s"),
    "source": gettext_lazy("the source %(value)s"),
    "lang": gettext_lazy("the language %(value)s"),
    "site": gettext_lazy("the website %(value)s"),
    "link": gettext_lazy("a link to %(value)s"),
    "thread": gettext_lazy("the conversation %(value)s"),
    "story": gettext_lazy("the story %(value)s"),
    "topic": gettext_lazy("the topic %(value)s"),
    "audience": gettext_lazy("the audience %(value)s"),
    "sentiment": gettext_lazy("the sentiment %(value)s"),
    "intent": gettext_lazy("the intent %(value)s"),
}
_HAS_WORDS: dict[str, str | Promise] = {
    "link": gettext_lazy("a link"),
    "media": gettext_lazy("a picture, video or sound"),
    "image": gettext_lazy("a picture"),
    "video": gettext_lazy("a video"),
    "audio": gettext_lazy("a sound"),
    "hashtag": gettext_lazy("a hashtag"),
    "mention": gettext_lazy("an account that is mentioned"),
    "place": gettext_lazy("a place"),
    "title": gettext_lazy("a title"),
}
_IS_WORDS: dict[str, str | Promise] = {
    "reply": gettext_lazy("the form of an answer"),
    "repost": gettext_lazy("the form of a repeat"),
    "quote": gettext_lazy("the form of a quote"),
    "original": gettext_lazy("the form of a post of its own"),
    "public": gettext_lazy("a public place"),
}
_NUMBER_WORDS: dict[str, str | Promise] = {
    "followers": gettext_lazy("followers"),
    "engagement": gettext_lazy("reactions"),
    "reach": gettext_lazy("reach"),
}


def read_query(query: Query) -> str:
    """One sentence that says what a mention must have."""
    return _("A mention needs %(conditions)s.") % {"conditions": _say(query.tree)}


@singledispatch
def _say(node: Node) -> str:
    """Say one node as something that a mention can have."""
    raise TypeError(node)


@_say.register
def _say_word(node: Word) -> str:
    inside = node.pattern.strip("*")
    if "*" in inside or "?" in inside:
        return _("a word like “%(word)s”") % {"word": node.pattern}
    values = {"word": inside}
    starts, ends = node.pattern.startswith("*"), node.pattern.endswith("*")
    if starts and ends:
        return _("a word with “%(word)s” in it") % values
    if starts:
        return _("a word that ends with “%(word)s”") % values
    if ends:
        return _("a word that begins with “%(word)s”") % values
    return f"“{inside}”"


@_say.register
def _say_exact(node: Exact) -> str:
    return _("“%(word)s” with exactly these capitals") % {"word": node.surface}


@_say.register
def _say_phrase(node: Phrase) -> str:
    parts = [part.pattern if isinstance(part, Word) else part.surface for part in node.parts]
    words = {"words": " ".join(parts), "n": node.slop}
    if not node.slop:
        return _("“%(words)s” in a row") % words
    return (
        ngettext(
            "“%(words)s” together, with at most %(n)d other word between",
            "“%(words)s” together, with at most %(n)d other words between",
            node.slop,
        )
        % words
    )


@_say.register
def _say_near(node: Near) -> str:
    values = {"left": _inside(node.left), "right": _inside(node.right), "n": node.distance}
    if node.is_ordered:
        return (
            ngettext(
                "%(left)s, and at most %(n)d word further on %(right)s",
                "%(left)s, and at most %(n)d words further on %(right)s",
                node.distance,
            )
            % values
        )
    return (
        ngettext(
            "%(left)s at most %(n)d word away from %(right)s",
            "%(left)s at most %(n)d words away from %(right)s",
            node.distance,
        )
        % values
    )


@_say.register
def _say_within(node: Within) -> str:
    words = {"words": _inside(node.child)}
    if node.field == "title":
        return _("%(words)s in the title") % words
    return _("%(words)s in the name of the place") % words


@_say.register
def _say_value(node: Value) -> str:
    known = {"has": _HAS_WORDS, "is": _IS_WORDS}.get(node.field)
    if known is not None:
        return str(known.get(node.pattern, node.pattern))
    return str(_VALUE_WORDS[node.field]) % {"value": node.pattern}


@_say.register
def _say_number(node: Number) -> str:
    name = str(_NUMBER_WORDS[node.field])
    low = None if node.low is None else number_format(node.low, force_grouping=True)
    high = None if node.high is None else number_format(node.high, force_grouping=True)
    if low == high:
        return _("exactly %(low)s %(name)s") % {"low": low, "name": name}
    if high is None:
        return _("at least %(low)s %(name)s") % {"low": low, "name": name}
    if low is None:
        return _("at most %(high)s %(name)s") % {"high": high, "name": name}
    return _("%(low)s to %(high)s %(name)s") % {"low": low, "high": high, "name": name}


@_say.register
def _say_since(node: Since) -> str:
    return _("a date from %(day)s on") % {"day": _day(node.at)}


@_say.register
def _say_until(node: Until) -> str:
    return _("a date up to %(day)s") % {"day": _day(node.at - dt.timedelta(seconds=1))}


@_say.register
def _say_not(node: Not) -> str:
    return _("not %(condition)s") % {"condition": _inside(node.child)}


@_say.register
def _say_or(node: Or) -> str:
    said = [_inside(child, And) for child in node.children[:MOST_SHOWN]]
    n_more = len(node.children) - MOST_SHOWN
    if n_more > 0:
        said.append(
            ngettext("%(n)d other", "%(n)d others", n_more) % {"n": n_more},
        )
    return _listed(said, _("or"))


@_say.register
def _say_and(node: And) -> str:
    wanted = [child for child in node.children if not isinstance(child, Not)]
    unwanted = [child.child for child in node.children if isinstance(child, Not)]
    said = _listed([_inside(child, Or) for child in wanted[:MOST_SHOWN]], _("and"))
    if len(wanted) > MOST_SHOWN:
        n_more = len(wanted) - MOST_SHOWN
        said += ngettext(", and %(n)d other", ", and %(n)d others", n_more) % {"n": n_more}
    if unwanted:
        without = _listed([_inside(child, And) for child in unwanted[:MOST_SHOWN]], _("or"))
        said = _("%(wanted)s, but not %(unwanted)s") % {"wanted": said, "unwanted": without}
    return said


def _inside(node: Node, *bracketed: type) -> str:
    """Say a node within another; brackets where words alone would leave a doubt."""
    text = _say(node)
    return f"({text})" if isinstance(node, bracketed or (And, Or)) else text


def _listed(said: Sequence[str], word: str) -> str:
    if len(said) < 2:  # noqa: PLR2004  # one needs no joining
        return "".join(said)
    return f"{', '.join(said[:-1])} {word} {said[-1]}"


def _day(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
