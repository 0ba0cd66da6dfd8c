"""Where else a member may prove who they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Provider(models.Model):
    """An identity provider of the organisation, as an administrator set it up."""

    class Kind(models.TextChoices):
        """The protocol that it speaks."""

        OIDC = "openid_connect", "OpenID Connect"
        SAML = "saml", "SAML 2.0"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name on the button"), max_length=40)
    is_open = models.BooleanField(_("people may sign in with it"), default=True)

    # OpenID Connect
    issuer = models.URLField(_("address of the provider"), max_length=500, blank=True)
    client_id = models.CharField(_("client id"), max_length=191, blank=True)
    has_userinfo = models.BooleanField(default=True)

    # SAML
    entity_id = models.CharField(max_length=500, blank=True)
    sign_in_url = models.URLField(max_length=500, blank=True)
    certificate = models.TextField(blank=True)

    # Who comes in, and as what
    domains = models.JSONField(_("e-mail domains that may come in"), default=list)
    group_claim = models.CharField(_("where the groups stand"), max_length=200, default="groups")
    group_roles = models.JSONField(_("roles by group"), default=dict)
    created_at = models.DateTimeField()

    class Meta:
        app_label = "people"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def giver(self) -> str:
        """How a role that comes from this provider is marked."""
        return f"provider:{self.pk}"

    @property
    def secret_name(self) -> str:
        """Under which name the vault has what the provider gave us to prove who we are."""
        return f"provider:{self.slug}"
