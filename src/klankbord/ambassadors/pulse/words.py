"""Results in plain words: what stands out first, then each subject."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.ambassadors.pulse.counting import LEAST_RECOMMEND
from klankbord.ambassadors.pulse.results import Change, Results, SubjectResult, Told
from klankbord.core.measure.scales import Reliability
from klankbord.trust.disclosure.request import Figure
from klankbord.trust.disclosure.sentences import refusal_text
from klankbord.ui.charts import sparkline

SOUND: Final = 0.7  # Nunnally, "Psychometric Theory" (1978): enough to compare groups
_NAMED: Final = 2


def headlines(results: Results) -> list[tuple[str, str]]:
    """At most three sentences, each with the sign that stands before it."""
    if not results.seen:
        return [("lock", _reason(results))]
    best, least = results.seen[0], results.seen[-1]
    said = [("star", _("Best: %(what)s") % {"what": _with_mean(best)})]
    if least is not best:
        said.append(("eye", _("Asks most attention: %(what)s") % {"what": _with_mean(least)}))
    said.append(_movement(results))
    return said


def facts(results: Results) -> list[str]:
    """Who answered, when, and compared with what."""
    round_ = results.round
    said = [
        _("%(first)s to %(last)s")
        % {
            "first": date_format(round_.opens_at, "j F"),
            "last": date_format(round_.closes_at, "j F Y"),
        }
    ]
    if isinstance(results.turnout, Figure):
        share = f"{round(results.turnout.value * 100)} %"
        about = _("about %(share)s of %(n)s colleagues took part")
        said.append(about % {"share": share, "n": number_format(round_.n_entitled)})
    if results.earlier:
        said.append(_("compared with “%(title)s”") % {"title": results.earlier.title})
    return said


def subject_card(result: SubjectResult) -> dict[str, Any]:
    """One subject as its card shows it."""
    return {
        "key": result.subject.key,
        "name": str(result.subject),
        "told": told_card(result.told),
        "items": [
            (str(each.item), told_card(each.told), each.item.is_reversed) for each in result.items
        ],
        "line": sparkline(result.history),
        "reliability": reliability_text(result.reliability),
    }


def recommend_card(results: Results) -> dict[str, Any] | None:
    """Recommending as an employer, on its scale from -100 to 100."""
    told = results.recommend
    if told is None:
        return None
    if told.mean is None:
        few = _("This figure is never shown of fewer than %(n)s answers.")
        return {"refusal": few % {"n": LEAST_RECOMMEND}}
    card = {
        "mean": f"{round(told.mean * 100):+d}",
        "range": _range(f"{round(told.low * 100):+d}", f"{round(told.high * 100):+d}"),
        "n": number_format(told.n),
    }
    if told.change:
        card["change"] = change_text(told.change, f"{abs(round(told.change.by * 100))}")
    return card


def told_card(told: Told) -> dict[str, Any]:
    """One mean in words, or why there is none."""
    if told.mean is None:
        return {"refusal": refusal_text(told.refusal) if told.refusal else ""}
    card: dict[str, Any] = {
        "mean": number(told.mean),
        "range": _range(number(told.low), number(told.high)),
        "n": number_format(told.n),
    }
    if told.change:
        card["change"] = change_text(told.change, number(abs(told.change.by)))
        card["direction"] = _direction(told.change)
    return card


def change_text(change: Change, amount: str) -> str:
    """Up or down only where it is more than chance and rounding."""
    if not change.is_clear:
        return _("no clear change")
    words = _("%(n)s higher") if change.by > 0 else _("%(n)s lower")
    return words % {"n": amount}


def reliability_text(found: Reliability | None) -> str:
    """How well the statements of a subject agree, in words and as alpha."""
    if found is None:
        return ""
    words = (
        _("These statements belong together: alpha %(alpha)s, between %(low)s and %(high)s.")
        if found.alpha >= SOUND
        else _(
            "These statements say rather different things: alpha %(alpha)s, between %(low)s and "
            "%(high)s. Read them one by one."
        )
    )
    low = max(found.low, 0.0)
    return words % {
        "alpha": number(found.alpha, 2),
        "low": number(low, 2),
        "high": number(found.high, 2),
    }


def number(value: float, decimals: int = 1) -> str:
    """In the reader's way of writing."""
    return number_format(round(value, decimals), decimals)


def _with_mean(result: SubjectResult) -> str:
    return f"{result.subject} ({number(result.told.mean or 0)})"


def _movement(results: Results) -> tuple[str, str]:
    if results.earlier is None:
        return "history", _("This is the first round: there is nothing to compare with yet.")
    parts = []
    if results.risen:
        risen = _("Risen since the round before: %(names)s.")
        parts.append(risen % {"names": _names(results.risen)})
    if results.fallen:
        fallen = _("Fallen since the round before: %(names)s.")
        parts.append(fallen % {"names": _names(results.fallen)})
    return "history", " ".join(parts) or _("No clear change since the round before.")


def _names(found: Sequence[SubjectResult]) -> str:
    named = ", ".join(str(each.subject) for each in found[:_NAMED])
    n_more = len(found) - _NAMED
    if n_more <= 0:
        return named
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", n_more) % {
        "names": named,
        "n": n_more,
    }


def _reason(results: Results) -> str:
    reasons = [each.told.refusal for each in results.subjects if each.told.refusal]
    return refusal_text(reasons[0]) if reasons else ""


def _range(low: str, high: str) -> str:
    return _("between %(low)s and %(high)s") % {"low": low, "high": high}


def _direction(change: Change) -> str:
    if not change.is_clear:
        return "same"
    return "up" if change.by > 0 else "down"
