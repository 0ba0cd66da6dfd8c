from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("topics", "0003_precision")]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="driver",
            field=models.CharField(
                blank=True,
                choices=[
                    ("workplace", "Workplace"),
                    ("products_and_services", "Products and services"),
                    ("leadership", "Leadership"),
                    ("conduct", "Conduct"),
                    ("citizenship", "Citizenship"),
                    ("innovation", "Innovation"),
                    ("performance", "Performance"),
                ],
                default="",
                max_length=24,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                models.F("driver"), condition=~models.Q(driver=""), name="topics_driver_once"
            ),
        ),
    ]
