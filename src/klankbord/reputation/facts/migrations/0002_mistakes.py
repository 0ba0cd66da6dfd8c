from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("facts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="fact",
            name="mistakes",
            field=models.JSONField(default=list),
        ),
    ]
