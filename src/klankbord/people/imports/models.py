"""A file of members that was read, and waits for a yes."""

from django.db import models


class MemberImport(models.Model):
    """The rows of a file between looking and doing; they are dropped when done, or after a day."""

    rows = models.JSONField(default=list)
    file_name = models.CharField(max_length=120)
    by = models.ForeignKey("people.Member", models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        app_label = "people"

    def __str__(self) -> str:
        return self.file_name
