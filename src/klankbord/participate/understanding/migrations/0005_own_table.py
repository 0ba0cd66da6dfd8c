import zlib

from django.db import migrations, models

_NOTHING = zlib.compress(bytes(3 << 19))  # what was learned before knows no pieces of words


class Migration(migrations.Migration):
    dependencies = [
        ("understanding", "0004_eye_and_typical"),
    ]

    operations = [
        migrations.AddField(
            "adaptation", "table", models.BinaryField(default=_NOTHING), preserve_default=False
        ),
        migrations.AddField(
            "adaptation",
            "scale",
            models.JSONField(default=[1.0, 1.0, 1.0].copy),
            preserve_default=False,
        ),
    ]
