"""Communities of elsewhere: imports, origins of what they brought, voices without an account."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0007_kinds_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommunityImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=1000)),
                ("file_name", models.CharField(max_length=200)),
                ("platform", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("looking", "we look what is in it"),
                            ("ready", "waits for your choice"),
                            ("waiting", "waits for its turn"),
                            ("running", "being brought in"),
                            ("done", "brought in"),
                            ("failed", "could not be read"),
                            ("cancelled", "stopped"),
                            ("undoing", "being taken back"),
                            ("undone", "taken back"),
                        ],
                        default="looking",
                        max_length=10,
                    ),
                ),
                ("found", models.JSONField(default=dict)),
                ("choices", models.JSONField(default=dict)),
                ("has_voices", models.BooleanField(default=True)),
                ("n_done", models.PositiveBigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("refusal", models.CharField(blank=True, max_length=60)),
                ("refusal_values", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("platform", models.CharField(max_length=20)),
                ("number", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=32, unique=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("platform"), models.F("number"), name="voice_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("platform", models.CharField(max_length=20)),
                (
                    "brought_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="origins",
                        to="community.communityimport",
                    ),
                ),
                (
                    "comment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origin",
                        to="community.comment",
                    ),
                ),
                (
                    "group",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origin",
                        to="community.group",
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origin",
                        to="community.post",
                    ),
                ),
                (
                    "voice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="community.voice",
                    ),
                ),
            ],
        ),
    ]
