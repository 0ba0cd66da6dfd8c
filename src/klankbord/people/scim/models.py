"""What a directory told us about members and groups, beside what we know ourselves."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class DirectoryRecord(models.Model):
    """A member as the directory knows them: only the attributes that we publish are kept."""

    member = models.OneToOneField("people.Member", models.CASCADE, related_name="directory_record")
    user_name = models.CharField(max_length=254)
    external_id = models.CharField(max_length=254, blank=True, db_index=True)
    document = models.JSONField(default=dict)
    is_gone = models.BooleanField(default=False)
    modified_at = models.DateTimeField()

    class Meta:
        app_label = "people"
        constraints = [
            models.UniqueConstraint(Lower("user_name"), name="directory_user_name_once"),
        ]

    def __str__(self) -> str:
        return self.user_name


class DirectoryGroup(models.Model):
    """A group of the directory; an administrator says what it means here."""

    name = models.CharField(_("name"), max_length=254)
    external_id = models.CharField(max_length=254, blank=True)
    members = models.ManyToManyField("people.Member", related_name="directory_groups")
    department = models.ForeignKey(
        "people.Department", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    roles = models.JSONField(_("roles"), default=list)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    class Meta:
        app_label = "people"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def giver(self) -> str:
        """How a role that comes from this group is marked."""
        return f"group:{self.pk}"
