"""Whom praise is for, and why."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.audience import readers_of
from klankbord.ambassadors.community.forms import InGroupForm, TextForm
from klankbord.ambassadors.community.models import Group
from klankbord.people.models import Member

MOST_PRAISED = 10


class PraiseForm(InGroupForm, TextForm):
    """Praise: where, for whom, and for what."""

    field_order = ("group", "who", "text")
    who = forms.CharField(
        label=_("For whom?"),
        max_length=1_000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Names or e-mail addresses of colleagues, with a comma between."),
    )

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["text"].label = _("What did they do well?")

    def clean(self) -> dict[str, Any]:
        """Find each colleague who is meant, or say what to do."""
        given = super().clean() or {}
        names = list(
            dict.fromkeys(" ".join(each.split()) for each in given.get("who", "").split(","))
        )
        names = [name for name in names if name]
        group = given.get("group")
        if len(names) > MOST_PRAISED:
            self.add_error("who", _("Name at most ten colleagues, so that it is about somebody."))
        elif group and given.get("who"):
            given["members"] = [
                member for name in names if (member := self._reader(name, group)) is not None
            ]
            if not names:
                self.add_error("who", _("Name somebody."))
        return given

    def _reader(self, name: str, group: Group) -> Member | None:
        """The same words for who does not work here and who may not read here."""
        asked = Q(email__iexact=name) | Q(name__iexact=name)
        found = list(readers_of(group).filter(asked).exclude(pk=self.by.pk)[:2])
        if len(found) == 1:
            return found[0]
        wrong = (
            _("Several colleagues are called %(name)s. Use the e-mail address.")
            if found
            else _("Nobody else who can read there is called %(name)s. Check how it is written.")
        )
        self.add_error("who", wrong % {"name": name})
        return None
