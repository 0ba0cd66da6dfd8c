"""Close an account for good: nobody signs in as its member any more."""

from django.utils import translation
from django.utils.translation import gettext as _

from klankbord.people.models import Member
from klankbord.people.queries import house_language


def close_account(*, member: Member, keeps_name: bool) -> None:
    """A row stays for what hangs on it; under a pseudonym nobody reads a person from it."""
    member.set_unusable_password()
    values: dict[str, object] = {"is_active": False, "password": member.password}
    if not keeps_name:
        values |= {
            "name": _former_name(member),
            "email": f"former-{member.pk}@invalid.invalid",
            "department": None,
            "guest_of": None,
            "guest_closed_at": None,
            "is_shown_in_listening": False,
            "language": "",
            "time_zone": "",
            "subjects": [],
            "last_login": None,
        }
    Member.everybody.filter(pk=member.pk).update(**values)


def _former_name(member: Member) -> str:
    with translation.override(house_language()):
        return _("Former guest") if member.is_guest else _("Former colleague")
