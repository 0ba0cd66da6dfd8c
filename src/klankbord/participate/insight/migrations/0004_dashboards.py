import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0003_tone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dashboard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("choices", models.JSONField(default=dict)),
                ("roles", models.JSONField(default=list)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("off", "not by mail"),
                            ("daily", "every day"),
                            ("weekly", "every week"),
                            ("monthly", "every month"),
                        ],
                        default="off",
                        max_length=7,
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                ("day_of_month", models.PositiveSmallIntegerField(default=1)),
                ("time", models.TimeField(default=dt.time(8, 0))),
                ("quiet_from", models.TimeField(default=dt.time(18, 0))),
                ("quiet_until", models.TimeField(default=dt.time(8, 0))),
                ("is_weekend_quiet", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                ("scheduled_at", models.DateTimeField(null=True)),
                ("sent_on", models.DateField(null=True)),
                ("is_sample", models.BooleanField(default=False)),
                (
                    "maker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="DashboardLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits to be sent"),
                            ("claimed", "is being sent"),
                            ("sent", "sent"),
                            ("refused", "refused by the mail server"),
                            ("withheld", "not sent: may not see it any more"),
                            ("uncertain", "broken off while it was sent: it may have arrived"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("claimed_by", models.CharField(blank=True, max_length=32)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "dashboard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="insight.dashboard",
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
            name="DashboardReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "dashboard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readers",
                        to="insight.dashboard",
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
        migrations.AddConstraint(
            model_name="dashboard",
            constraint=models.UniqueConstraint(
                models.F("maker"), models.F("name"), name="insight_dashboard_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dashboardletter",
            constraint=models.UniqueConstraint(
                models.F("dashboard"),
                models.F("member"),
                models.F("period_on"),
                name="insight_dashboard_letter_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="dashboardreader",
            constraint=models.UniqueConstraint(
                models.F("dashboard"), models.F("member"), name="insight_reader_once"
            ),
        ),
    ]
