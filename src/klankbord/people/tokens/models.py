"""Keys for programs: only their hash is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """A key that a member gave to a program; it can do less than its member, never more."""

    member = models.ForeignKey("people.Member", models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    # The first characters, so that a key found somewhere can be matched with its line here.
    start = models.CharField(max_length=10)
    scopes = models.JSONField(_("what it may do"), default=list)
    created_at = models.DateTimeField()
    expires_on = models.DateField(_("valid until"))
    used_on = models.DateField(null=True)

    class Meta:
        app_label = "people"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
