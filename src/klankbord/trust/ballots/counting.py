"""What is published of a round, and how anybody counts it again: needs no database and no secret.

Published, as JSON: `round`, `options`, `key` (the public key in DER, hex), `n_entitled`,
`n_issued`, `ballots` sorted by token hash, each `{hash, token, prefix, signature, commitment}` and,
where the round is counted openly, `choice` and `nonce`; `counts` there too; `root` over the list.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from klankbord.trust.ballots.signing import is_signed

Ballot = Mapping[str, str]


@dataclass(frozen=True)
class Recount:
    """The outcome of counting again: `problems` are codes with the token hash they are about."""

    n_ballots: int
    counts: Mapping[str, int]
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Whether nothing was changed, added, removed or miscounted."""
        return not self.problems


def message_of(round: str, token: bytes) -> bytes:  # noqa: A002  # the word of the house
    """Build what a token's signature is about: this round and no other."""
    return b"klankbord ballot\0" + round.encode() + b"\0" + token


def hash_of(token: bytes) -> str:
    """Name a token in the list."""
    return hashlib.sha256(b"klankbord token\0" + token).hexdigest()


def commitment_of(token_hash: str, choice: str, nonce: str) -> str:
    """Bind a ballot to its choice; the nonce keeps the choice from being guessed."""
    parts = [token_hash, choice, nonce]
    return hashlib.sha256("\0".join(["klankbord commitment", *parts]).encode()).hexdigest()


def root_of(ballots: list[Ballot]) -> str:
    """Bind the whole list: any other list has another root."""
    lines = sorted(f"{each['hash']} {each['commitment']}" for each in ballots)
    return hashlib.sha256("\n".join(["klankbord list", *lines]).encode()).hexdigest()


def recount(published: Mapping[str, Any], *, root: str) -> Recount:
    """Count a published round again; `root` comes from elsewhere, such as the audit log."""
    ballots: list[Ballot] = published["ballots"]
    problems = [(code, each["hash"]) for each in ballots for code in _faults(published, each)]
    names = Counter(each["hash"] for each in ballots)
    problems += [("twice", name) for name, n_times in names.items() if n_times > 1]
    if not len(ballots) <= published["n_issued"] <= published["n_entitled"]:
        problems.append(("more-ballots-than-voters", ""))
    if root_of(ballots) != root:
        problems.append(("list-changed", ""))
    counts = {
        choice: sum(each.get("choice") == choice for each in ballots)
        for choice in published["options"]
    }
    if published.get("counts") is not None and dict(published["counts"]) != counts:
        problems.append(("miscounted", ""))
    return Recount(len(ballots), counts, problems)


def _faults(published: Mapping[str, Any], ballot: Ballot) -> list[str]:
    key = load_der_public_key(bytes.fromhex(published["key"]))
    token = bytes.fromhex(ballot["token"])
    prefix, signature = bytes.fromhex(ballot["prefix"]), bytes.fromhex(ballot["signature"])
    faults = []
    if not isinstance(key, RSAPublicKey) or not is_signed(
        key, prefix, message_of(published["round"], token), signature
    ):
        faults.append("not-signed")
    if hash_of(token) != ballot["hash"]:
        faults.append("token-changed")
    if "choice" in ballot:
        opened = commitment_of(ballot["hash"], ballot["choice"], ballot["nonce"])
        if opened != ballot["commitment"] or ballot["choice"] not in published["options"]:
            faults.append("choice-changed")
    return faults
