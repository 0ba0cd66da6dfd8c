import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from klankbord.trust.ballots.signing import BlindedRefused, blind_sign, is_signed
from klankbord.trust.ballots.tests import voter

VECTOR = json.loads(Path(__file__).with_name("rfc9474_a1.json").read_text(encoding="utf-8"))


def octets(name):
    return bytes.fromhex(VECTOR[name])


def integer(name):
    return int(VECTOR[name], 16)


@pytest.fixture(scope="module")
def key():
    p, q, d = integer("p"), integer("q"), integer("d")
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=d % (p - 1),
        dmq1=d % (q - 1),
        iqmp=pow(q, -1, p),
        public_numbers=rsa.RSAPublicNumbers(integer("e"), integer("n")),
    ).private_key()


def test_the_signer_gives_the_signature_of_the_rfc(key):
    assert blind_sign(key, octets("blinded_msg")) == octets("blind_sig")


def test_the_voter_gives_the_blinded_message_and_the_signature_of_the_rfc():
    blinded, unveil = voter.blind(
        integer("n"), integer("e"), octets("input_msg"), octets("salt"), integer("inv")
    )
    assert blinded == octets("blinded_msg")
    assert voter.finalize(integer("n"), octets("blind_sig"), unveil) == octets("sig")


def test_the_signature_of_the_rfc_is_valid_and_no_other_is(key):
    public, prefix, message = key.public_key(), octets("msg_prefix"), octets("msg")
    assert is_signed(public, prefix, message, octets("sig"))
    assert not is_signed(public, prefix, message + b"x", octets("sig"))
    assert not is_signed(public, b"", prefix + message, octets("sig"))
    assert not is_signed(public, prefix, message, octets("blind_sig"))
    assert not is_signed(public, prefix, message, b"")


@pytest.mark.parametrize("number", [0, 1, -1, "n"])
def test_numbers_that_could_betray_the_key_are_refused(key, number):
    n = integer("n")
    value = n if number == "n" else number % n
    with pytest.raises(BlindedRefused):
        blind_sign(key, value.to_bytes(512, "big"))


def test_a_multiple_of_a_prime_or_another_length_is_refused(key):
    with pytest.raises(BlindedRefused):
        blind_sign(key, integer("p").to_bytes(512, "big"))
    with pytest.raises(BlindedRefused):
        blind_sign(key, b"\x01" * 511)
