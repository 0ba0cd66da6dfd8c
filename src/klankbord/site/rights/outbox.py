"""Mail that was written to files because no mail server is named."""

import datetime as dt
from pathlib import Path

from django.conf import settings

KEPT = dt.timedelta(days=14)


def drop_old_mail(*, at: dt.datetime) -> int:
    """Delete letters of two weeks ago; they hold names and sometimes keys."""
    folder = Path(settings.DATA) / "mail"
    before = (at - KEPT).timestamp()
    old = [path for path in folder.glob("*") if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
