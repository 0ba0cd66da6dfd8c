"""What a member chooses about mail."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import Group
from klankbord.ambassadors.community.notifications.models import HOURS, MailChoice


def _hours(first: int, last: int) -> list[tuple[int, str]]:
    return [(hour, f"{hour}:00") for hour in range(first, last + 1)]


class MailChoiceForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """When mail comes, and what a digest leaves out."""

    from_hour = forms.TypedChoiceField(
        label=_("Mail may come from"), coerce=int, choices=_hours(0, HOURS - 1)
    )
    until_hour = forms.TypedChoiceField(
        label=_("Mail may come until"), coerce=int, choices=_hours(1, HOURS)
    )
    groups_left_out = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("Leave these groups out of my digest"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = MailChoice
        fields = (
            "personal",
            "digest",
            "from_hour",
            "until_hour",
            "is_weekend_quiet",
            "groups_left_out",
        )
        widgets = {"personal": forms.RadioSelect, "digest": forms.RadioSelect}  # noqa: RUF012  # Django's way

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["groups_left_out"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = groups
        if not groups.exists():
            del self.fields["groups_left_out"]

    def clean(self) -> dict[str, Any]:
        """There must be some hours left, and groups are kept by their number."""
        given = super().clean() or {}
        first, last = given.get("from_hour"), given.get("until_hour")
        if first is not None and last is not None and first >= last:
            self.add_error("until_hour", _("Choose a later hour than the first one."))
        left_out = given.get("groups_left_out") or []
        return given | {"groups_left_out": [group.pk for group in left_out]}
