"""A house can be without guests, and it is known since when a stay is over."""

from typing import Any

from django.db import migrations, models
from django.utils import timezone


def begin_to_count(apps: Any, _schema: Any) -> None:
    """When a stay of before ended was not noted: its time begins now."""
    guests = apps.get_model("people", "Member").everybody.filter(is_guest=True)
    guests.filter(is_active=False).update(guest_closed_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_guests"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="guest_closed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="organisation",
            name="has_guests",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="guests may be invited"
            ),
        ),
        migrations.RunPython(begin_to_count, migrations.RunPython.noop),
    ]
