from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0017_signs"),
    ]

    operations = [
        migrations.AddField(
            model_name="approval",
            name="visibility",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
