"""What an administrator says before a second step goes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ResetForm(forms.Form):
    """Why we believe that it is them."""

    reason = forms.CharField(
        label=_("How do you know that it is really them?"),
        max_length=300,
        help_text=_(
            "Such as: “I called the number that I know.” A mail can come from anybody. What you "
            "write stands in the audit log."
        ),
    )
