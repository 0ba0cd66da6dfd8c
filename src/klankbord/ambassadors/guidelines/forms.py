"""What managers fill in."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.guidelines.models import Clause, Guideline
from klankbord.core.guidelines.difference import Difference
from klankbord.people.models import Member


class GuidelineForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """What a guideline is called."""

    class Meta:
        model = Guideline
        fields = ("title_nl", "title_en")


class ClauseForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """One clause in two languages."""

    class Meta:
        model = Clause
        fields = (
            "title_nl",
            "text_nl",
            "reason_nl",
            "title_en",
            "text_en",
            "reason_en",
            "part",
            "owner",
            "review_on",
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "text_nl": forms.Textarea(attrs={"rows": 8, "lang": "nl"}),
            "text_en": forms.Textarea(attrs={"rows": 8, "lang": "en"}),
            "review_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = Member.objects.filter(is_active=True).order_by("name")
            owner.empty_label = _("Nobody yet")


class ChangeForm(forms.Form):
    """What the author says of a change, and why."""

    difference = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        choices=[
            (
                Difference.EDITORIAL.value,
                _("Editorial: it says the same in other words. Nobody is asked again."),
            ),
            (
                Difference.MATERIAL.value,
                _("Material: it asks or allows something else. Everybody is asked about it."),
            ),
        ],
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Colleagues and the works council read this beside the change."),
    )


class PublishForm(forms.Form):
    """Why a version holds without consent of the works council; not asked where it consented."""

    without_consent = forms.CharField(
        label=_("Why does it hold without consent of the works council?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: there is no works council here, or nothing in it needs consent."
                    " Everybody reads this above the text."),
    )  # fmt: skip


class AcknowledgeForm(forms.Form):
    """The tick of somebody who read."""

    is_read = forms.BooleanField(
        label=_("I have read this. I know what we agreed on, and whom I can ask."),
        error_messages={"required": _("Put a tick if you have read it. There is no hurry.")},
    )
