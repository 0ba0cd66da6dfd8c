import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0004_dashboards"),
    ]

    operations = [
        migrations.AddField(
            model_name="alertrule",
            name="matrix_room",
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.AddField(
            model_name="alertrule",
            name="mattermost_host",
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.CreateModel(
            name="AlertCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("mattermost", "Mattermost"),
                            ("matrix", "Matrix"),
                            ("program", "a call to a program"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits to be sent"),
                            ("claimed", "is being sent"),
                            ("sent", "sent"),
                            ("failed", "did not arrive"),
                            ("uncertain", "broken off while it was sent: it may have arrived"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("fault", models.CharField(blank=True, max_length=40)),
                ("fault_values", models.JSONField(default=dict)),
                ("tried_at", models.DateTimeField()),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="insight.alert",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("alert"), models.F("way"), name="insight_call_once"
                    )
                ],
            },
        ),
    ]
