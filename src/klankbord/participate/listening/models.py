"""Sources, and what they delivered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """One place that we hear: a feed, an account, a file that somebody brought."""

    connector = models.CharField(_("connector"), max_length=40)
    target = models.CharField(_("address"), max_length=2000)
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("active"), default=True)
    is_sample = models.BooleanField(default=False)
    cursor = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    next_run_at = models.DateTimeField(null=True, db_index=True)
    last_run_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    n_failures = models.PositiveIntegerField(default=0)
    n_posts = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """Posts that a source gave and the archive has not kept yet: nothing is lost in between."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="deliveries")
    posts = models.BinaryField()  # zlib over JSON Lines, see `core.post.encode_batch`
    n_posts = models.PositiveIntegerField()
    delivered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.source_id} {self.n_posts}"
