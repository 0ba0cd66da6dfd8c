"""Which posts praise, and whom.

There is no count of praise for a person, and no field to sort people by: praise is words to
somebody, not a point for them.
"""

from django.conf import settings
from django.db import models


class Praise(models.Model):
    """A post whose words are for those whom it names."""

    post = models.OneToOneField(
        "community.Post", models.CASCADE, primary_key=True, related_name="praise"
    )

    def __str__(self) -> str:
        return f"praise {self.pk}"


class Praised(models.Model):
    """One colleague whom a post names, until they take their name out."""

    praise = models.ForeignKey(Praise, models.CASCADE, related_name="named")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("praise", "member", name="praised_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in praise {self.praise_id}"
