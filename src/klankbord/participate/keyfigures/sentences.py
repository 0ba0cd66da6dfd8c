"""Why somebody is a key figure, in the reader's words; every number is one that was counted."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.participate.keyfigures.models import KeyFigure, Role
from klankbord.ui.words import number


def author_name(figure: KeyFigure) -> str:
    """An author as people know them; nobody of whom we do not know that they may be named."""
    if not figure.group:
        return _("an author whose group is not known")
    return figure.author.name or figure.author.handle or _("unknown author")


def circle_name(circle: int, leads: Mapping[int, KeyFigure]) -> str:
    """A circle is called after who is turned to most in it, or else by its number."""
    if lead := leads.get(circle):
        return _("the circle around %(name)s") % {"name": author_name(lead)}
    return _("circle %(number)s") % {"number": number(circle + 1)}


def reason(figure: KeyFigure, leads: Mapping[int, KeyFigure]) -> str:
    """The counts behind a key figure."""
    values = {
        "people": number(figure.n_people),
        "times": number(figure.n_times),
        "besides": number(figure.n_besides),
        "others": number(figure.n_besides - 1),
        "circle": circle_name(figure.circle, leads),
        "other": circle_name(figure.other_circle or 0, leads),
    }
    return _SENTENCES[Role(figure.role)](figure) % values


def _starts(figure: KeyFigure) -> str:
    return ngettext(
        "%(besides)s message of their own that %(people)s people answered or repeated.",
        "%(besides)s messages of their own that %(people)s people answered or repeated.",
        figure.n_besides,
    )


def _carries(figure: KeyFigure) -> str:
    return ngettext(
        "Repeated %(besides)s message by %(people)s people.",
        "Repeated %(besides)s messages by %(people)s people.",
        figure.n_besides,
    )


def _bridges(_figure: KeyFigure) -> str:
    return _(
        "Has to do with %(people)s people in their own circle and with %(besides)s in %(other)s."
    )


def _trusted(_figure: KeyFigure) -> str:
    return _("%(people)s of the %(others)s others in their circle answer, repeat or name them.")


_SENTENCES = {
    Role.STARTS: _starts,
    Role.CARRIES: _carries,
    Role.BRIDGES: _bridges,
    Role.TRUSTED: _trusted,
}


def headline(n_people: int, n_circles: int) -> str:
    """What a reader should know first."""
    circles = ngettext("%(n)s circle", "%(n)s circles", n_circles) % {"n": number(n_circles)}
    values = {"people": number(n_people), "circles": circles}
    return _("%(people)s people answered, repeated or named each other, in %(circles)s.") % values
