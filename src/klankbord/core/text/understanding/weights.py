"""What training left behind: one file a language, read once and never changed.

A file holds a table of small whole numbers (a row a bucket of `grams`, a column a class), a head on
the numbers of the encoder, and how both become probabilities. `training/` makes them; sizes and
figures stand on the page about models.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from klankbord.core.text.understanding.encoder import Meanings
from klankbord.core.text.understanding.grams import Grams, Pieces

FOLDER: Final = Path(__file__).with_name("weights")
LETTER_SHARE, WORD_SHARE = 0.7, 1.4
"""How much the runs of letters and the words of a text count, whatever its length."""

_INT8: Final = 127

Scores = npt.NDArray[np.float64]
Table = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Mix:
    """From scores to probabilities: how much table and head count, and what is added a class."""

    table: float
    head: float
    offsets: Scores


@dataclass(frozen=True)
class Task:
    """One question that a model answers: its classes, and a mix for each tier."""

    labels: tuple[str, ...]
    columns: slice
    cheap: Mix
    shown: Mix


@dataclass(frozen=True)
class Model:
    """All of one language. `scale` turns the table's whole numbers into weights, a class each."""

    table: Table
    scale: Scores
    head: Scores
    tasks: dict[str, Task]

    def p(self, grams: Grams, meanings: Meanings | None) -> dict[str, Scores]:
        """By task, probabilities: a row a text, a column a class; the shown tier has meanings."""
        tables = self.table_scores(grams)
        heads = None if meanings is None else head_scores(self.head, meanings)
        return {name: _p(task, tables, heads) for name, task in self.tasks.items()}

    def table_scores(self, grams: Grams) -> Scores:
        """What the table says, a row a text and a column a class."""
        return table_scores(self.table, self.scale, grams)


def _p(task: Task, tables: Scores, heads: Scores | None) -> Scores:
    if heads is None:
        return shares(task.cheap.table * tables[:, task.columns] + task.cheap.offsets)
    mix = task.shown
    mixed = mix.table * tables[:, task.columns] + mix.head * heads[:, task.columns]
    return shares(mixed + mix.offsets)


def table_scores(table: Table, scale: Scores, grams: Grams) -> Scores:
    """What a table of whole numbers says, a row a text and a column a class."""
    letters = [_sums(table, pieces) for pieces in grams.letters]
    n_letters = np.add.reduce([pieces.counts for pieces in grams.letters])
    made: Scores = scale * (
        LETTER_SHARE * np.add.reduce(letters) / _root(n_letters)
        + WORD_SHARE * _sums(table, grams.words) / _root(grams.words.counts)
    )
    return made


class Counted(NamedTuple):
    """Pieces one by one: of which text, in which bucket, and for how much each counts."""

    owners: npt.NDArray[np.int64]
    buckets: npt.NDArray[np.int64]
    values: Scores


def counted(grams: Grams) -> Counted:
    """The pieces that `table_scores` adds up, for who learns a table."""
    n_letters = np.add.reduce([pieces.counts for pieces in grams.letters])
    shares_of = [LETTER_SHARE / _root(n_letters)] * len(grams.letters)
    parts = [*zip(grams.letters, shares_of, strict=True)]
    parts.append((grams.words, WORD_SHARE / _root(grams.words.counts)))
    owners = [np.repeat(np.arange(len(each.counts)), each.counts) for each, _share in parts]
    places = [
        np.arange(len(whose)) + (each.starts - np.cumsum(each.counts) + each.counts)[whose]
        for (each, _share), whose in zip(parts, owners, strict=True)
    ]
    return Counted(
        np.concatenate(owners),
        np.concatenate([each.buckets[at] for (each, _), at in zip(parts, places, strict=True)]),
        np.concatenate([share[whose, 0] for (_, share), whose in zip(parts, owners, strict=True)]),
    )


def packed(table: Scores) -> tuple[Table, Scores]:
    """Whole numbers from -127 to 127, and the scale of each column.

    Most weights are small: a scale by the largest would round them away.
    """
    large = np.abs(table)
    scale = np.minimum(large.max(axis=0), np.quantile(large, 0.9999, axis=0)) / _INT8
    scale = np.where(scale > 0, scale, 1.0)
    return np.clip(np.rint(table / scale), -_INT8, _INT8).astype(np.int8), scale


def head_scores(head: Scores, meanings: Meanings) -> Scores:
    """The last row of a head is what it says of any text."""
    scores: Scores = meanings @ head[:-1] + head[-1]
    return scores


def shares(scores: Scores) -> Scores:
    """The softmax of each row; one column alone is a yes or no, and gives two."""
    if scores.shape[1] == 1:
        scores = np.concatenate([np.zeros_like(scores), scores], axis=1)
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    made: Scores = raised / raised.sum(axis=1, keepdims=True)
    return made


def _sums(table: Table, pieces: Pieces) -> npt.NDArray[np.int32]:
    """The rows of each text, added up."""
    sums = np.zeros((len(pieces.buckets) + 1, table.shape[1]), np.int32)
    np.cumsum(table[pieces.buckets], axis=0, dtype=np.int32, out=sums[1:])
    made: npt.NDArray[np.int32] = sums[pieces.starts + pieces.counts] - sums[pieces.starts]
    return made


def _root(counts: npt.NDArray[np.int64]) -> Scores:
    """A long text has more pieces, and is not that much surer for it."""
    made: Scores = np.sqrt(np.maximum(counts, 1))[:, None]
    return made


@cache
def model_of(language: str) -> Model | None:
    """The model of a language; None where there is none. Reading takes 20 ms, 1 MB of memory."""
    path = FOLDER / f"{language}.npz"
    if language not in languages_known():
        return None
    with np.load(path) as kept:
        tasks = {}
        for name in map(str, kept["tasks"]):
            first, last = kept[f"{name}.columns"]
            tasks[name] = Task(
                tuple(map(str, kept[f"{name}.labels"])),
                slice(int(first), int(last)),
                _mix(kept[f"{name}.cheap"]),
                _mix(kept[f"{name}.shown"]),
            )
        return Model(kept["table"], kept["scale"], kept["head"].astype(np.float64), tasks)


def _mix(kept: npt.NDArray[np.float64]) -> Mix:
    return Mix(float(kept[0]), float(kept[1]), kept[2:].astype(np.float64))


@cache
def languages_known() -> tuple[str, ...]:
    """Languages that have a model."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.npz")))


def write_model(folder: Path, language: str, model: Model) -> Path:
    """Write what `model_of` reads."""
    parts: dict[str, npt.ArrayLike] = {
        "table": model.table,
        "scale": model.scale,
        "head": model.head.astype(np.float16),
        "tasks": np.array([*model.tasks]),
    }
    for name, task in model.tasks.items():
        parts[f"{name}.labels"] = np.array(task.labels)
        parts[f"{name}.columns"] = np.array([task.columns.start, task.columns.stop])
        for tier, mix in (("cheap", task.cheap), ("shown", task.shown)):
            parts[f"{name}.{tier}"] = np.array([mix.table, mix.head, *mix.offsets])
    path = folder / f"{language}.npz"
    np.savez_compressed(path, **parts)  # type: ignore[arg-type]  # numpy's stubs take no mapping
    return path
