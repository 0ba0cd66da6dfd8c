import datetime as dt

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def note_months(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is kept already has no file yet; a day of the organisation may lie in two months."""
    days = apps.get_model("archive", "DayCount").objects.values_list("day", flat=True).distinct()
    near = {day + dt.timedelta(days=shift) for day in days for shift in (-1, 0, 1)}
    file = apps.get_model("archive", "MonthFile")
    months = sorted({day.replace(day=1) for day in near})
    file.objects.bulk_create([file(month=month, n_changes=1) for month in months])


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_mention_story")]

    operations = [
        migrations.CreateModel(
            name="MonthFile",
            fields=[
                ("month", models.DateField(primary_key=True, serialize=False)),
                ("n_changes", models.PositiveBigIntegerField(default=0)),
                ("n_filed", models.PositiveBigIntegerField(default=0)),
                ("must_forget", models.BooleanField(default=False)),
                ("n_mentions", models.PositiveIntegerField(default=0)),
                ("n_bytes", models.PositiveBigIntegerField(default=0)),
                ("filed_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ["-month"]},
        ),
        migrations.RunPython(note_months, migrations.RunPython.noop),
    ]
