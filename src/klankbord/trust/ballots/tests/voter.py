"""A voter in Python, after RFC 9474, for tests: what `ballot.js` does in the browser."""

import hashlib
import secrets
from dataclasses import dataclass

from klankbord.trust.ballots import actions
from klankbord.trust.ballots.actions import CastBallot
from klankbord.trust.ballots.counting import message_of
from klankbord.trust.ballots.queries import offer_of

SALT = 48


def sha384(data):
    return hashlib.sha384(data).digest()


def mask(seed, size):
    blocks = -(-size // 48)
    return b"".join(sha384(seed + at.to_bytes(4, "big")) for at in range(blocks))[:size]


def encode(message, salt, n):
    bits = n.bit_length() - 1
    size = -(-bits // 8)
    hashed = sha384(bytes(8) + sha384(message) + salt)
    block = bytes(size - len(salt) - 48 - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, mask(hashed, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * size - bits)
    return bytes(masked) + hashed + b"\xbc"


def blind(n, e, prepared, salt=None, unveil=None):
    message = int.from_bytes(encode(prepared, salt or secrets.token_bytes(SALT), n), "big")
    veil = pow(unveil, -1, n) if unveil else secrets.randbelow(n - 2) + 2
    blinded = message * pow(veil, e, n) % n
    return blinded.to_bytes(-(-n.bit_length() // 8), "big"), pow(veil, -1, n)


def finalize(n, signed, unveil):
    signature = int.from_bytes(signed, "big") * unveil % n
    return signature.to_bytes(len(signed), "big")


@dataclass
class Voter:
    round: object
    member: str

    def __post_init__(self):
        offer = offer_of(self.round)
        self.n, self.e = int(offer["n"], 16), int(offer["e"], 16)
        self.token, self.prefix = secrets.token_bytes(32), secrets.token_bytes(32)
        self.nonce = secrets.token_hex(32)
        prepared = self.prefix + message_of(self.round.key, self.token)
        self.blinded, self.unveil = blind(self.n, self.e, prepared)
        self.signature = b""

    def fetch(self, at):
        signed = actions.issue_token(
            round=self.round, member=self.member, blinded=self.blinded, at=at
        )
        self.signature = finalize(self.n, signed, self.unveil)
        return self

    def filled(self, choice):
        return CastBallot(
            token=self.token.hex(),
            prefix=self.prefix.hex(),
            signature=self.signature.hex(),
            choice=choice,
            nonce=self.nonce,
        )

    def cast(self, choice, at):
        return actions.cast_ballot(round=self.round, cast=self.filled(choice), at=at)
