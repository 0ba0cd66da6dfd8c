"""What the acts of this room are called in the log, and what they are about."""

from django.utils.translation import gettext_lazy as _

from klankbord.participate.insight.models import Alert, Dashboard
from klankbord.trust.wording import Kind, on, say


def _title(alert: Alert) -> str:
    return f"{alert.topic.name}, {alert.day:%Y-%m-%d}"


say(
    "insight",
    acts={
        "insight.alert-told": _("People were told of a spike"),
        "insight.alert-judged": _("Somebody said whether an alert was useful"),
        "insight.dashboard-saved": _("A dashboard was saved or shared"),
        "insight.dashboard-deleted": _("A dashboard was deleted"),
        "insight.dashboard-mailed": _("A dashboard was mailed"),
        "insight.dashboard-stopped": _("A member asked not to be mailed a dashboard"),
        "insight.dashboard-resumed": _("A member asked to be mailed a dashboard again"),
        "insight.alert-tested": _("Somebody tried whether alerts arrive"),
        "insight.alert-rule-changed": _("How people are told of spikes was changed"),
    },
    objects={
        "alert": Kind(
            label=_("Alert"), rows=Alert.objects.all, title=_title, page=on("insight:alert-list")
        ),
        "dashboard": Kind(
            label=_("Dashboard"), rows=Dashboard.objects.all, page=on("insight:dashboard-detail")
        ),
    },
    details={
        "rhythm": _("by mail"),
        "roles": _("roles"),
        "day": _("day"),
        "n_letters": _("letters"),
        "members": _("members"),
        "way": _("way"),
        "is_useful": _("useful"),
        "cadence": _("when"),
        "quiet_from": _("quiet from"),
        "quiet_until": _("quiet until"),
        "is_weekend_quiet": _("quiet at weekends"),
        "tells_by_mail": _("by mail"),
        "webhook_host": _("address that is called"),
        "mattermost_host": "Mattermost",
        "matrix_room": "Matrix",
    },
)
