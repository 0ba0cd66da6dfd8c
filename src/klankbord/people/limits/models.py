"""What was tried lately, for all web processes together."""

from django.db import models


class Tries(models.Model):
    """One count, or a list of moments; no name or network address can be read back from it."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "people"
        verbose_name_plural = "tries"

    def __str__(self) -> str:
        return self.key
