"""What polls ask, and who chose what by name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("community", "0010_polls_told"),
        ("trust", "0006_sheets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Poll",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="poll",
                        serialize=False,
                        to="community.post",
                    ),
                ),
                ("is_anonymous", models.BooleanField()),
                (
                    "has_several",
                    models.BooleanField(
                        default=False, verbose_name="more than one choice is allowed"
                    ),
                ),
                (
                    "shows",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("voted", "When you have voted"),
                            ("closed", "After the close"),
                        ],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                ("closes_at", models.DateTimeField()),
                ("counted_at", models.DateTimeField(null=True)),
                ("n_voters", models.PositiveIntegerField(null=True)),
                ("told", models.JSONField(default=dict)),
                (
                    "vote",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="trust.ballotround",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PollChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("words", models.CharField(max_length=120)),
                ("n_votes", models.PositiveIntegerField(null=True)),
                (
                    "poll",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="polls.poll",
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="PollVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("voted_at", models.DateTimeField()),
                (
                    "choice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="polls.pollchoice",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="poll",
            index=models.Index(
                condition=models.Q(("counted_at", None)), fields=["closes_at"], name="poll_to_count"
            ),
        ),
        migrations.AddConstraint(
            model_name="poll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_anonymous", False),
                    models.Q(("n_voters", None), ("shows", "closed")),
                    _connector="OR",
                ),
                name="poll_anonymous_tells_nothing_early",
            ),
        ),
        migrations.AddConstraint(
            model_name="poll",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_anonymous", True), ("vote", None), _connector="OR"),
                name="poll_by_name_has_no_ballots",
            ),
        ),
        migrations.AddConstraint(
            model_name="pollchoice",
            constraint=models.UniqueConstraint(
                models.F("poll"), models.F("place"), name="poll_place_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pollvote",
            constraint=models.UniqueConstraint(
                models.F("choice"), models.F("member"), name="poll_voted_once"
            ),
        ),
    ]
