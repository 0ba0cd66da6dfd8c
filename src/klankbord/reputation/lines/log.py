"""What the acts of this room are called in the log, and what they are about."""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from klankbord.reputation.lines.models import Line
from klankbord.reputation.lines.queries import lines_in_force
from klankbord.trust.wording import Kind, say


def _lines() -> QuerySet[Line]:
    in_force = lines_in_force(on=timezone.localdate()).filter(line=OuterRef("pk"))
    return Line.objects.annotate(is_out=Exists(in_force))


def _page(line: Line) -> str:
    """What holds is for everybody; a draft, and what held once, for those who write."""
    screen = "lines:line-detail" if getattr(line, "is_out", False) else "lines:line-change"
    return reverse(screen, args=(line.pk,))


say(
    "lines",
    acts={
        "lines.written": _("A line to take was written"),
        "lines.published": _("A line to take was published"),
        "lines.ended": _("A line to take was ended"),
    },
    objects={"line": Kind(label=_("Line to take"), rows=_lines, page=_page)},
)
