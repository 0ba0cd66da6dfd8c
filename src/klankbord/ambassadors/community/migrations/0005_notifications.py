"""What members are told, and by which letters."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0004_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("personal", "what concerns you"), ("digest", "digest")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("fixed", "on its way"),
                            ("sent", "sent"),
                            ("refused", "refused by the mail server"),
                            ("skipped", "there was nothing to tell"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("worker", models.CharField(blank=True, max_length=32)),
                ("n_tries", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
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
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "personal",
                    models.CharField(
                        choices=[
                            ("at_once", "At once, outside my quiet hours"),
                            ("digest", "In my digest"),
                            ("never", "Never by mail"),
                        ],
                        default="at_once",
                        max_length=10,
                        verbose_name="When somebody names, answers or invites me",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        choices=[
                            ("daily", "Every day"),
                            ("weekly", "Every week"),
                            ("monthly", "Every month"),
                            ("never", "Never"),
                        ],
                        default="weekly",
                        max_length=10,
                        verbose_name="A digest of what is new in my groups",
                    ),
                ),
                (
                    "from_hour",
                    models.PositiveSmallIntegerField(default=8, verbose_name="Mail may come from"),
                ),
                (
                    "until_hour",
                    models.PositiveSmallIntegerField(
                        default=18, verbose_name="Mail may come until"
                    ),
                ),
                (
                    "is_weekend_quiet",
                    models.BooleanField(
                        default=True, verbose_name="No mail on Saturday and Sunday"
                    ),
                ),
                ("groups_left_out", models.JSONField(default=list)),
                ("digest_from", models.DateTimeField(null=True)),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("named", "somebody names you"),
                            ("answered", "somebody answers your comment"),
                            ("commented", "somebody comments on your post"),
                            ("best", "your answer is chosen as the best"),
                            ("invited", "you are invited to a group"),
                            ("accepted", "you are let into a group"),
                            ("asked", "somebody asks to come into your group"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("is_to_mail", models.BooleanField(default=False)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="community.comment",
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
                    "letter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notifications",
                        to="community.letter",
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
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="community.post",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state__in", ["planned", "fixed"])),
                fields=["due_at"],
                name="letter_due",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["member", "kind", "-until"], name="letter_last"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                models.F("member"),
                models.F("kind"),
                condition=models.Q(("state", "planned")),
                name="letter_planned_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_hour__lt", models.F("until_hour")), ("until_hour__lte", 24)
                ),
                name="mail_hours_are_some",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["member", "-created_at"], name="told_newest"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("is_to_mail", True)), fields=["member"], name="told_to_mail"
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(
                models.F("member"),
                models.F("comment"),
                models.F("kind"),
                condition=models.Q(("comment__isnull", False)),
                name="told_of_comment_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(
                models.F("member"),
                models.F("post"),
                models.F("kind"),
                condition=models.Q(("comment", None), ("post__isnull", False)),
                name="told_of_post_once",
            ),
        ),
    ]
