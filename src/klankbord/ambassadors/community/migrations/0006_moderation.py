"""Reports, decisions and appeals; posts that wait; what a post said before."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from klankbord.ambassadors.community.search import CREATE


def index_anew(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite builds a table anew for a field, and the triggers of the index go with the old one."""
    if editor.connection.vendor == "sqlite":
        for statement in ["DROP TABLE community_search", *CREATE["sqlite"]]:
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0005_notifications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, index_anew),
        migrations.AddField(
            model_name="comment",
            name="is_taken_down",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="group",
            name="is_moderated",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Posts of members wait for an owner; posts of owners show at once.",
                verbose_name="an owner looks at each post before it shows",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="is_taken_down",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("named", "somebody names you"),
                    ("answered", "somebody answers your comment"),
                    ("commented", "somebody comments on your post"),
                    ("best", "your answer is chosen as the best"),
                    ("invited", "you are invited to a group"),
                    ("accepted", "you are let into a group"),
                    ("asked", "somebody asks to come into your group"),
                    ("to_decide", "words wait for you as a moderator"),
                    ("decided", "it was decided about your words"),
                    ("looked_at", "what you reported was looked at"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="PostVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="community.post",
                    ),
                ),
            ],
            options={
                "ordering": ["-replaced_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_new", models.BooleanField(default=False)),
                ("is_question", models.BooleanField(default=False)),
                ("text", models.TextField(blank=True, max_length=10000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits"),
                            ("kept", "it stands"),
                            ("taken_down", "not shown"),
                            ("appealed", "appeal waits"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                ("appeal", models.CharField(blank=True, max_length=1000)),
                ("appealed_at", models.DateTimeField(null=True)),
                ("appeal_decided_at", models.DateTimeField(null=True)),
                ("appeal_reason", models.CharField(blank=True, max_length=1000)),
                (
                    "appeal_decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="community.comment",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="community.group",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="community.post",
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("hurts", "It hurts, threatens or shuts somebody out"),
                            ("private", "It tells something private of somebody"),
                            ("secret", "It may not be told here"),
                            ("elsewhere", "It is advertising, or does not belong here"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="what is wrong",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="what a moderator should know"
                    ),
                ),
                ("reported_at", models.DateTimeField()),
                (
                    "reporter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="community.review",
                    ),
                ),
            ],
            options={
                "ordering": ["reported_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="notification",
            name="review",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="community.review",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "appealed"])),
                fields=["group"],
                name="review_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                models.F("comment"),
                condition=models.Q(("comment__isnull", False), ("state", "waiting")),
                name="comment_reviewed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                models.F("post"),
                condition=models.Q(
                    ("comment", None),
                    ("is_new", False),
                    ("post__isnull", False),
                    ("state", "waiting"),
                ),
                name="post_reviewed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appeal_decided_by", None),
                    models.Q(("appeal_decided_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="appeal_to_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                models.F("review"), models.F("reporter"), name="reported_once"
            ),
        ),
        migrations.RunPython(index_anew, migrations.RunPython.noop),
    ]
