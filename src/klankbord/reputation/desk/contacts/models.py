"""Contacts, and a file of them that was read and waits for a yes."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from klankbord.people.models import Member


class Contact(models.Model):
    """Somebody who can be asked by mail; whoever may sign in is a member instead."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("part of the organisation"), max_length=120, blank=True)
    subjects = models.JSONField(_("knows about"), default=list)
    language = models.CharField(_("language"), max_length=2, blank=True)
    changed_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # the last time
    is_sample = models.BooleanField(default=False)

    class Meta:
        app_label = "desk"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("email"), name="desk_contact_once")]

    def __str__(self) -> str:
        return self.name


class ContactFile(models.Model):
    """The lines of a file between looking and doing; they are dropped when done.

    A file that nobody answered goes with the next one after a day, at the latest with the purge.
    """

    lines = models.JSONField(default=list)
    file_name = models.CharField(max_length=120)
    by = models.ForeignKey(Member, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return self.file_name
