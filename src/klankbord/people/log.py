"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Department, Invitation, Member, Role
from klankbord.people.providers.models import Provider
from klankbord.people.scim.models import DirectoryGroup
from klankbord.people.tokens.models import ApiToken
from klankbord.trust.wording import Kind, at, on, say

MEMBER = Kind(
    label=_("Member"),
    rows=Member.everybody.all,
    page=at("people:member-change"),
    is_named_to_all=True,
)
DEPARTMENT = Kind(label=_("Department"), rows=Department.objects.all, is_named_to_all=True)
ROLES = Kind(label=_("roles"), words=dict(Role.choices).get)
_WAYS = {
    "password": _("wrong password"),
    "closed": _("the account is closed"),
    "address-unproven": _("the address is not proven"),
    "unknown": _("nobody here has this address"),
    "guest": _("the address of a guest"),
    "administrator": _("an administrator needs another way in"),
    "no-lasting-name": _("the provider gives no lasting name"),
}
_CHANGES = {
    "password_changed": _("new password"),
    "password_set": _("first password"),
    "password_reset": _("new password by mail"),
    "totp_activated": _("code app added"),
    "totp_deactivated": _("code app removed"),
    "webauthn_added": _("passkey added"),
    "webauthn_removed": _("passkey removed"),
    "recovery_codes_generated": _("new recovery codes"),
    "account_connected": _("account of the organisation linked"),
    "account_disconnected": _("account of the organisation linked no longer"),
}
say(
    "people",
    acts={
        "people.invited": _("Somebody was invited"),
        "people.invitation-withdrawn": _("An invitation was withdrawn"),
        "people.joined": _("Somebody became a member"),
        "people.changed": _("A member was changed"),
        "people.guest-added": _("A guest got an account"),
        "people.guest-closed": _("The account of a guest was closed"),
        "people.guest-forgotten": _("It was forgotten who a guest was"),
        "people.guests-welcomed": _("Guests may be invited again"),
        "people.guests-kept-out": _("The house lets no guests in any more"),
        "people.roles-given": _("Roles came from the organisation's own list"),
        "people.imported": _("Members came from a file"),
        "people.chose-to-be-shown": _("A member chose to be shown among authors"),
        "people.chose-mask": _("A member chose to be masked among authors"),
        "people.signed-in": _("Somebody signed in"),
        "people.sign-in-refused": _("Somebody stayed outside"),
        "people.sign-in-changed": _("A way to sign in changed"),
        "people.session-ended": _("A member was signed out in one place"),
        "people.sessions-ended": _("A member was signed out everywhere"),
        "people.second-factor-asked": _("The rule for a second step was set"),
        "people.second-factor-reset": _("A second step was taken away"),
        "people.token-made": _("A key for a program was made"),
        "people.token-revoked": _("A key for a program was withdrawn"),
        "people.provider-added": _("A way in through the organisation was added"),
        "people.provider-changed": _("A way in through the organisation was changed"),
        "people.provider-removed": _("A way in through the organisation was removed"),
        "people.directory-saved": _("The directory wrote a member"),
        "people.directory-closed": _("The directory closed a member"),
        "people.group-saved": _("The directory wrote a group"),
        "people.group-removed": _("The directory removed a group"),
        "people.group-mapped": _("A group of the directory was given a meaning"),
    },
    objects={
        "member": MEMBER,
        "guests": Kind(label=_("Guests"), page=on("people:guest-list")),
        "members": Kind(label=_("Members"), page=on("people:member-list")),
        "organisation": Kind(label=_("The organisation"), page=on("people:sign-in-settings")),
        "invitation": Kind(
            label=_("Invitation"), rows=Invitation.objects.all, page=on("people:member-list")
        ),
        "token": Kind(
            label=_("Key for a program"),
            rows=ApiToken.objects.all,
            page=on("people:token-overview"),
        ),
        "provider": Kind(
            label=_("Way in"), rows=Provider.objects.all, page=at("people:provider-change")
        ),
        "group": Kind(
            label=_("Group of the directory"),
            rows=DirectoryGroup.objects.all,
            page=at("people:group-change"),
        ),
    },
    details={
        "": ROLES,
        "roles": ROLES,
        "department": DEPARTMENT,
        "is_active": _("may sign in"),
        "is_asked": _("administrators need a second step"),
        "is_open": _("lets new members in"),
        "domains": _("domains"),
        "group_roles": _("roles by group"),
        "file": _("file"),
        "n_joined": _("new"),
        "n_changed": _("changed"),
        "n_left": _("gone"),
        "closed": Kind(label=_("closed"), rows=Member.objects.all, is_named_to_all=True),
        "n_sessions": _("places"),
        "scopes": _("may"),
        "of": _("of"),
        "kinds": _("kinds"),
        "what": Kind(label=_("what"), words=_CHANGES.get),
        "reason": Kind(label=_("reason"), words=_WAYS.get),
    },
)
