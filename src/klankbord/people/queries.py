"""Read people."""

import zoneinfo

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Exists, Q, QuerySet

from klankbord.people.models import Account, Department, Member, Organisation


def organisation() -> Organisation | None:
    """The organisation of this installation; None before it is set up."""
    return Organisation.objects.order_by("pk").first()


def house_language() -> str:
    """The language in which the house speaks to several people at once."""
    house = organisation()
    return house.language if house else settings.LANGUAGE_CODE


def house_zone() -> zoneinfo.ZoneInfo:
    """The time zone in which the house counts its days; that of the settings before it is set up.

    It stays what it was when the house began: counts by day are made in it.
    """
    house = organisation()
    return zoneinfo.ZoneInfo(house.time_zone if house else settings.TIME_ZONE)


def are_guests_welcome() -> bool:
    """Whether the house has guests at all; a house that is not set up yet keeps nobody out."""
    return not Organisation.objects.filter(has_guests=False).exists()


def zone_of(member: Member, *, house: zoneinfo.ZoneInfo | None = None) -> zoneinfo.ZoneInfo:
    """The time zone where a member is: their own, or else that of the house, if it is at hand."""
    return zoneinfo.ZoneInfo(member.time_zone) if member.time_zone else house or house_zone()


def display_name(member: Member) -> str:
    """How a member is called in mail from the sign-in pages."""
    return member.name or member.email


def members_found(*, text: str = "", department: int | None = None) -> QuerySet[Member]:
    """Members whose name or address contains `text`, with roles and department at hand."""
    found = Member.objects.select_related("department").prefetch_related("role_grants")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text))
    if department is not None:
        found = found.filter(department=department)
    return found.order_by("name", "pk")


def departments_counted() -> QuerySet[Department]:
    """Departments with `n_members` who can sign in."""
    counted = Count("members", filter=Q(members__is_active=True))
    return Department.objects.annotate(n_members=counted).order_by("name")


def accounts_masked() -> QuerySet[Account]:
    """Accounts of colleagues who did not choose to be named among authors."""
    return Account.objects.filter(member__is_shown_in_listening=False)


def sample_members() -> QuerySet[Member]:
    """The sample colleagues that anybody may sign in as; none outside the sample."""
    here = organisation()
    if here is None or not here.is_sample:
        return Member.objects.none()
    return Member.objects.filter(is_sample=True, is_active=True).exclude(role_grants=None)


FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(member: Member) -> bool:
    """Whether the member has a passkey or a code app."""
    return bool(Authenticator.objects.filter(user=member.pk, type__in=FACTORS).exists())


def lacks_second_factor(member: Member) -> bool:
    """Whether the house asks a second factor of this administrator, and there is none."""
    asking = Organisation.objects.filter(is_second_factor_asked=True)
    held = Authenticator.objects.filter(user=member.pk, type__in=FACTORS)
    return asking.exclude(Exists(held)).exists()
