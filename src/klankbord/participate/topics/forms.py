"""Forms of topics and the mention list."""

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from klankbord.core.match import QueryError
from klankbord.participate.topics.actions import (
    TopicChangedMeanwhile,
    TopicNameTaken,
    change_topic,
    create_topic,
)
from klankbord.participate.topics.filters import MAX_QUERY
from klankbord.participate.topics.models import Topic
from klankbord.participate.topics.query_words import names_sentence, problem_of
from klankbord.participate.topics.stored_query import ColleaguesNamed
from klankbord.people.models import Member


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
                "hx-post": reverse_lazy("topics:query-check"),
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#query-check",
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

    def save(self, *, topic: Topic | None, by: Member, at: dt.datetime) -> Topic | None:
        """Create or change the topic; None when it was refused, with the reason at its field."""
        try:
            return self._save(topic, by=by, at=at)
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

    def _save(self, topic: Topic | None, *, by: Member, at: dt.datetime) -> Topic:
        values: dict[str, Any] = {
            key: self.cleaned_data[key] for key in ("name", "query", "description")
        }
        if topic is None:
            return create_topic(**values, by=by, at=at)
        version = self.cleaned_data["version"] or 0
        return change_topic(topic=topic, version=version, **values, by=by, at=at)


class ViewForm(forms.Form):
    """Save the filters in force under a name."""

    name = forms.CharField(label=_("Name of the view"), max_length=120)
    is_shared = forms.BooleanField(label=_("Share with the team"), required=False)
