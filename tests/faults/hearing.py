"""A house that hears one hashtag: for a test that kills the processes that listen."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klankbord.site.settings")

from answering import work  # sets Django up
from django.utils import timezone

from klankbord.participate.listening.actions import add_source
from klankbord.people.models import Organisation


def fill() -> None:
    """Standard input: the address to hear."""
    now = timezone.now()
    Organisation.objects.create(name="Gemeente Proefdam", created_at=now)
    given = json.load(sys.stdin)
    add_source(connector="mastodon", target=given["target"], name="Tag", at=now, actor="test")


if __name__ == "__main__":
    {"fill": fill, "work": work}[sys.argv[1]]()
