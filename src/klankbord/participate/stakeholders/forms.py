"""Forms of groups: by hand, by rule, by file."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.core.match import QueryError
from klankbord.participate.listening.models import Source
from klankbord.participate.stakeholders.directory import MOST_BYTES, Read, read_directory
from klankbord.participate.stakeholders.models import GIVEN_CHOICES, Kind, Rule
from klankbord.participate.stakeholders.rulebook import NotWords
from klankbord.participate.stakeholders.rules import (
    NoSite,
    ProfileOfPrivatePerson,
    RuleExists,
    SiteOfAll,
    add_rule,
)
from klankbord.people.models import Member

_REFUSED: dict[type[Exception], tuple[str, Any]] = {
    ProfileOfPrivatePerson: (
        "group",
        _(
            "Customers, residents and job seekers are private persons: we do not read profiles to"
            " find them. Use the directory, a source, or say it by hand."
        ),
    ),
    NoSite: ("value", _("This is no website. Write it like lindebode.nl.")),
    SiteOfAll: (
        "value",
        _("Anybody can have an address there, so it tells nothing. Put accounts in the directory."),
    ),
    RuleExists: ("value", _("There is a rule for this already. Remove that one first.")),
    NotWords: (
        "value",
        _("Only words, phrases, AND, OR, NOT and NEAR: a profile has no other fields."),
    ),
    QueryError: (
        "value",
        _("These words cannot be read as a query. Write them like: journalist OR “news desk”."),
    ),
}


class RuleForm(forms.Form):
    """A new rule."""

    group = forms.ChoiceField(label=_("Belongs to"), choices=GIVEN_CHOICES)
    kind = forms.ChoiceField(label=_("Look at"), choices=Kind.choices)
    value = forms.CharField(
        label=_("Website, or words of the profile"),
        max_length=500,
        required=False,
        help_text=_("A website like lindebode.nl, or words like: journalist OR reporter."),
    )
    source = forms.ModelChoiceField(
        label=_("Or the source that they write in"),
        queryset=Source.objects.order_by("name"),
        required=False,
        empty_label=_("no source"),
    )

    def clean(self) -> dict[str, Any]:
        """Each kind needs its own field."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") == Kind.SOURCE:
            if not given.get("source"):
                self.add_error("source", _("Choose the source."))
        elif not (given.get("value") or "").strip():
            self.add_error("value", _("Say which website, or which words."))
        return given

    def keep(self, *, by: Member, at: dt.datetime) -> Rule | None:
        """Make the rule; None with an error on the form where it is refused."""
        given = self.cleaned_data
        try:
            return add_rule(
                kind=given["kind"],
                group=given["group"],
                value=given["value"],
                source=given["source"],
                by=by,
                at=at,
            )
        except tuple(_REFUSED) as error:
            field, words = next(told for kind, told in _REFUSED.items() if isinstance(error, kind))
            self.add_error(field, words)
            return None


class DirectoryForm(forms.Form):
    """A file with stakeholders."""

    file = forms.FileField(
        label=_("Table of stakeholders (CSV)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    replaces = forms.BooleanField(
        label=_("Replace the directory: lines that are not in this file go"), required=False
    )

    def read(self, *, at: dt.datetime) -> Read:
        """Read the file that was sent."""
        data: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        return read_directory(data, at=at)


class PlaceForm(forms.Form):
    """The group of one author, by hand."""

    group = forms.ChoiceField(
        label=_("Group"),
        choices=[("rules", _("leave it to the rules")), ("", _("not known")), *GIVEN_CHOICES],
        required=False,
    )
