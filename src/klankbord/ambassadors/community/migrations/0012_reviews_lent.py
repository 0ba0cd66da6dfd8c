"""Reported words of a closed group can be lent to one moderator from outside."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("community", "0011_reactions_of_the_house"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="lent_to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="lent_until",
            field=models.DateTimeField(null=True),
        ),
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
                    ("opened", "somebody from outside looks at reported words"),
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
