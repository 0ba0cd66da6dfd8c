from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0004_reading"),
    ]

    operations = [
        migrations.AddField(
            model_name="author",
            name="is_bot",
            field=models.BooleanField(null=True),
        ),
    ]
