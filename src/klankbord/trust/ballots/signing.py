"""The signer's part of RSABSSA-SHA384-PSS-Randomized (RFC 9474); see docs/decisions/0011.

Making keys and checking signatures is `cryptography`'s work. Only the bare private-key operation
stands here, because no library offers it: it signs what it cannot read.
"""

import math
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

BITS = 3072
EXPONENT = 65537
SALT_LENGTH = 48
PREFIX_LENGTH = TOKEN_LENGTH = 32
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT_LENGTH)


class BlindedRefused(Exception):  # noqa: N818  # named after the broken promise
    """What was handed in cannot be a blinded message under this key."""


class SigningFailed(Exception):  # noqa: N818  # named after what happened
    """The signature does not check: it must not leave the machine, it could betray the key."""


def make_key() -> rsa.RSAPrivateKey:
    """Make the key of one round."""
    return rsa.generate_private_key(EXPONENT, BITS)


def blind_sign(key: rsa.RSAPrivateKey, blinded: bytes) -> bytes:
    """Sign a blinded message (RFC 9474, 4.3).

    Python's `pow` takes a time that depends on its numbers. So the number is first multiplied by a
    secret random one, whose root is divided out afterwards: the time tells nothing about what was
    handed in, and who hands in cannot steer it. The last check catches a faulty computation.
    """
    private = key.private_numbers()
    n, e = private.public_numbers.n, private.public_numbers.e
    length = (n.bit_length() + 7) // 8
    message = int.from_bytes(blinded, "big")
    if len(blinded) != length or not 1 < message < n - 1 or math.gcd(message, n) != 1:
        raise BlindedRefused
    veil = 2 + secrets.randbelow(n - 3)
    unveil = pow(veil, -1, n)
    signature = _root(private, message * pow(veil, e, n) % n) * unveil % n
    if pow(signature, e, n) != message:
        raise SigningFailed
    return signature.to_bytes(length, "big")


def _root(private: rsa.RSAPrivateNumbers, number: int) -> int:
    """Take the root by way of both primes, four times as quick (RFC 8017, 5.1.2)."""
    of_p = pow(number, private.dmp1, private.p)
    of_q = pow(number, private.dmq1, private.q)
    return of_q + (of_p - of_q) * private.iqmp % private.p * private.q


def is_signed(key: rsa.RSAPublicKey, prefix: bytes, message: bytes, signature: bytes) -> bool:
    """Check a finished signature over a message with its random prefix (RFC 9474, 4.5)."""
    try:
        key.verify(signature, prefix + message, _PSS, hashes.SHA384())
    except InvalidSignature:
        return False
    return len(prefix) == PREFIX_LENGTH
