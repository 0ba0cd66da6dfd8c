"""Which versions of facts an answer stands on."""

from django.db import models

from klankbord.reputation.desk.models import Reply
from klankbord.reputation.facts.models import FactVersion


class Citation(models.Model):
    """One version of a fact that somebody took for an answer; it stays when the answer is sent."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="citations", db_index=False)
    version = models.ForeignKey(FactVersion, models.CASCADE, related_name="+")

    class Meta:
        app_label = "desk"
        constraints = [models.UniqueConstraint("reply", "version", name="desk_citation_once")]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.version_id}"
