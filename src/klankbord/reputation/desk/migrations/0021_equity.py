from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0020_promised_again"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["language", "opened_at", "id"], name="desk_case_language"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["follower_band", "opened_at", "id"], name="desk_case_followers"
            ),
        ),
    ]
