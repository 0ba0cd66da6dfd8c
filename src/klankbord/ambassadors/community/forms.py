"""What colleagues fill in."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import COMMENT_LENGTH, POST_LENGTH, Group


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Name and nature of a group."""

    class Meta:
        model = Group
        fields = ("name", "description", "kind")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "kind": forms.RadioSelect(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance.is_open:
            kind = self.fields["kind"]
            kind.disabled = True
            kind.help_text = _("A closed group stays closed: people wrote here in confidence.")


class PostForm(forms.Form):
    """A new post: where, and what."""

    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group"), empty_label=None)
    text = forms.CharField(
        label=_("Your message"),
        max_length=POST_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You can use Markdown: **bold**, *italic*, lists and links."),
    )

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = groups


class PostInGroupForm(PostForm):
    """A new post on the page of its group: no choice to make."""

    group = forms.ModelChoiceField(Group.objects.none(), widget=forms.HiddenInput)


class PostTextForm(forms.Form):
    """The same post in other words."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=POST_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("You can use Markdown: **bold**, *italic*, lists and links."),
    )


class CommentForm(forms.Form):
    """A comment."""

    text = forms.CharField(
        label=_("Your comment"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
