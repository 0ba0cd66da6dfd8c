"""Secrets under seal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trust", "0002_council")]

    operations = [
        migrations.CreateModel(
            name="StoredSecret",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("sealed", models.TextField()),
                ("key_id", models.CharField(max_length=16)),
                ("kept_at", models.DateTimeField()),
                ("rotated_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ["name"]},
        ),
    ]
