"""Forms of topics and the mention list."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from klankbord.core.match import QueryError
from klankbord.participate.topics.actions import (
    TopicChangedMeanwhile,
    TopicNameTaken,
    change_topic,
    create_topic,
)
from klankbord.participate.topics.filters import MAX_QUERY
from klankbord.participate.topics.listing import language_name, platform_name
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.queries import Choices
from klankbord.participate.topics.query_words import names_sentence, problem_of
from klankbord.participate.topics.stored_query import ColleaguesNamed
from klankbord.people.models import Member

MAX_EXAMPLE = 5_000


class TopicForm(forms.Form):
    """A topic as people edit it; `version` tells which state they saw."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("How your team calls this subject, such as “Parking”."),
    )
    query = forms.CharField(
        label=_("Query"),
        max_length=MAX_QUERY,
        help_text=_("The words to listen for. Between words stands AND, OR or NOT."),
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "spellcheck": "false",
                "autocapitalize": "off",
                "class": "mono",
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#reading",
                "hx-sync": "this:replace",
            }
        ),
    )
    description = forms.CharField(
        label=_("What it is for"),
        max_length=500,
        required=False,
        help_text=_("Why you follow it, and who uses it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)

    def __init__(self, *args: Any, check_url: str = "", **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["query"].widget.attrs["hx-post"] = check_url

    def save(
        self, *, topic: Topic | None, by: Member, at: dt.datetime, is_draft: bool = False
    ) -> Topic | None:
        """Create or change the topic; None when it was refused, with the reason at its field.

        Raises `ExamplesFail`: then a draft may be saved instead.
        """
        try:
            return self._save(topic, by=by, at=at, is_draft=is_draft)
        except QueryError as error:
            self.add_error("query", problem_of(error, self.cleaned_data["query"]).sentence)
        except ColleaguesNamed as error:
            self.add_error("query", names_sentence(error.names))
        except TopicNameTaken:
            self.add_error("name", _("Another topic has this name. Choose another one."))
        except TopicChangedMeanwhile:
            self.add_error(
                None,
                _(
                    "Somebody else changed this topic while you were at it. Copy what you typed, "
                    "open the topic again and make your change there."
                ),
            )
        return None

    def _save(self, topic: Topic | None, *, by: Member, at: dt.datetime, is_draft: bool) -> Topic:
        values: dict[str, Any] = {
            key: self.cleaned_data[key] for key in ("name", "query", "description")
        }
        if topic is None:
            return create_topic(**values, by=by, at=at, is_draft=is_draft)
        version = self.cleaned_data["version"] or 0
        return change_topic(topic=topic, version=version, **values, by=by, at=at, is_draft=is_draft)


class ExampleForm(forms.Form):
    """Words for an example; it stands beside the topic's form and is sent along with it."""

    use_required_attribute = False
    prefix = "example"
    text = forms.CharField(
        label=_("Words of your own"),
        max_length=MAX_EXAMPLE,
        required=False,
        help_text=_("As somebody could say it. No names: an example has no author."),
        widget=forms.Textarea(attrs={"rows": 2, "form": "lab"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, widget=forms.Select(attrs={"form": "lab"})
    )
    platform = forms.ChoiceField(
        label=_("Platform"), required=False, widget=forms.Select(attrs={"form": "lab"})
    )

    def __init__(self, *args: Any, choices: Choices, **extra: Any) -> None:
        super().__init__(*args, **extra)
        any_one = [("", _("any"))]
        languages = [(code, language_name(code)) for code in choices.languages]
        platforms = [(key, platform_name(key)) for key in choices.platforms]
        self.fields["language"] = _with_choices(self.fields["language"], any_one + languages)
        self.fields["platform"] = _with_choices(self.fields["platform"], any_one + platforms)


def _with_choices(field: forms.Field, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(field)
    field.choices = choices
    return field


class ViewForm(forms.Form):
    """Save the filters in force under a name."""

    name = forms.CharField(label=_("Name of the view"), max_length=120)
    is_shared = forms.BooleanField(label=_("Share with the team"), required=False)
