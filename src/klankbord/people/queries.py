"""Read people."""

from klankbord.people.models import Member, Organisation


def organisation() -> Organisation | None:
    """Find the organisation of this installation; None before it is set up."""
    return Organisation.objects.order_by("pk").first()


def display_name(member: Member) -> str:
    """Tell allauth how a member is called."""
    return member.name or member.email
