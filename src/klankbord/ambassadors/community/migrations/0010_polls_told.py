"""That a poll is over is told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0009_guests"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("named", "somebody names you"),
                    ("answered", "somebody answers your comment"),
                    ("commented", "somebody comments on your post"),
                    ("best", "your answer is chosen as the best"),
                    ("invited", "you are invited to a group"),
                    ("accepted", "you are let into a group"),
                    ("asked", "somebody asks to come into your group"),
                    ("to_decide", "words wait for you as a moderator"),
                    ("decided", "it was decided about your words"),
                    ("looked_at", "what you reported was looked at"),
                    ("announced", "there is an announcement"),
                    ("moved", "an event that you come to is changed"),
                    ("called_off", "an event that you come to is called off"),
                    ("praised", "somebody praises you"),
                    ("soon", "an event that you come to begins soon"),
                    ("poll_over", "a poll of yours, or that you voted in, is closed"),
                ],
                max_length=10,
            ),
        ),
    ]
