from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("understanding", "0003_themes")]

    operations = [
        migrations.AddField("adaptation", "eye", models.JSONField(default=dict)),
        migrations.AddField("themedmention", "is_typical", models.BooleanField(default=False)),
    ]
