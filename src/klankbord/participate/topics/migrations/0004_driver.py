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
                    ("workplace", "workplace"),
                    ("products_and_services", "products and services"),
                    ("leadership", "leadership"),
                    ("conduct", "conduct"),
                    ("citizenship", "citizenship"),
                    ("innovation", "innovation"),
                    ("performance", "performance"),
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
