"""When the desk is open, and how quickly it wants to answer."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klankbord.participate.topics.models import Topic
from klankbord.people.models import Department, Member
from klankbord.reputation.desk.models import Severity


class OfficeHours(models.Model):
    """When the desk is open: clocks count these hours only. One row; the zone is the house's."""

    hours = models.JSONField(default=dict)  # {"0": [[540, 1020]]}: Monday, minutes since midnight
    country = models.CharField(_("holidays of"), max_length=2, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "desk"
        verbose_name_plural = "office hours"

    def __str__(self) -> str:
        return self.country


class Target(models.Model):
    """How quickly we want to answer and conclude, in office hours; the most precise one counts."""

    severity = models.PositiveSmallIntegerField(
        _("severity"), choices=Severity, null=True, blank=True
    )
    platform = models.CharField(_("platform"), max_length=40, blank=True)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+")
    first_response = models.DurationField(_("first answer within"))
    conclusive = models.DurationField(_("concluded within"))
    # When it is late: each that is chosen is done, once.
    raises_severity = models.BooleanField(_("one step more urgent when it is late"), default=False)
    late_department = models.ForeignKey(
        Department,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("hand it to this department when it is late"),
        related_name="+",
    )
    late_member = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("hand it to this colleague when it is late"),
        related_name="+",
    )
    tells_when_hurried = models.BooleanField(
        _("mail whoever has the case when time runs out, and when it is late"), default=False
    )

    class Meta:
        app_label = "desk"
        ordering = ["-severity", "platform", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["severity", "platform", "topic"],
                name="desk_target_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(first_response__gt=dt.timedelta(0))
                & Q(conclusive__gte=models.F("first_response")),
                name="desk_target_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.severity} {self.platform} {self.first_response}"
