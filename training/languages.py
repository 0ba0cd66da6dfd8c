"""One model a language: what it learns from, and how its scores become probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from klankbord.core.measure.intervals import wilson_interval
from klankbord.core.measure.labels import agreement, macro_intervals
from klankbord.core.measure.prevalence import judged_eye
from klankbord.core.text.understanding.opinions import LEAST_SURE, NEGATIVE_SURE
from klankbord.core.text.understanding.weights import Mix, Model, Task, head_scores, packed, shares
from training import sets
from training.encoding import encoded
from training.logistic import Array, even, fit_head, fit_mix, fit_table, rows_of

N_FOLDS: Final = 3
TABLE_COST: Final = 3.0
HEAD_COST: Final = 5.0
_NEIGHBOUR: Final = 0.15  # what a tweet in another language counts for
_LINE: Final = 0.5  # what a line that a teacher labelled counts for
_WORD: Final = 0.3  # what a single word that a teacher labelled counts for
_OFFENSIVE: Final = ("no", "yes")


@dataclass
class Lesson:
    """Rows to learn from; the first `n_own` are gold in the language itself and are held out."""

    rows: Any
    meanings: Array
    targets: Array
    weights: Array
    n_own: int


def lesson(own: sets.Labelled, *others: sets.Labelled) -> Lesson:
    """Read and encode what a model learns from."""
    parts = [own, *others]
    texts = [text for part in parts for text in part.texts]
    weights = np.concatenate([even(part.targets) * part.weight for part in parts])
    targets = np.concatenate([part.targets for part in parts])
    return Lesson(rows_of(texts), encoded(texts), targets, weights, len(own.texts))


@dataclass
class Learned:
    """Weights of one task, and scores of its own texts by weights that did not see them."""

    table: Array
    head: Array
    seen: tuple[Array, Array, Array, Array]


def learn(given: Lesson, *, folds: int = N_FOLDS) -> Learned:
    """Fit on everything, and by folds for the scores that calibrate."""
    tables, heads = (np.zeros((given.n_own, given.targets.shape[1])) for _ in range(2))
    fold = np.random.default_rng(7).integers(0, max(folds, 1), given.n_own)
    for number in range(folds):
        out = np.flatnonzero(fold == number)
        kept = np.setdiff1d(np.arange(len(given.targets)), out)
        table, head = _fit(given, kept)
        tables[out] = given.rows[out] @ table
        heads[out] = head_scores(head, given.meanings[out])
    table, head = _fit(given, np.arange(len(given.targets)))
    own = slice(0, given.n_own)
    return Learned(table, head, (tables, heads, given.targets[own], given.weights[own]))


def _fit(given: Lesson, kept: Any) -> tuple[Array, Array]:
    targets, weights = given.targets[kept], given.weights[kept]
    return (
        fit_table(given.rows[kept], targets, weights, cost=TABLE_COST),
        fit_head(given.meanings[kept], targets, weights, cost=HEAD_COST),
    )


def judged(table: Array, head: Array, *held: sets.Labelled) -> tuple[Array, Array, Array, Array]:
    """Scores of texts that were kept apart."""
    given = lesson(*held)
    return given.rows @ table, head_scores(head, given.meanings), given.targets, given.weights


def mixes(seen: tuple[Array, Array, Array, Array]) -> tuple[Mix, Mix]:
    """The cheap tier uses the table alone; the shown tier both."""
    tables, heads, targets, weights = seen
    if targets.shape[1] == len(_OFFENSIVE):
        tables, heads = (each - each[:, :1] for each in (tables, heads))
    made = []
    for tier, some in (("cheap", np.zeros_like(heads)), ("shown", heads)):
        found = fit_mix(tables, some, targets, weights)
        _tell(tier, found[0] * tables + found[1] * some + found[2:], targets)
        made.append(_mix(found))
    return made[0], made[1]


def _tell(tier: str, scores: Array, targets: Array) -> None:
    """How well unseen texts were read: the figures of the page about models."""
    right, p = targets.argmax(axis=1), shares(scores)
    found = agreement([*map(str, right)], [*map(str, p.argmax(axis=1))], p.max(axis=1).tolist())
    f1, recall = macro_intervals(found)
    print(
        f"  {tier}: {found.n} unseen texts, macro F1 {f1.share:.3f} ({f1.low:.3f}-{f1.high:.3f}),"
        f" macro recall {recall.share:.3f} ({recall.low:.3f}-{recall.high:.3f}),"
        f" calibration error {found.calibration_error:.3f}"
    )
    _tell_sure(p, right)
    print(f"    confusion {sorted(found.confusion.items())}", flush=True)
    if len(sets.SENTIMENT) == targets.shape[1]:
        _tell_shares(p, right)


def _tell_sure(p: Array, right: Any) -> None:
    """Each label where it is sure enough to be told: how often it is right, and of how many."""
    given, sure = p.argmax(axis=1), p.max(axis=1)
    for label in range(p.shape[1]):
        told = (given == label) & (sure >= (LEAST_SURE if label else NEGATIVE_SURE))
        found = wilson_interval(int((right[told] == label).sum()), int(told.sum()))
        print(
            f"    sure of {label}: {told.sum()}, right {found.share:.3f}"
            f" ({found.low:.3f}-{found.high:.3f})"
        )


def _tell_shares(p: Array, right: Any) -> None:
    """What `EYES` of the product holds; how far shares are off with rows from the other half."""
    print(f"    {judged_eye(p, right, (0, 2))}", flush=True)


def _mix(found: Array) -> Mix:
    offsets = found[2:]
    if len(offsets) == len(_OFFENSIVE):
        offsets = offsets[1:] - offsets[:1]
    return Mix(float(found[0]), float(found[1]), offsets)


def model(tables: Array, heads: Array, tasks: dict[str, tuple[Sequence[str], Mix, Mix]]) -> Model:
    """Pack: whole numbers from -127 to 127, a scale a column."""
    made, at = {}, 0
    for name, (labels, cheap, shown) in tasks.items():
        n_columns = 1 if len(labels) == len(_OFFENSIVE) else len(labels)
        made[name] = Task(tuple(labels), slice(at, at + n_columns), cheap, shown)
        at += n_columns
    return Model(*packed(tables), heads, made)


def one_column(scores: Array) -> Array:
    """A yes or no as one column: how much more yes."""
    return scores[:, 1:] - scores[:, :1]


@dataclass
class Offence:
    """Learned from English alone; `head` is calibrated by itself, for it reads every language."""

    learned: Learned
    mixed: tuple[Mix, Mix]
    head: Array


def offence_of() -> Offence:
    """Tweets that people called offensive or not."""
    found = learn(lesson(sets.offensive_tweets("train")), folds=0)
    seen = judged(found.table, found.head, sets.offensive_tweets("val"))
    alone = mixes((np.zeros_like(seen[0]), *seen[1:]))[1]
    head = alone.head * one_column(found.head)
    head[-1] += alone.offsets[0]
    return Offence(found, mixes(seen), np.concatenate([np.zeros_like(head), head], axis=1))


def english(offence: Offence) -> Model:
    """Tweets with gold labels; calibrated on tweets that were kept apart."""
    found = learn(lesson(sets.sentiment_tweets(), _weighed(sets.lexicon("en"), _LINE)), folds=0)
    held = sets.without(sets.many_languages("en"), sets.sentiment_tweets().texts)
    seen = judged(found.table, found.head, sets.sentiment_held_out(), held)
    return model(
        np.concatenate([found.table, one_column(offence.learned.table)], axis=1),
        np.concatenate([found.head, one_column(offence.learned.head)], axis=1),
        {
            "sentiment": (sets.SENTIMENT, *mixes(seen)),
            "offensive": (_OFFENSIVE, *offence.mixed),
        },
    )


def continental(language: str, offence: Offence) -> Model:
    """German, French, Spanish: gold tweets, and a little of what the others say."""
    others = [each for each in sets.UMSAB if each != language]
    own = sets.many_languages(language)
    found = learn(
        lesson(own, *(_weighed(sets.many_languages(each), _NEIGHBOUR) for each in others))
    )
    return _with_offence(found, mixes(found.seen), offence, [*own.texts, *sets.sentences(language)])


def dutch(offence: Offence) -> Model:
    """No gold tweets may be used: subtitles, words and sentences, labelled by a teacher.

    The teacher is the head on the encoder, which learned from tweets in other languages. In the
    shown tier one that learned from more of them speaks alone, as sure as it may be of a language
    that it did not learn from.
    """
    tweets = [sets.many_languages(each) for each in sets.UMSAB]
    taught = lesson(*tweets)
    teacher = fit_head(taught.meanings, taught.targets, taught.weights, cost=HEAD_COST)
    lines = sets.subtitles("nl")
    lines.targets = _softened(lines.targets, shares(head_scores(teacher, encoded(lines.texts))))
    said = sets.sentences("nl")
    spoken = sets.Labelled(said, shares(head_scores(teacher, encoded(said))), _LINE)
    own = sets.Labelled([*lines.texts, *said], np.concatenate([lines.targets, spoken.targets]))
    alone = sets.dutch_words()
    words = sets.Labelled(alone, shares(head_scores(teacher, encoded(alone))), _WORD)
    listed = _weighed(sets.lexicon("nl"), _LINE)
    others = [_weighed(each, _NEIGHBOUR) for each in tweets]
    found = learn(lesson(own, words, listed, *others))
    found.head = teacher_without()
    mixed = (mixes(found.seen)[0], of_a_language_unheard())
    return _with_offence(found, mixed, offence, [*own.texts, *alone])


def teacher_without(*left_out: str) -> Array:
    """A head that learned from tweets in every language that has any, but those left out."""
    parts = [sets.many_languages(each) for each in sets.TEACHERS if each not in left_out]
    parts.append(sets.without(sets.sentiment_tweets(), sets.many_languages("en").texts))
    targets = np.concatenate([part.targets for part in parts])
    weights = np.concatenate([even(part.targets) for part in parts])
    meanings = encoded([text for part in parts for text in part.texts])
    return fit_head(meanings, targets, weights, cost=HEAD_COST)


def of_a_language_unheard() -> Mix:
    """How sure the teacher may be: by tweets in each language, read by one that left it out."""
    scores, targets = [], []
    for language in sets.TEACHERS:
        if language != "en":  # most of what it learned from is English
            held = sets.many_languages(language)
            scores.append(head_scores(teacher_without(language), encoded(held.texts)))
            targets.append(held.targets)
    heads, right = np.concatenate(scores), np.concatenate(targets)
    found = fit_mix(np.zeros_like(heads), heads, right, np.ones(len(heads)))
    _tell("shown, of a language unheard", found[1] * heads + found[2:], right)
    return _mix(found)


def _softened(gold: Array, taught: Array) -> Array:
    """Gold says pleasant or not; how much of it is neutral the teacher says."""
    neutral = taught[:, 1:2]
    made: Array = gold * (1 - neutral)
    made[:, 1:2] += neutral
    return made


def _with_offence(
    found: Learned, mixed: tuple[Mix, Mix], offence: Offence, texts: list[str]
) -> Model:
    """Offence is taught by the English head, which reads every language."""
    targets = shares(head_scores(offence.head, encoded(texts)))
    given = Lesson(rows_of(texts), encoded(texts), targets, np.ones(len(texts)), len(texts))
    taught = learn(given)
    cheap, _shown = mixes(taught.seen)
    shown = Mix(0.0, 1.0, np.zeros(1))
    return model(
        np.concatenate([found.table, one_column(taught.table)], axis=1),
        np.concatenate([found.head, one_column(offence.head)], axis=1),
        {"sentiment": (sets.SENTIMENT, *mixed), "offensive": (_OFFENSIVE, cheap, shown)},
    )


def _weighed(part: sets.Labelled, weight: float) -> sets.Labelled:
    part.weight = weight
    return part
