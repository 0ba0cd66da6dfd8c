"""What colleagues fill in."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import COMMENT_LENGTH, POST_LENGTH, Group
from klankbord.people.models import Member


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Name and nature of a group."""

    class Meta:
        model = Group
        fields = ("name", "description", "kind", "is_moderated")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "kind": forms.RadioSelect(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if self.instance.pk and not self.instance.is_open and isinstance(kind, forms.ChoiceField):
            kind.choices = _not_wider(self.instance)
            kind.help_text = _(
                "A group never becomes wider afterwards: people wrote here in confidence."
            )


def _not_wider(group: Group) -> list[tuple[str, Any]]:
    """The kinds that a group may still become, its own first."""
    choices = list(Group.Kind.choices)
    return choices[[value for value, _label in choices].index(group.kind) :]


class InviteForm(forms.Form):
    """Who is asked in, by address or full name."""

    who = forms.CharField(
        label=_("Name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group

    def clean(self) -> dict[str, Any]:
        """Find the one colleague who is meant, or say what to do."""
        given = super().clean() or {}
        who = " ".join(given.get("who", "").split())
        if who:
            asked = Q(email__iexact=who) | Q(name__iexact=who)
            found = list(Member.objects.filter(asked, is_active=True)[:2])
            if not found:
                self.add_error(
                    "who", _("Nobody here has that name or address. Check how it is written.")
                )
            elif len(found) > 1:
                self.add_error(
                    "who", _("Several colleagues have that name. Use the e-mail address.")
                )
            else:
                given["member"] = found[0]
        return given


class TextForm(forms.Form):
    """What is said."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=POST_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "You can use Markdown: **bold**, *italic*, lists and links. A #word makes it easy to"
            " find; an @ with a full name tells that colleague."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.LINK_PREVIEWS:
            field = self.fields["text"]
            field.help_text = format_lazy(
                "{} {}",
                field.help_text,
                _("Our server visits the page of your first link, for a card with its title."),
            )


class PostTextForm(TextForm):
    """What is said or asked."""

    is_question = forms.BooleanField(
        label=_("This is a question"),
        required=False,
        help_text=_("You can choose the best answer afterwards."),
    )


class InGroupForm(forms.Form):
    """Where it is said: in one of the writer's groups."""

    group = forms.ModelChoiceField(Group.objects.none(), label=_("Group"), empty_label=None)

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = groups
        if isinstance(field.widget, forms.Select):
            # A widget that asks the database itself asks twice.
            field.widget.choices = [(group.pk, group.name) for group in groups]


class PostForm(InGroupForm, PostTextForm):
    """A new post: where, and what."""

    field_order = ("group", "text", "is_question")


class PostInGroupForm(PostForm):
    """A new post on the page of its group: no choice to make."""

    group = forms.ModelChoiceField(Group.objects.none(), widget=forms.HiddenInput)


class CommentForm(forms.Form):
    """A comment."""

    text = forms.CharField(
        label=_("Your comment"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("An @ with a full name tells that colleague."),
    )
