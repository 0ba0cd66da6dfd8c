"""A secret as it stands in the database: sealed, and useless without the key file."""

from django.db import models


class StoredSecret(models.Model):
    """One named secret under seal; `key_id` says which key of the key file opens it."""

    name = models.CharField(max_length=120, unique=True)
    sealed = models.TextField()
    key_id = models.CharField(max_length=16)
    kept_at = models.DateTimeField()
    rotated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
