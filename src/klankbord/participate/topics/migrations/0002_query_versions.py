# Versions of a query, and examples of what it must find.

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def number_standing_queries(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What is listened for already becomes the first version."""
    topics = apps.get_model("topics", "Topic").objects.all()
    versions = apps.get_model("topics", "QueryVersion").objects
    versions.bulk_create(
        versions.model(
            topic=topic,
            number=1,
            query=topic.query,
            written_at=topic.changed_at,
            published_at=topic.changed_at,
        )
        for topic in topics
    )


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_initial"),
        ("topics", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="topic",
            name="matched_version",
        ),
        migrations.AddField(
            model_name="match",
            name="is_replayed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="match",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="topic",
            name="n_replayed",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="topic",
            name="n_replays",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="topic",
            name="query_version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.CreateModel(
            name="Example",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("must_match", models.BooleanField()),
                ("text", models.TextField(blank=True)),
                ("title", models.TextField(blank=True)),
                ("platform", models.CharField(blank=True, max_length=40)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("added_at", models.DateTimeField()),
                (
                    "mention",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="archive.mention",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="examples",
                        to="topics.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["-must_match", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("topic"), models.F("mention"), name="topics_example_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mention", None),
                            models.Q(("text", ""), ("title", "")),
                            _connector="XOR",
                        ),
                        name="topics_example_is_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QueryVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("query", models.TextField(verbose_name="query")),
                ("written_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("n_matches", models.PositiveIntegerField(null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="topics.topic",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("topic"), models.F("number"), name="topics_version_once"
                    ),
                    models.UniqueConstraint(
                        models.F("topic"),
                        condition=models.Q(("published_at", None)),
                        name="topics_one_draft",
                    ),
                ],
            },
        ),
        migrations.RunPython(number_standing_queries, migrations.RunPython.noop),
    ]
