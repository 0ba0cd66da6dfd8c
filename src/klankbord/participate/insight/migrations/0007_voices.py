from django.db import migrations, models

_COUNT = "INSERT INTO understanding_staleday (day, n_changes) SELECT DISTINCT day, 1 FROM insight_dayfigure WHERE true ON CONFLICT (day) DO UPDATE SET n_changes = understanding_staleday.n_changes + 1"


class Migration(migrations.Migration):
    dependencies = [("insight", "0006_dashboard_stops"), ("understanding", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DayVoices",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("authors", models.BinaryField()),
                ("topics", models.BinaryField()),
                ("counts", models.BinaryField()),
            ],
            options={"verbose_name_plural": "day voices"},
        ),
        migrations.RunSQL(_COUNT, migrations.RunSQL.noop),
    ]
