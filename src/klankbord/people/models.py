"""The organisation and its people."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody comes to Klankbord for; a member may have several."""

    MANAGER = "manager", _("Communication manager")
    RESPONDER = "responder", _("Responder")
    EXPERT = "expert", _("Expert")
    APPROVER = "approver", _("Approver")
    EMPLOYEE = "employee", _("Employee")
    AMBASSADOR = "ambassador", _("Ambassador")
    COUNCIL = "council", _("Works council or privacy officer")
    ADMINISTRATOR = "administrator", _("Administrator")


GUEST = "guest"  # what somebody from outside has instead of roles


class Organisation(models.Model):
    """The one organisation of this installation."""

    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, default="nl")
    country = models.CharField(_("country"), max_length=2, default="NL")
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Amsterdam")
    is_sample = models.BooleanField(default=False)
    is_second_factor_asked = models.BooleanField(
        _("administrators need a passkey or a code"), default=False
    )
    has_guests = models.BooleanField(_("guests may be invited"), default=True, db_default=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A part of the organisation that cases and members belong to."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MemberManager(BaseUserManager["Member"]):
    """How Django makes members; the house itself uses `people.actions`."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        """Save a member; without a password nobody can sign in as them."""
        member = self.model(email=self.normalize_email(email), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def get_by_natural_key(self, username: str | None) -> "Member":
        """Sign-in does not care for capitals."""
        return self.get(email__iexact=username)


class ColleagueManager(MemberManager):
    """Who works here. Guests are left out of every list and figure that does not ask for them."""

    def get_queryset(self) -> models.QuerySet["Member"]:
        """No guests."""
        return super().get_queryset().filter(is_guest=False)


class Member(AbstractBaseUser):
    """Somebody who works here, or works with us, and may sign in.

    `objects` are colleagues; `everybody` is them and guests, and what Django itself uses.
    """

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="members"
    )
    language = models.CharField(_("language"), max_length=2, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        help_text=_(
            "We bring up a situation only from 8 to 18 hours on working days, where you are."
        ),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_guest = models.BooleanField(default=False, db_default=False)
    guest_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    guest_closed_at = models.DateTimeField(null=True)  # of a guest whose stay ended
    is_sample = models.BooleanField(default=False)
    is_shown_in_listening = models.BooleanField(
        _("may be named among authors"),
        default=False,
        help_text=_("Colleagues are masked in what we hear, unless they chose to be shown."),
    )
    is_mailed_lines = models.BooleanField(
        _("mail me each line to take"),
        default=True,
        help_text=_("One letter when something happens that people may ask you about."),
    )
    subjects = models.JSONField(_("knows about"), default=list, blank=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    everybody = MemberManager()
    objects = ColleagueManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="member_email_once"),
            models.CheckConstraint(
                condition=models.Q(is_guest=False) | models.Q(department=None),
                name="member_guest_has_no_department",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_shown(self) -> str:
        """The name as it stands in a sentence: of a guest with the word."""
        return gettext("%(name)s (guest)") % {"name": self.name} if self.is_guest else self.name

    @property
    def roles(self) -> frozenset[str]:
        """The roles of this member, read once an object; of a guest `GUEST` and nothing else."""
        if not hasattr(self, "_roles"):
            granted = (grant.role for grant in self.role_grants.all())
            self._roles = frozenset((GUEST,) if self.is_guest else granted)
        return self._roles

    def has_role(self, *roles: str) -> bool:
        """Whether the member has one of these roles."""
        return not self.roles.isdisjoint(roles)


class RoleGrant(models.Model):
    """One role of one member; `given_by` names the provider or group that it came from, if any."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    given_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("member", "role", name="role_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.role}"


class Account(models.Model):
    """A member's own account on a platform, to be masked, or shown if they chose so."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="accounts")
    platform = models.CharField(_("platform"), max_length=40)
    handle = models.CharField(_("handle"), max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint("platform", Lower("handle"), name="account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.platform}:{self.handle}"


class Invitation(models.Model):
    """A letter that lets one person in; only the hash of its secret is kept."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True)
    roles = models.JSONField(_("roles"), default=list)
    language = models.CharField(_("language"), max_length=2, default="nl")
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.email


# Models of the rooms inside this one: Django looks for them here.
from klankbord.people.imports.models import MemberImport  # noqa: E402, F401  # they refer to Member
from klankbord.people.limits.models import Tries  # noqa: E402, F401  # idem
from klankbord.people.providers.models import Provider  # noqa: E402, F401  # idem
from klankbord.people.scim.models import DirectoryGroup, DirectoryRecord  # noqa: E402, F401  # idem
from klankbord.people.sessions.models import MemberSession  # noqa: E402, F401  # idem
from klankbord.people.tokens.models import ApiToken  # noqa: E402, F401  # idem
