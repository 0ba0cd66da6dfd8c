"""`klankbord reset-second-step`: for the day that the only administrator lost a phone."""

import click
from django.utils import timezone

from klankbord.people.models import Member
from klankbord.people.recovery.actions import CouncilProtected, reset_second_factor
from klankbord.site.commands.streams import Unusable

ACTOR = "command line"


@click.command("reset-second-step")
@click.argument("email")
@click.option("--reason", required=True, help="How you know that it is really them.")
def reset_second_step(*, email: str, reason: str) -> None:
    """Take passkeys, code app and recovery codes of EMAIL away; the member gets a letter."""
    member = Member.everybody.filter(email__iexact=email).first()
    if member is None:
        raise Unusable(email, "nobody has this address here.")
    try:
        is_done = reset_second_factor(member=member, reason=reason, actor=ACTOR, at=timezone.now())
    except CouncilProtected as protected:
        message = "is of the works council. Take that role away first, on the screen."
        raise Unusable(email, message) from protected
    words = "has no second step any more." if is_done else "had no second step."
    click.echo(f"{email} {words}", err=True)
