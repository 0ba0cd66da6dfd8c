from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listening", "0005_doors"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(
                condition=models.Q(("connector", "tip"), ("erase_asked_at", None)),
                fields=("connector",),
                name="tips_once",
            ),
        ),
    ]
