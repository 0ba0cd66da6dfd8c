"""What editors fill in."""

from typing import ClassVar

from django import forms

from klankbord.ambassadors.newsletters.models import Edition, Item


class EditionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Title, introduction and language."""

    class Meta:
        model = Edition
        fields = ("title", "language", "intro")
        widgets: ClassVar[dict[str, forms.Widget]] = {"intro": forms.Textarea(attrs={"rows": 4})}


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Headline and text of one item."""

    class Meta:
        model = Item
        fields = ("headline", "text")
        widgets: ClassVar[dict[str, forms.Widget]] = {"text": forms.Textarea(attrs={"rows": 10})}
