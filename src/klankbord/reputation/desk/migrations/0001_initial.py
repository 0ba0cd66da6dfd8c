"""Cases and all that belongs to them, and the table that finds them by words."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from klankbord.reputation.desk.search import CREATE


def create_search(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """One statement list a database: neither knows the other's way of searching."""
    for statement in CREATE[editor.connection.vendor]:
        editor.execute(statement)


def drop_search(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the words away again."""
    editor.execute("DROP TABLE desk_search")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("archive", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseCounter",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("assessing", "Assessing"),
                            ("waiting", "Waiting"),
                            ("answered", "Answered"),
                            ("let_stand", "Let stand"),
                            ("closed", "Closed"),
                        ],
                        default="new",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "severity",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Low"), (2, "Normal"), (3, "High"), (4, "Urgent")],
                        default=2,
                        verbose_name="severity",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("mention", "Mention"),
                            ("mail", "Mail"),
                            ("phone", "Phone note"),
                            ("tip", "Tip from a colleague"),
                            ("form", "Web form"),
                            ("hand", "Written by hand"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("claimed_at", models.DateTimeField(null=True)),
                ("claim_expires_at", models.DateTimeField(null=True)),
                ("platform", models.CharField(blank=True, max_length=40, verbose_name="platform")),
                (
                    "author_handle",
                    models.CharField(blank=True, max_length=300, verbose_name="author"),
                ),
                ("thread", models.CharField(blank=True, max_length=500)),
                (
                    "waiting_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expert", "An expert"),
                            ("approval", "An approval"),
                            ("author", "The author"),
                            ("department", "Another department"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "let_stand_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_ours", "It is not about us"),
                            ("nothing_to_add", "We have nothing to add"),
                            ("among_themselves", "People asked each other, not us"),
                            ("provocation", "It is only meant to provoke"),
                            ("joke", "It is a joke or satire"),
                            ("already_answered", "It has been answered already"),
                            ("other", "Another reason"),
                        ],
                        max_length=20,
                    ),
                ),
                ("look_again_at", models.DateTimeField(null=True, verbose_name="look again")),
                (
                    "due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answer before"),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("first_response_at", models.DateTimeField(null=True)),
                ("let_stand_at", models.DateTimeField(null=True)),
                ("concluded_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("last_event_at", models.DateTimeField()),
                ("n_reopened", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.department",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Opened"),
                            ("message-added", "Message added"),
                            ("claimed", "Claimed"),
                            ("released", "Released"),
                            ("assigned", "Handed over"),
                            ("noted", "Note"),
                            ("severity-changed", "Severity changed"),
                            ("held", "Put on hold"),
                            ("resumed", "Taken up again"),
                            ("drafted", "Answer written"),
                            ("shown", "Answer ready to post"),
                            ("sent", "Answer posted"),
                            ("let-stand", "Let stand"),
                            ("closed", "Closed"),
                            ("reopened", "Reopened"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("data", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="desk.case",
                    ),
                ),
            ],
            options={
                "ordering": ["case", "version"],
            },
        ),
        migrations.CreateModel(
            name="CaseMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("incoming", "To us"), ("outgoing", "From us")],
                        default="incoming",
                        max_length=8,
                    ),
                ),
                ("platform", models.CharField(blank=True, max_length=40)),
                ("author_handle", models.CharField(blank=True, max_length=300)),
                ("author_name", models.CharField(blank=True, max_length=300)),
                ("author_url", models.CharField(blank=True, max_length=2000)),
                ("title", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("url", models.CharField(blank=True, max_length=2000)),
                ("published_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="desk.case",
                    ),
                ),
                (
                    "mention",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="archive.mention",
                    ),
                ),
            ],
            options={
                "ordering": ["published_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="NoteMention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="note_mentions",
                        to="desk.caseevent",
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
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="answer")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("drafted", "Draft"),
                            ("shown", "Ready to post"),
                            ("sent", "Posted"),
                        ],
                        default="drafted",
                        max_length=8,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=2000)),
                (
                    "proof",
                    models.CharField(
                        blank=True, max_length=2000, verbose_name="address of the answer"
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="desk.case",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "replies",
                "ordering": ["drafted_at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["platform", "-severity", "opened_at", "id"],
                name="desk_case_platform_urgent",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["department", "-severity", "opened_at", "id"],
                name="desk_case_department_urgent",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("concluded_at", None)),
                fields=["department", "opened_at", "id"],
                name="desk_case_department_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["opened_at", "id"], name="desk_case_all"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "opened_at", "id"], name="desk_case_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["-severity", "opened_at", "id"], name="desk_case_severity"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["state", "-severity", "opened_at", "id"], name="desk_case_state_severity"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["platform", "opened_at", "id"], name="desk_case_platform"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["department", "opened_at", "id"], name="desk_case_department"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["platform", "author_handle", "opened_at"], name="desk_case_author"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["first_response_at"], name="desk_case_response"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("concluded_at", None)),
                fields=["opened_at", "id"],
                name="desk_case_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("let_stand_at", None), _negated=True),
                fields=["opened_at", "id"],
                name="desk_case_silence",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("concluded_at", None)),
                fields=["claimed_by", "opened_at", "id"],
                name="desk_case_in_hand",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                models.F("thread"),
                condition=models.Q(models.Q(("thread", ""), _negated=True), ("closed_at", None)),
                name="desk_one_open_case_per_thread",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                    _connector="OR",
                ),
                name="desk_closed_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.UniqueConstraint(
                models.F("case"), models.F("version"), name="desk_event_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="casemessage",
            constraint=models.UniqueConstraint(
                models.F("case"), models.F("mention"), name="desk_message_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="notemention",
            constraint=models.UniqueConstraint(
                models.F("event"), models.F("member"), name="desk_note_mention_once"
            ),
        ),
        migrations.RunPython(create_search, drop_search),
    ]
