"""Open a round, hand out tokens, take ballots, close and count."""

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from django.db import IntegrityError, connection, transaction

from klankbord.trust import audit
from klankbord.trust.ballots.counting import commitment_of, hash_of, message_of, root_of
from klankbord.trust.ballots.models import Ballot, BallotRound, IssuedToken, random_id
from klankbord.trust.ballots.signing import blind_sign, is_signed, make_key
from klankbord.trust.disclosure.keys import key_for
from klankbord.trust.disclosure.queries import least_for
from klankbord.trust.disclosure.request import Kind
from klankbord.trust.vault.actions import seal_all
from klankbord.trust.vault.columns import ROUND_KEYS
from klankbord.trust.vault.queries import open_all

OPENINGS_KEPT = dt.timedelta(days=30)
STIRRED = 63  # rows that are written again with each new one: it hides among 64
_HEX_32 = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{512,1024}")
Row = TypeVar("Row", Ballot, IssuedToken)
_LOCK = 0x4B42  # first half of the advisory lock on PostgreSQL, the round is the second


class RoundNotOpen(Exception):  # noqa: N818  # named after the broken promise
    """The round has not begun, or is over."""


class RoundRunning(Exception):  # noqa: N818  # named after the broken promise
    """A round is closed and counted after its end, not before."""


class TokenFetched(Exception):  # noqa: N818  # named after the broken promise
    """Another token of this round was fetched by this member: one person, one ballot."""


class TokenSpent(Exception):  # noqa: N818  # named after the broken promise
    """Another ballot was cast with this token."""


class BallotRefused(Exception):  # noqa: N818  # named after the broken promise
    """The ballot is not signed by this round's key, or its choice does not exist."""


@dataclass(frozen=True, kw_only=True)
class CastBallot:
    """What a voter's browser sends, without cookies: all in lower-case hex but the choice."""

    token: str
    prefix: str
    signature: str
    choice: str
    nonce: str

    @property
    def is_well_formed(self) -> bool:
        """Whether every part has the form that it must have."""
        parts = (self.token, self.prefix, self.nonce)
        return all(_HEX_32.fullmatch(part) for part in parts) and bool(
            _SIGNATURE.fullmatch(self.signature)
        )


def open_round(
    *,
    subject: str,
    options: Sequence[str],
    n_entitled: int,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    by: str,
    at: dt.datetime,
    is_counted_openly: bool = False,
) -> BallotRound:
    """Open a round with a key of its own, whose fingerprint goes into the audit log.

    Everybody can see that there is one key for all: a key for one person would point at them.
    """
    opened = BallotRound(
        subject=subject,
        options=list(options),
        n_entitled=n_entitled,
        opens_at=opens_at,
        closes_at=closes_at,
        is_counted_openly=is_counted_openly,
    )
    return _open(opened, by, at, {"options": list(options)})


def open_survey(
    *,
    subject: str,
    sheet: Sequence[str],
    n_entitled: int,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    by: str,
    at: dt.datetime,
) -> BallotRound:
    """Open a round in which one ballot answers many questions; `sheet` has the letters of each.

    Sheets are never published: whoever told some of their answers could be found by the rest.
    """
    opened = BallotRound(
        subject=subject,
        sheet=list(sheet),
        n_entitled=n_entitled,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    return _open(opened, by, at, {"n_questions": len(sheet)})


def issue_token(*, round: BallotRound, member: str, blinded: bytes, at: dt.datetime) -> bytes:  # noqa: A002  # the word of the house
    """Sign one blinded token for a member, who was found entitled by the caller.

    The same request again has the same answer, so a lost answer costs nobody a vote.
    """
    private = _private_key(round, at)
    signature = blind_sign(private, blinded)
    token = IssuedToken(
        round=round,
        member_hash=_keyed(round, member.encode()),
        blinded_hash=_keyed(round, blinded),
    )
    try:
        with transaction.atomic():
            _enter(round, at)
            _add(token)
    except IntegrityError:
        same = round.issued.filter(member_hash=token.member_hash, blinded_hash=token.blinded_hash)
        if not same.exists():
            raise TokenFetched from None
    return signature


def cast_ballot(*, round: BallotRound, cast: CastBallot, at: dt.datetime) -> str:  # noqa: A002  # the word of the house
    """Take a ballot and give its commitment as receipt; the same ballot again changes nothing."""
    _check(round, cast)
    token_hash = hash_of(bytes.fromhex(cast.token))
    ballot = Ballot(
        round=round,
        token_hash=token_hash,
        token=cast.token,
        prefix=cast.prefix,
        signature=cast.signature,
        choice=cast.choice,
        nonce=cast.nonce,
        commitment=commitment_of(token_hash, cast.choice, cast.nonce),
    )
    try:
        with transaction.atomic():
            _enter(round, at)
            _add(ballot)
    except IntegrityError:
        same = round.ballots.filter(token_hash=token_hash, commitment=ballot.commitment)
        if not same.exists():
            raise TokenSpent from None
    return ballot.commitment


def close_round(*, round: BallotRound, by: str, at: dt.datetime) -> BallotRound:  # noqa: A002  # the word of the house
    """Count, publish the root in the audit log, destroy the key and the list of who fetched."""
    if at < round.closes_at:
        raise RoundRunning(round.key)
    with transaction.atomic():
        _lock(round)
        claimed = BallotRound.objects.filter(pk=round.pk, is_closed=False)
        if not claimed.update(is_closed=True, sealed_key=b"", n_issued=round.issued.count()):
            return BallotRound.objects.get(pk=round.pk)
        round.issued.all().delete()
        _rewrite(Ballot, list(round.ballots.all()))
        round.refresh_from_db()
        _count(round)
        audit.record(
            at=at,
            actor=by,
            act="trust.ballot-closed",
            object=f"ballot-round:{round.key}",
            detail={
                "root": round.root,
                "n_issued": round.n_issued,
                "n_ballots": round.n_ballots,
            },
        )
    return round


def drop_choices(*, at: dt.datetime) -> int:
    """Drop what each ballot chose, 30 days after the close; counts and the list stay."""
    old = Ballot.objects.filter(round__is_closed=True, round__closes_at__lte=at - OPENINGS_KEPT)
    return old.exclude(choice="").update(choice="", nonce="")


def drop_sheets(*, round: BallotRound) -> None:  # noqa: A002  # the word of the house
    """Drop the answers of a survey as soon as its figures are made; the list of ballots stays."""
    round.ballots.filter(round__is_closed=True).update(choice="", nonce="")


def _open(round_: BallotRound, by: str, at: dt.datetime, detail: dict[str, Any]) -> BallotRound:
    private = make_key()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    round_.key = secrets.token_hex(8)
    round_.least = least_for(Kind.SHARE)
    round_.public_key = public
    round_.sealed_key = _seal(private, round_.key)
    with transaction.atomic():
        round_.save()
        audit.record(
            at=at,
            actor=by,
            act="trust.ballot-opened",
            object=f"ballot-round:{round_.key}",
            detail={"key": hashlib.sha256(public).hexdigest(), "n_entitled": round_.n_entitled}
            | detail,
        )
    return round_


def _check(round_: BallotRound, cast: CastBallot) -> None:
    if not cast.is_well_formed or not round_.allows(cast.choice):
        raise BallotRefused
    public = load_der_public_key(bytes(round_.public_key))
    message = message_of(round_.key, bytes.fromhex(cast.token))
    if not isinstance(public, RSAPublicKey) or not is_signed(
        public, bytes.fromhex(cast.prefix), message, bytes.fromhex(cast.signature)
    ):
        raise BallotRefused


def _count(round_: BallotRound) -> None:
    rows = list(round_.ballots.values("token_hash", "commitment", "choice"))
    votes = Counter(row["choice"] for row in rows)
    round_.counts = {choice: votes[choice] for choice in round_.options}
    round_.root = root_of(
        [{"hash": row["token_hash"], "commitment": row["commitment"]} for row in rows]
    )
    round_.n_ballots = len(rows)
    round_.save(update_fields=["counts", "root", "n_ballots"])


def _enter(round_: BallotRound, at: dt.datetime) -> None:
    """Wait for the round, and look whether it is open now that nobody can close it meanwhile."""
    _lock(round_)
    is_open = BallotRound.objects.filter(
        pk=round_.pk, is_closed=False, opens_at__lte=at, closes_at__gt=at
    )
    if not is_open.exists():
        raise RoundNotOpen(round_.key)


def _lock(round_: BallotRound) -> None:
    """One writer in a round on PostgreSQL, so that mixing cannot deadlock; SQLite has one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, round_.pk])


def _add(row: Row) -> None:
    """Write a row together with a random handful of the others, all under new ids.

    A database file shows in which order rows were written (pages, transaction numbers). So the
    newest row is one of 64 that were written at once, and older ones are mixed again and again.
    """
    here: Any = type(row).objects.filter(round=row.round)
    pivot = random_id()
    above: list[Row] = list(here.filter(pk__gte=pivot).order_by("pk")[:STIRRED])
    below: list[Row] = list(here.filter(pk__lt=pivot).order_by("-pk")[: STIRRED - len(above)])
    _rewrite(type(row), [*above, *below, row])


def _rewrite(model: Any, rows: Sequence[Ballot | IssuedToken]) -> None:
    """Take rows out, where they were in, and write them again in a random order."""
    model.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        row.pk = random_id()
    model.objects.bulk_create(sorted(rows, key=attrgetter("pk")))


def _keyed(round_: BallotRound, text: bytes) -> str:
    key = key_for(f"ballots.members.{round_.key}")
    return hmac.digest(key, text, "sha256").hex()


def _seal(private: RSAPrivateKey, round_key: str) -> bytes:
    plain = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return seal_all(column=ROUND_KEYS, name=f"ballots.{round_key}", values=[plain])[0]


def _private_key(round_: BallotRound, at: dt.datetime) -> RSAPrivateKey:
    seal = bytes(BallotRound.objects.values_list("sealed_key", flat=True).get(pk=round_.pk))
    if not seal or not round_.opens_at <= at < round_.closes_at:
        raise RoundNotOpen(round_.key)
    (plain,) = open_all(name=f"ballots.{round_.key}", tokens=[seal])
    private = load_der_private_key(
        plain,
        password=None,
        unsafe_skip_rsa_key_validation=True,  # our own key, under our own seal: 40 times as quick
    )
    if not isinstance(private, RSAPrivateKey):
        raise RoundNotOpen(round_.key)
    return private
