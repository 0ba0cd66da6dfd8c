"""What may be told about who read a guideline: what the gateway of trust gives, as a percentage."""

from dataclasses import dataclass

from klankbord.trust.disclosure.request import Figure, Refusal


@dataclass(frozen=True)
class Share:
    """A percentage; `is_edge` says that it stands for "this or further", so no 0 and no 100."""

    percent: int
    n_members: int
    is_edge: bool = False


def share_of(figure: Figure | Refusal | None) -> Share | None:
    """Turn what the gateway gave into a share; None where it gave no figure."""
    if not isinstance(figure, Figure):
        return None
    return Share(round(100 * figure.value), figure.n_about, is_edge=figure.edge != 0)
