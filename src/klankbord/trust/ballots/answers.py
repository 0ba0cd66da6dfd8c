"""What the two addresses of a vote answer, the same in every room that offers one.

The first knows who asks and signs what it cannot read. The second takes a ballot without cookies
and keeps nothing of where it came from. Who may vote, and how often somebody tries, is the room's.
"""

import datetime as dt
from http import HTTPStatus

import msgspec
from django.http import HttpRequest, JsonResponse

from klankbord.connectors.jsons import read_whole
from klankbord.trust.ballots import actions
from klankbord.trust.ballots.actions import CastBallot
from klankbord.trust.ballots.models import BallotRound
from klankbord.trust.ballots.signing import BlindedRefused

LARGEST = 8_000  # letters; a ballot with a key of 3072 bits has about 1,200


def answer_token(
    request: HttpRequest,
    *,
    round: BallotRound,  # noqa: A002  # the word of the house
    member: str,
    at: dt.datetime,
) -> JsonResponse:
    """Sign the blinded token in the request for a member, whom the room found entitled."""
    try:
        blinded = read_whole(request.body, dict[str, str])["blinded"]
        signed = actions.issue_token(
            round=round, member=member, blinded=bytes.fromhex(blinded), at=at
        )
    except actions.TokenFetched:
        return _refused("fetched", HTTPStatus.CONFLICT)
    except actions.RoundNotOpen:
        return _refused("closed", HTTPStatus.GONE)
    except (msgspec.DecodeError, KeyError, ValueError, BlindedRefused):
        return _refused("unreadable", HTTPStatus.BAD_REQUEST)
    return JsonResponse({"signed": signed.hex()})


def answer_cast(
    request: HttpRequest,
    *,
    round: BallotRound,  # noqa: A002  # the word of the house
    at: dt.datetime,
) -> JsonResponse:
    """Take the ballot in the request from whoever holds a token of this round."""
    if len(request.body) > LARGEST:
        return _refused("unreadable", HTTPStatus.BAD_REQUEST)
    try:
        cast = read_whole(request.body, CastBallot)
        commitment = actions.cast_ballot(round=round, cast=cast, at=at)
    except actions.RoundNotOpen:
        return _refused("closed", HTTPStatus.GONE)
    except actions.TokenSpent:
        return _refused("spent", HTTPStatus.CONFLICT)
    except (msgspec.DecodeError, actions.BallotRefused):
        return _refused("unreadable", HTTPStatus.BAD_REQUEST)
    return JsonResponse({"commitment": commitment})


def _refused(reason: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"reason": reason}, status=status)
