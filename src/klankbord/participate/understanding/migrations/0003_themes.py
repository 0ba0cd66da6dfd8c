import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_initial"),
        ("understanding", "0002_own_labels"),
    ]

    operations = [
        migrations.CreateModel(
            name="Theme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("terms", models.JSONField(default=list)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("rise", models.IntegerField()),
                ("began_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ThemeRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("last_on", models.DateField()),
                ("newest_arrival", models.BigIntegerField()),
                ("one_in", models.PositiveIntegerField()),
                ("n_read", models.PositiveIntegerField()),
                ("n_themed", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ThemedMention",
            fields=[
                (
                    "mention",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="archive.mention",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="understanding.theme",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["theme", "mention"], name="understanding_themed_in")
                ]
            },
        ),
    ]
