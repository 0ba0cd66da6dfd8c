"""`klankbord evaluate`: how well a task is done on a labelled file."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import click
import numpy as np

from klankbord.core.measure.intervals import Interval
from klankbord.core.measure.labels import Agreement, agreement
from klankbord.core.measure.ranking import area_under_curve
from klankbord.core.text.language import languages
from klankbord.core.text.understanding.adapting import LEAST_LABELS, Given, cross_judged
from klankbord.core.text.understanding.encoder import encode
from klankbord.core.text.understanding.intents import INTENTS, SURE_ENOUGH, intents
from klankbord.core.text.understanding.opinions import (
    LEAST_SURE,
    NEGATIVE_SURE,
    OFFENCE_SURE,
    SENTIMENTS,
    Tier,
    opinions,
)
from klankbord.site.commands.evaluate_guard import judge_guard
from klankbord.site.commands.evaluate_spikes import SPIKES, judge_spikes
from klankbord.site.commands.evaluate_themes import THEMES, judge_themes
from klankbord.site.commands.evaluate_tone import (
    ToneFigures,
    tone_figures,
    tone_lines,
    tone_values,
)
from klankbord.site.commands.evaluate_wordings import WORDINGS, judge_wordings
from klankbord.site.commands.labelled import Labelled, read_labelled
from klankbord.site.commands.outcomes import (
    as_lines,
    as_values,
    said,
    told_lines,
    told_values,
)
from klankbord.site.commands.streams import Unusable, report
from klankbord.site.commands.tiers import tier_of

LANGUAGE, SENTIMENT, OFFENSIVE, GUARD = "language", "sentiment", "offensive", "guard"
_HALF: Final = 0.5
_NEVER: Final = 2.0


@dataclass(frozen=True)
class Judged:
    """The best guess for every text, the same where it may stay silent, and how it ranks."""

    forced: Agreement
    silent: Agreement | None = None
    area: Interval | None = None
    own: Agreement | None = None
    """After learning from the file's own labels, each part judged by the others."""
    tone: Sequence[ToneFigures] = ()


@click.command()
@click.argument(
    "task",
    type=click.Choice([LANGUAGE, SENTIMENT, OFFENSIVE, *INTENTS, SPIKES, THEMES, WORDINGS, GUARD]),
)
@click.argument("file", required=False)
@click.option("--label", "field", help='Where the right answer stands.  [default: "label"]')
@click.option("--yes", multiple=True, help="A label that means: this is it. Besides 1 and true.")
@click.option("--lang", help="The language of all texts, where the lines have no lang.")
@click.option(
    "--tier",
    type=click.Choice([tier.value for tier in Tier]),
    help="[default: shown where installed]",
)
@click.option(
    "--folds",
    type=click.IntRange(2, 20),
    help="Learn sentiment from the file's own labels too: each part is judged by the others.",
)
@click.option("--longest", type=click.IntRange(min=1), help="Only texts of so many letters.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def evaluate(  # noqa: PLR0913  # one for each option
    *,
    task: str,
    file: str | None,
    field: str | None,
    yes: tuple[str, ...],
    lang: str | None,
    tier: str | None,
    folds: int | None,
    longest: int | None,
    as_json: bool,
) -> None:
    """Do TASK on each line of FILE (JSON Lines with the right answer) and say how well it went.

    language: {"text", "lang"} a line. sentiment: {"text", "label"} with negative, neutral,
    positive (or 0, 1, 2). All else is yes or no: {"text", "label"}. Shares come with their 95 %
    interval. First stands the best guess for every text; then the same where the program may
    stay silent, as on screen. spikes: FILE is JSON, {series: {"windows": [[from, until], ...]}},
    and the series stand beside it. themes: {"text", "label"}, and "set" where FILE holds more
    than one. wordings: {"old", "new", "lang", "label"} with material or editorial. guard:
    {"text", "spans": [{"start", "end", "type"}]}, {"tokens": [[word, "", "B_PER_1"]]} or mail
    {"body", "categories"}; without FILE, the corpus that comes along.
    """
    if task == GUARD:
        found = judge_guard(file)
        return report(found.values, as_json=as_json, lines=found.lines)
    if file is None:
        message = "Name the labelled file."
        raise Unusable(message)
    if task == SPIKES:
        return judge_spikes(file, as_json=as_json)
    if task == WORDINGS:
        return judge_wordings(file, as_json=as_json)
    if task == THEMES:
        return judge_themes(file, field=field or "label", tier=tier, as_json=as_json)
    field = field or ("lang" if task == LANGUAGE else "label")
    rows = read_labelled(file, field=field, lang=lang, longest=longest)
    asked = tier_of(tier)
    outcome = _judged(task, rows, asked, yes, folds)
    return report(_values(task, asked, outcome), as_json=as_json, lines=_lines(outcome))


def _judged(task: str, rows: Labelled, tier: Tier, yes: Sequence[str], folds: int | None) -> Judged:
    if task == LANGUAGE:
        return _language(rows)
    if task == SENTIMENT:
        return _sentiment(rows, tier, folds)
    return _yes_or_no(task, rows, tier, yes)


def _language(rows: Labelled) -> Judged:
    found = languages(rows.texts)
    right = [str(label) for label in rows.labels]
    return Judged(agreement(right, [each.code for each in found], [each.p for each in found]))


def _sentiment(rows: Labelled, tier: Tier, folds: int | None) -> Judged:
    found = opinions(rows.texts, rows.languages, tier)
    p = [each.sentiment or (0.0, 0.0, 0.0) for each in found]
    right = rows.sentiments
    sides = [at for at, label in enumerate(right) if label in {SENTIMENTS[0], SENTIMENTS[-1]}]
    area = area_under_curve(
        [p[at][-1] - p[at][0] for at in sides], [right[at] == SENTIMENTS[-1] for at in sides]
    )
    tone = tone_figures(rows.languages, found, right, tier)
    found_at_once = replace(_compared(SENTIMENTS, right, p, area), tone=tone)
    if folds is None:
        return found_at_once
    return replace(found_at_once, own=_own(rows, right, p, tier, folds))


def _own(
    rows: Labelled, right: list[str], p: Sequence[tuple[float, ...]], tier: Tier, folds: int
) -> Agreement:
    """The same after learning from the labels of the other parts."""
    meanings = encode(rows.texts) if tier is Tier.SHOWN else None
    try:
        given = Given(np.array(p), meanings, rows.texts)
        labels, found, _sharpness = cross_judged(given, right, folds)
    except ValueError as error:
        reason = f"learning needs {LEAST_LABELS} texts without each part, and two labels"
        raise Unusable(reason) from error
    return _compared(labels, right, [tuple(row) for row in found.tolist()], None).forced


def _yes_or_no(task: str, rows: Labelled, tier: Tier, yes: Sequence[str]) -> Judged:
    found = opinions(rows.texts, rows.languages, tier)
    if task == OFFENSIVE:
        shares = [each.offensive or 0.0 for each in found]
        least = [OFFENCE_SURE.get(code, _NEVER) for code in rows.languages]
        said = [share >= sure for share, sure in zip(shares, least, strict=True)]
    else:
        place = INTENTS.index(task)
        wanted = intents(rows.texts, rows.languages, found)
        shares = [each.p[place] if each.p else 0.0 for each in wanted]
        said = [each.says(task) for each in wanted]
    is_it = rows.is_yes(task, yes)
    labels = ("no", task)
    right = [labels[each] for each in is_it]
    given = [labels[share > _HALF] for share in shares]
    forced = agreement(right, given, [max(share, 1 - share) for share in shares])
    most = SURE_ENOUGH if task in INTENTS else 1.0
    told = [min(share, most) for share in shares]
    silent = agreement(right, [task if each else "" for each in said], told)
    return Judged(forced, silent, area_under_curve(shares, is_it))


def _compared(
    labels: Sequence[str],
    right: Sequence[str],
    p: Sequence[tuple[float, ...]],
    area: Interval | None,
) -> Judged:
    best = [max(range(len(row)), key=row.__getitem__) if any(row) else None for row in p]
    sure = [max(row) for row in p]
    given = ["" if at is None else labels[at] for at in best]
    least = {SENTIMENTS[0]: NEGATIVE_SURE}
    told = [
        label if share >= least.get(label, LEAST_SURE) else ""
        for label, share in zip(given, sure, strict=True)
    ]
    return Judged(agreement(right, given, sure), agreement(right, told, sure), area)


def _values(task: str, tier: Tier, outcome: Judged) -> dict[str, Any]:
    values = as_values(task, outcome.forced)
    if silent := outcome.silent:
        values |= {
            "tier": tier,
            "area_under_curve": asdict(outcome.area) if outcome.area else None,
            "when_unsure_is_silent": {
                "answered": asdict(silent.answered),
                "accuracy": asdict(silent.accuracy_answered),
                "calibration_error": silent.calibration_error,
                "labels": told_values(silent),
            },
        }
    if outcome.tone:
        values["shares"] = tone_values(outcome.tone)
    if outcome.own:
        values["with_own_labels"] = as_values(task, outcome.own)
    return values


def _lines(outcome: Judged) -> list[str]:
    lines = as_lines(outcome.forced)
    if outcome.area:
        lines += ["", f"area under curve {said(outcome.area)}"]
    if silent := outcome.silent:
        lines += [
            "",
            f"sure enough to say so: {said(silent.answered)}",
            f"right where it does:   {said(silent.accuracy_answered)}",
            *told_lines(silent),
        ]
    lines += tone_lines(outcome.tone)
    if own := outcome.own:
        lines += ["", "After learning from these labels, each part judged by the others:"]
        lines += ["", *as_lines(own)]
    return lines
