from django.db import migrations, models

_COUNT = "INSERT INTO understanding_staleday (day, n_changes) SELECT DISTINCT day, 1 FROM insight_dayfigure WHERE true ON CONFLICT (day) DO UPDATE SET n_changes = understanding_staleday.n_changes + 1"


class Migration(migrations.Migration):
    dependencies = [("insight", "0002_alerts"), ("understanding", "0001_initial")]

    operations = [
        migrations.AddField("dayfigure", "is_close", models.BooleanField(default=False)),
        migrations.AddField("dayfigure", "n_by_hand", models.PositiveIntegerField(default=0)),
        migrations.AddField("dayfigure", "n_judged", models.PositiveIntegerField(default=0)),
        migrations.AddField("dayfigure", "p_negative", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("dayfigure", "p_positive", models.PositiveBigIntegerField(default=0)),
        migrations.RunSQL(_COUNT, migrations.RunSQL.noop),
    ]
