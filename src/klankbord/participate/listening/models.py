"""Sources, what they delivered, and what we could not hear."""

from django.db import models
from django.utils.translation import gettext_lazy as _

TOLD = ("form", "tip", "webhook", "webmention")
"""Kinds of source that nobody visits: what they have to say, they bring."""


class Source(models.Model):
    """One place that we hear: a feed, an account, a file that somebody brought."""

    connector = models.CharField(_("connector"), max_length=40)
    target = models.CharField(_("address"), max_length=2000)
    host = models.CharField(max_length=255, blank=True)  # one visit at a time for one host
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("active"), default=True)
    is_sample = models.BooleanField(default=False)
    cursor = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    next_run_at = models.DateTimeField(null=True, db_index=True)
    last_run_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)  # a key of `reasons.py`
    last_error_values = models.JSONField(default=dict)
    n_failures = models.PositiveIntegerField(default=0)  # in a row
    n_posts = models.PositiveBigIntegerField(default=0)
    erase_asked_at = models.DateTimeField(null=True)  # the archive forgets it, then it goes
    streaming_since = models.DateTimeField(null=True)  # stays when the process is killed
    stream_address = models.CharField(
        max_length=500, blank=True
    )  # where the announced one is wrong

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connector"],
                condition=models.Q(connector="tip", erase_asked_at=None),
                name="tips_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_told(self) -> bool:
        """Whether others come to us: then there is nothing to visit."""
        return self.connector in TOLD


class Door(models.Model):
    """A way in for a program (`webhook`), a site (`webmention`) or anybody (`form`): a source each.

    `token` stands in its address, and the secret of a program is made of it.
    """

    source = models.OneToOneField(Source, models.CASCADE, related_name="door")
    token = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200, blank=True)
    intro = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title or self.source.name


class Taken(models.Model):
    """A call of a program that was taken in: under the same number it does not count again."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="taken")
    number = models.CharField(max_length=100)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "taken"
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="taken_once")]

    def __str__(self) -> str:
        return self.number


class Webmention(models.Model):
    """A page that says that it links to `target`, a page of ours; looked at when `check_at` comes.

    `key` is a hash of both; `heard_at` is empty as long as no link was seen.
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="webmentions")
    key = models.CharField(max_length=64)
    page = models.CharField(max_length=2000)
    target = models.CharField(max_length=2000)
    asked_at = models.DateTimeField(db_index=True)
    check_at = models.DateTimeField(null=True, db_index=True)
    heard_at = models.DateTimeField(null=True)
    n_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="webmention_once")]

    def __str__(self) -> str:
        return self.page


class Account(models.Model):
    """An account of the organisation on a platform: it hears what is for us, and answers.

    Its secret stands in the vault as `connector:<connector>:<place>`.
    """

    connector = models.CharField(_("platform"), max_length=40)
    place = models.CharField(_("server"), max_length=300)
    handle = models.CharField(_("account"), max_length=300)
    name = models.CharField(_("name"), max_length=200, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    connected_at = models.DateTimeField()
    connected_by = models.CharField(max_length=40)  # member:7
    limits = models.JSONField(default=dict)  # `contract.Limits`, as it was last told; {}: never

    class Meta:
        ordering = ["connector", "place"]
        constraints = [
            models.UniqueConstraint(fields=["connector", "place"], name="account_place_once")
        ]

    def __str__(self) -> str:
        return self.handle


class Push(models.Model):
    """A hub that tells us when a feed changes (WebSub); the secret between us is made of `token`.

    `until_at` is empty until the hub asked whether we meant it; after it the hub forgets us.
    """

    source = models.OneToOneField(Source, models.CASCADE, related_name="push")
    hub = models.CharField(max_length=2000)
    topic = models.CharField(max_length=2000)
    token = models.CharField(max_length=60, unique=True)
    asked_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.hub


class SourceDay(models.Model):
    """What one source gave on one day of ours: the small bars of its health."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="days")
    day = models.DateField()
    n_posts = models.PositiveIntegerField(default=0)
    n_runs = models.PositiveIntegerField(default=0)
    n_failures = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "day"], name="source_day_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.day}"


class SourceWarning(models.Model):
    """One kind of thing that was read, but not as it should be; counted, with examples."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="warnings")
    key = models.CharField(max_length=60)
    n_times = models.PositiveIntegerField(default=0)
    examples = models.JSONField(default=list)  # the first fifty: {"place": 3, "values": {…}}
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-n_times", "key"]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="source_warning_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.key}"


class Gap(models.Model):
    """A time in which we could not hear a source; open while `until_at` is empty."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="gaps")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=60)  # a key of `reasons.py`
    reason_values = models.JSONField(default=dict)

    class Meta:
        ordering = ["-from_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(until_at=None), name="gap_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.from_at}"


class ImportState(models.TextChoices):
    """Where an import stands."""

    DRAFT = "draft", _("waiting for its columns")
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class FileImport(models.Model):
    """A file that somebody brought, how it is to be read, and how far we are."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="file_import")
    path = models.CharField(max_length=1000)  # below DATA/files, or absolute for the command line
    is_ours = models.BooleanField(default=True)  # an upload: removed after it was read
    n_bytes = models.PositiveBigIntegerField()
    format = models.CharField(max_length=40)
    mapping = models.JSONField(null=True)  # only for tables that nobody recognises
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.DRAFT)
    n_done = models.PositiveBigIntegerField(default=0)
    n_total = models.PositiveBigIntegerField(null=True)
    n_posts = models.PositiveBigIntegerField(default=0)
    imported_by = models.CharField(max_length=40)  # member:7, or "command line"
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.path


class Delivery(models.Model):
    """Posts that a source gave and the archive has not kept yet: nothing is lost in between."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="deliveries")
    posts = models.BinaryField()  # zlib over JSON Lines, see `core.post.encode_batch`
    n_posts = models.PositiveIntegerField()
    gone = models.JSONField(default=list)  # ids of posts that the platform says were deleted
    delivered_at = models.DateTimeField()
    n_attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)  # why the archive could not keep it

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.source_id} {self.n_posts}"
