"""A reaction can be any that the house has or had; the column stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0010_polls_told"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reaction",
            name="kind",
            field=models.CharField(max_length=10),
        ),
    ]
