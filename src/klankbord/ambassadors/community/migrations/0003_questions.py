"""Questions with their best answer, and subjects."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0002_invitations")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="is_question",
            field=models.BooleanField(default=False, verbose_name="this is a question"),
        ),
        migrations.AddField(
            model_name="post",
            name="best_answer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="community.comment",
            ),
        ),
        migrations.CreateModel(
            name="PostTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tag", models.CharField(max_length=50)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tags",
                        to="community.post",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="posttag",
            constraint=models.UniqueConstraint(models.F("tag"), models.F("post"), name="tag_once"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["group", "-created_at", "-id"],
                condition=models.Q(("best_answer", None), ("is_question", True)),
                name="post_unanswered",
            ),
        ),
    ]
