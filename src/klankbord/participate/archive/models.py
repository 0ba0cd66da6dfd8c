"""What was said: authors and mentions, as the archive keeps them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klankbord.participate.listening.models import Source


class Author(models.Model):
    """Who says things in public; `id` is a hash of platform and external id, so no look-up.

    `is_bot` is what the account says of itself; None where its platform tells nothing.
    """

    id = models.BigIntegerField(primary_key=True)
    platform = models.CharField(max_length=40)
    external_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=300)
    name = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    followers = models.PositiveBigIntegerField(null=True)
    is_bot = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"{self.platform}:{self.handle}"


class Mention(models.Model):
    """One post that we keep.

    `id` is seconds since 1970 << 30 | a 30-bit hash of the external id: new rows go to the end of
    the table, newest first is the table's own order, and a post finds its row without an index.
    `published_at` therefore never changes. No other index stands here: who, where, which language
    are tokens in the search index (see `store`).
    """

    id = models.BigIntegerField(primary_key=True)
    external_id = models.CharField(max_length=500)
    source = models.ForeignKey(Source, models.DO_NOTHING, db_index=False, related_name="+")
    # No constraint: without an index, each author that goes would cost a walk over this table.
    author = models.ForeignKey(
        Author, models.DO_NOTHING, db_index=False, db_constraint=False, related_name="+"
    )
    platform = models.CharField(_("platform"), max_length=40)
    language = models.CharField(_("language"), max_length=8, blank=True)
    title = models.TextField(blank=True)
    text = models.TextField()
    url = models.CharField(max_length=2000, blank=True)
    thread = models.CharField(max_length=500, blank=True)
    in_reply_to = models.CharField(max_length=500, blank=True)
    repost_of = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField()
    n_replies = models.PositiveIntegerField(default=0)
    n_reposts = models.PositiveIntegerField(default=0)
    n_likes = models.PositiveIntegerField(default=0)
    extra = models.JSONField(default=dict)  # see `rows.Extra`
    content_hash = models.BigIntegerField()  # of all that is searched: edited, or heard again?
    story = models.BigIntegerField(null=True)  # its number, where a room further up found copies

    is_masked = False  # set by `queries.mask` on a colleague who did not choose to be shown

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.external_id


class Reading(models.Model):
    """What the words of a mention say, as rooms further up find out; narrow, for joins and counts.

    `platform` and `language` are the mention's own: a count need not open the wide table. Shares
    are in thousandths; they are empty where no model knows the language, and for colleagues, whom
    nobody reads. `p_offensive` stands only where it is strong enough to say so. `is_close`: the
    better, slower model read it; `is_due`: somebody asked for that. What a person corrected stays.
    """

    mention = models.OneToOneField(
        Mention, models.CASCADE, primary_key=True, related_name="reading"
    )
    platform = models.CharField(max_length=40)
    language = models.CharField(max_length=8, blank=True)
    sentiment = models.CharField(max_length=8)  # a label of `core.text.understanding.opinions`
    intent = models.CharField(max_length=10)  # a label of `core.text.understanding.intents`
    content_hash = models.BigIntegerField()  # of the words that were read
    p_negative = models.SmallIntegerField(null=True)
    p_neutral = models.SmallIntegerField(null=True)
    p_positive = models.SmallIntegerField(null=True)
    p_intent = models.SmallIntegerField(null=True)  # of the label, if it is one of a model
    p_offensive = models.SmallIntegerField(null=True)
    is_close = models.BooleanField(default=False)
    is_due = models.BooleanField(default=False)
    is_sentiment_by_hand = models.BooleanField(default=False)
    is_intent_by_hand = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["sentiment", "mention"], name="archive_reading_sentiment"),
            models.Index(fields=["intent", "mention"], name="archive_reading_intent"),
            models.Index(
                fields=["mention"], condition=models.Q(is_due=True), name="archive_reading_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} {self.sentiment} {self.intent}"


class Arrival(models.Model):
    """Mentions that came in together; readers further up take up where they stopped."""

    mention_ids = models.BinaryField()  # packed signed 64-bit, little-endian, sorted
    n_new = models.PositiveIntegerField()
    arrived_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)


class DayCount(models.Model):
    """Mentions a day, platform, language and source: a dashboard costs by its days."""

    day = models.DateField()
    platform = models.CharField(max_length=40)
    language = models.CharField(max_length=8, blank=True)
    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    n_mentions = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "platform", "language", "source"], name="archive_day_count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.platform} {self.n_mentions}"


class TallyKind(models.TextChoices):
    """What is counted a day."""

    AUTHOR = "author", _("author")
    HASHTAG = "hashtag", _("hashtag")


class DayTally(models.Model):
    """How often every author, or every hashtag, was heard on one day: one packed row.

    A row each would be nearly as many as there are mentions, and a top ten over a quarter would
    read them all; two packed columns (sorted keys, their counts) are read in one stroke.
    """

    pk = models.CompositePrimaryKey("kind", "day")
    kind = models.CharField(max_length=8, choices=TallyKind.choices)
    day = models.DateField()
    keys = models.BinaryField()  # signed 64-bit, little-endian, sorted: Author.id or Hashtag.id
    counts = models.BinaryField()  # unsigned 32-bit, little-endian, beside the keys

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class Hashtag(models.Model):
    """A hashtag by the hash of its folded text, so that a tally can hold numbers."""

    id = models.BigIntegerField(primary_key=True)
    tag = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.tag


class Forgotten(models.Model):
    """An author or a post that must not be kept again: a hash, from which nobody is read back."""

    id = models.BigIntegerField(primary_key=True)  # `rows.key_of`, as Author.id or the post key
    forgotten_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "forgotten"

    def __str__(self) -> str:
        return str(self.pk)


class MonthFile(models.Model):
    """One month of mentions as a Parquet file (see `filing`), and whether it is up to date.

    Every change of a mention counts up; a file that was written says up to which change. A month
    that never was written has only changes.
    """

    month = models.DateField(primary_key=True)  # its first day, UTC
    n_changes = models.PositiveBigIntegerField(default=0)
    n_filed = models.PositiveBigIntegerField(default=0)
    must_forget = models.BooleanField(default=False)  # something in it must go: not left for a day
    n_mentions = models.PositiveIntegerField(default=0)
    n_bytes = models.PositiveBigIntegerField(default=0)
    filed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
