"""`klankbord evaluate wordings`: does another wording change the agreement, as people judge it?"""

from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from klankbord.core.guidelines.difference import Difference, compare_wordings
from klankbord.core.measure.labels import agreement
from klankbord.site.commands.outcomes import as_lines, as_values
from klankbord.site.commands.streams import Unusable, numbered_lines, report

WORDINGS: Final = "wordings"


class _Pair(msgspec.Struct):
    old: str
    new: str
    lang: Literal["nl", "en"]
    label: Literal["material", "editorial"]


def judge_wordings(file: str, *, as_json: bool) -> None:
    """Compare every pair of FILE and print the agreement with its labels."""
    pairs = list(_pairs(file))
    if not pairs:
        raise Unusable(file, "no line to judge by")
    found = [compare_wordings(each.old, each.new, each.lang).difference for each in pairs]
    given = ["editorial" if each is Difference.NONE else each.value for each in found]
    outcome = agreement([each.label for each in pairs], given)
    report(as_values(WORDINGS, outcome), as_json=as_json, lines=as_lines(outcome))


def _pairs(file: str) -> Iterator[_Pair]:
    for number, line in numbered_lines(file):
        try:
            yield msgspec.json.decode(line, type=_Pair)
        except msgspec.MsgspecError as error:
            raise Unusable(file, number, error) from error
