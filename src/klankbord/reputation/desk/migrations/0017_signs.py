from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0016_monitoring"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sign",
            fields=[
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("self_harm", "Somebody in distress"),
                            ("threat", "A threat"),
                            ("legal", "A legal claim"),
                            ("own", "Our own pages"),
                            ("among_users", "Places of users among themselves"),
                            ("provoking", "Places that live to provoke"),
                        ],
                        max_length=11,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("lines", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
    ]
