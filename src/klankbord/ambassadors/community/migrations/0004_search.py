"""Search through an index, and the indexes of large groups."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from klankbord.ambassadors.community.search import CREATE, DROP


def create(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in CREATE[editor.connection.vendor]:
        editor.execute(statement)


def drop(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("community", "0003_questions")]

    operations = [
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                fields=["group"],
                condition=models.Q(("joined_at__isnull", False)),
                name="membership_in",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["group", "-created_at"],
                condition=models.Q(("is_pinned", True)),
                name="post_pinned",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
