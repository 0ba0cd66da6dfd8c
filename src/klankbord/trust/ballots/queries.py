"""Read what is offered to a voter, and what is published of a round that is closed."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from klankbord.trust.ballots.models import Ballot, BallotRound
from klankbord.trust.disclosure.request import Figure, Reason, Refusal
from klankbord.trust.disclosure.rounding import share_of


class KeyLost(Exception):  # noqa: N818  # named after what happened
    """The public key of a round is not an RSA key."""


def offer_of(round: BallotRound) -> dict[str, Any]:  # noqa: A002  # the word of the house
    """Give the browser what it needs to make a ballot."""
    public = load_der_public_key(bytes(round.public_key))
    if not isinstance(public, RSAPublicKey):
        raise KeyLost(round.key)
    numbers = public.public_numbers()
    return {
        "round": round.key,
        "options": round.options,
        "n": f"{numbers.n:x}",
        "e": f"{numbers.e:x}",
    }


def published_round(round: BallotRound) -> dict[str, Any] | None:  # noqa: A002  # the word of the house
    """Give the list of a closed round: each voter finds their own, and anybody checks it.

    Exact counts and choices are in it only where people were told so before they voted, and where
    enough of them did. None before the close.
    """
    if not round.is_closed:
        return None
    rows = round.ballots.order_by("token_hash")
    is_open = round.is_counted_openly and len(rows) >= round.least
    return {
        "round": round.key,
        "options": round.options,
        "key": bytes(round.public_key).hex(),
        "n_entitled": round.n_entitled,
        "n_issued": round.n_issued,
        "ballots": [_line(row, is_open=is_open and bool(row.choice)) for row in rows],
        "counts": round.counts if is_open and all(row.choice for row in rows) else None,
        "root": round.root,
    }


def result_of(round: BallotRound) -> dict[str, Figure] | Refusal:  # noqa: A002  # the word of the house
    """Tell the share of each option, rounded as every figure about employees; after the close."""
    if not round.is_closed:
        return Refusal(Reason.ROUND_RUNNING)
    n_ballots = sum(round.counts.values())
    if n_ballots < round.least:
        return Refusal(Reason.TOO_FEW, round.least)
    return {choice: share_of(n_votes, n_ballots) for choice, n_votes in round.counts.items()}


def turnout_of(round: BallotRound) -> Figure | Refusal:  # noqa: A002  # the word of the house
    """Tell which share of those who could vote did, rounded; after the close."""
    if not round.is_closed:
        return Refusal(Reason.ROUND_RUNNING)
    if round.n_ballots < round.least:
        return Refusal(Reason.TOO_FEW, round.least)
    return share_of(round.n_ballots, round.n_entitled)


def sheets_of(round: BallotRound) -> dict[str, str]:  # noqa: A002  # the word of the house
    """Give the answers on each ballot of a closed survey by its name in the list, to count them.

    For the room that makes figures of them, through the gateway; empty before the close, and after
    `drop_sheets`.
    """
    if not round.is_closed:
        return {}
    kept = round.ballots.exclude(choice="").order_by("token_hash")
    return dict(kept.values_list("token_hash", "choice"))


def _line(ballot: Ballot, *, is_open: bool) -> dict[str, str]:
    line = {
        "hash": ballot.token_hash,
        "token": ballot.token,
        "prefix": ballot.prefix,
        "signature": ballot.signature,
        "commitment": ballot.commitment,
    }
    return line | {"choice": ballot.choice, "nonce": ballot.nonce} if is_open else line
