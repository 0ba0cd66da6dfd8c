"""Which button of the work bench was pressed."""

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("check", "draft", "own", "hit", "drop", "take", "discard")
SAVES_DRAFT = frozenset({"draft", "own", "hit", "drop", "take"})
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Act:
    """A button: what it does, and to what; `value` is `yes`, `no`, a number, or `number:yes`."""

    kind: str
    value: str = ""

    @property
    def must_match(self) -> bool:
        """Whether the example is one that must be found."""
        return self.value.rpartition(":")[2] == "yes"

    @property
    def number(self) -> int:
        """The mention, example or version; 0 names none."""
        digits = self.value.partition(":")[0]
        is_number = digits.isascii() and digits.isdecimal() and len(digits) <= len(str(_LARGEST))
        return min(int(digits), _LARGEST) if is_number else 0


def act_of(sent: Mapping[str, str]) -> Act:
    """The button in a form that was sent; Enter publishes. Empty: nothing was sent."""
    for kind in KINDS:
        if kind in sent:
            return Act(kind, sent[kind])
    return Act("publish" if sent else "")
