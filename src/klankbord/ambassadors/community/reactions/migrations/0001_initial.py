"""The reactions that the house has, or had; it begins without any row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ReactionKind",
            fields=[
                ("key", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("emoji", models.CharField(max_length=16, verbose_name="emoji")),
                ("name_en", models.CharField(max_length=24, verbose_name="name in English")),
                ("name_nl", models.CharField(max_length=24, verbose_name="name in Dutch")),
                ("place", models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("emoji"),
                        models.F("name_en"),
                        models.F("name_nl"),
                        name="reaction_kind_once",
                    )
                ],
            },
        ),
    ]
