"""`klankbord graph`: who matters among those who answer, repeat and name each other."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import click
import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from klankbord.core.graph.circles import circles
from klankbord.core.graph.links import Links
from klankbord.core.graph.rank import page_rank
from klankbord.site.commands.streams import Unusable, opened_in, opened_out

_AT_ONCE: Final = 10_000


class _Table(NamedTuple):
    names: list[str]
    links: Links
    kinds: dict[str, npt.NDArray[np.int64]]
    """By kind of link, how often each was addressed so."""


@click.command()
@click.argument("edges")
@click.option("--output", default="-", help="Where the lines go.")
def graph(*, edges: str, output: str) -> None:
    """Write a line for everybody in EDGES (CSV: source,target[,weight,kind]), highest rank first.

    source answered, repeated or named target; links to oneself do not count. addressed_by and
    addresses count people and times, back_and_forth people; kinds says how somebody was
    addressed. pagerank is a share of all; community is a number, 0 for the largest circle.
    """
    table = _read(edges)
    with opened_out(output) as lines:
        lines.writelines(_lines(table))


def _read(name: str) -> _Table:
    """Exit code 2 where it is no such table."""
    strings = dict.fromkeys(("source", "target", "kind"), pa.string())
    try:
        with opened_in(name) as file:
            read = csv.read_csv(
                file,
                convert_options=csv.ConvertOptions(
                    column_types={**strings, "weight": pa.float64()}
                ),
            )
    except pa.ArrowInvalid as error:
        raise Unusable(name, error) from error
    if not {"source", "target"} <= {*read.column_names}:
        raise Unusable(name, f"no columns source and target in {', '.join(read.column_names)}")
    ends = pa.chunked_array([*read["source"].chunks, *read["target"].chunks], pa.string())
    coded = ends.combine_chunks().dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    sources, targets = codes[: len(read)], codes[len(read) :]
    weights = (
        pc.fill_null(read["weight"], 1.0).to_numpy()
        if "weight" in read.column_names
        else np.ones(len(read))
    )
    names = coded.dictionary.to_pylist()
    apart = sources != targets
    try:
        links = Links(len(names), sources[apart], targets[apart], weights[apart])
    except ValueError as error:
        raise Unusable(name, "every weight must be a number over 0") from error
    return _Table(names, links, _kinds(read, targets, apart, len(names)))


def _kinds(
    read: Any, targets: npt.NDArray[np.int64], apart: npt.NDArray[np.bool_], n: int
) -> dict[str, Any]:
    if "kind" not in read.column_names:
        return {}
    coded = pc.fill_null(read["kind"], "").combine_chunks().dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False)
    return {
        kind: np.bincount(targets[(codes == code) & apart], minlength=n)
        for code, kind in enumerate(coded.dictionary.to_pylist())
        if kind
    }


def _lines(table: _Table) -> Iterator[bytes]:
    links = table.links
    rank, circle = page_rank(links), circles(links)
    columns = (
        links.people_in, links.times_in, links.people_out, links.times_out, links.people_both_ways,
    )  # fmt: skip
    order = np.argsort(-rank, kind="stable")
    encoder = msgspec.json.Encoder()
    for at in range(0, len(order), _AT_ONCE):
        some = order[at : at + _AT_ONCE]
        counts = [column[some].tolist() for column in columns]
        kinds = {kind: column[some].tolist() for kind, column in table.kinds.items()}
        shares, numbers = rank[some].tolist(), circle[some].tolist()
        for place, node in enumerate(some.tolist()):
            by, times_by, to, times_to, both = (column[place] for column in counts)
            row = {
                "node": table.names[node],
                "addressed_by": {"people": by, "times": times_by},
                "addresses": {"people": to, "times": times_to},
                "back_and_forth": both,
                "pagerank": shares[place],
                "community": numbers[place],
            }
            if kinds:
                row["kinds"] = {kind: n for kind, each in kinds.items() if (n := each[place])}
            yield encoder.encode(row) + b"\n"
