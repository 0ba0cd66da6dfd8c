"""What people fill in about rules."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from klankbord.core.match import QueryError
from klankbord.participate.archive.models import DayCount
from klankbord.participate.listening.models import Source
from klankbord.participate.stakeholders.models import GIVEN_CHOICES
from klankbord.participate.topics.filters import MAX_QUERY
from klankbord.participate.topics.listing import language_name
from klankbord.participate.topics.models import Driver, Topic
from klankbord.participate.topics.query_words import names_sentence, problem_of
from klankbord.participate.topics.stored_query import ColleaguesNamed, read_stored_query
from klankbord.people.models import Department, Member
from klankbord.reputation.desk.models import Severity
from klankbord.reputation.desk.queries import responders
from klankbord.reputation.desk.wording import PLATFORM_NAMES, platform_name
from klankbord.reputation.flowcharts.models import Flow
from klankbord.reputation.routing.models import Example
from klankbord.reputation.routing.rules import Act, Hours, Rule
from klankbord.reputation.routing.wording import ACTS

_LANGUAGES = ("nl", "en", "de", "fr", "es", "pl", "tr", "ar", "uk")
_SEVERITIES = [("", _("not said by this rule")), *Severity.choices]


def platform_choices() -> list[tuple[str, str]]:
    """Platforms that we know, and those that were heard."""
    heard = DayCount.objects.order_by().values_list("platform", flat=True).distinct()
    names = {name: platform_name(name) for name in (*PLATFORM_NAMES, *heard)}
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


def language_choices() -> list[tuple[str, str]]:
    """Languages that are heard most here."""
    return [(code, language_name(code)) for code in _LANGUAGES]


class RuleForm(forms.Form):
    """When … then …; what is left empty is not asked."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Short: it stands in the history of each case that the rule opens."),
    )
    topics: "forms.ModelMultipleChoiceField[Topic]" = forms.ModelMultipleChoiceField(
        label=_("It is about"),
        queryset=Topic.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    platforms = forms.MultipleChoiceField(
        label=_("It stands on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sources: "forms.ModelMultipleChoiceField[Source]" = forms.ModelMultipleChoiceField(
        label=_("It comes from"),
        queryset=Source.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("It is in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("It has the words"),
        max_length=MAX_QUERY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "class": "mono"}),
        help_text=_("As in the search: danger OR (broken NEAR/5 playground)."),
    )
    is_asked = forms.BooleanField(
        label=_("It speaks to us: it names our account, or answers us"), required=False
    )
    followers = forms.IntegerField(
        label=_("Its author has at least this many followers"),
        min_value=1,
        max_value=2**31 - 1,
        required=False,
    )
    copies = forms.IntegerField(
        label=_("At least this many messages say the same"),
        min_value=2,
        max_value=1_000_000,
        required=False,
    )
    hours = forms.ChoiceField(
        label=_("Office hours"),
        required=False,
        choices=[
            (Hours.ALWAYS, _("always")),
            (Hours.OPEN, _("only while the desk is open")),
            (Hours.CLOSED, _("only while the desk is closed")),
        ],
    )
    act = forms.ChoiceField(
        label=_("What happens"), choices=[(act.value, label) for act, label in ACTS.items()]
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=_SEVERITIES, coerce=int, empty_value=None, required=False
    )
    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.all(),
        required=False,
        empty_label=_("not said by this rule"),
    )
    member: "forms.ModelChoiceField[Member]" = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=_("whoever takes it up first"),
    )
    flow: "forms.ModelChoiceField[Flow]" = forms.ModelChoiceField(
        label=_("Flowchart"),
        queryset=Flow.objects.none(),
        required=False,
        empty_label=_("the usual one"),
    )
    driver = forms.ChoiceField(
        label=_("Driver of our reputation"),
        choices=[("", _("not said by this rule")), *Driver.choices],
        required=False,
    )
    stakeholder_group = forms.ChoiceField(
        label=_("Stakeholder group"),
        choices=[("", _("not said by this rule")), *GIVEN_CHOICES],
        required=False,
    )
    tags = forms.CharField(
        label=_("Labels"),
        max_length=300,
        required=False,
        help_text=_("With a comma in between."),
    )
    is_last = forms.BooleanField(
        label=_("Stop here: rules below this one are not asked any more"), required=False
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    WHEN = (
        "topics", "platforms", "sources", "languages", "words", "is_asked", "followers", "copies",
        "hours",
    )  # fmt: skip
    THEN = (
        "act", "severity", "department", "member", "flow", "driver", "stakeholder_group", "tags",
        "is_last",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["topics"].queryset = Topic.objects.filter(is_active=True).order_by("name")
        fields["sources"].queryset = Source.objects.order_by("name")
        fields["member"].queryset = responders()
        fields["flow"].queryset = Flow.objects.filter(
            versions__published_at__isnull=False
        ).distinct()
        language = get_language() or "en"
        fields["flow"].label_from_instance = lambda flow: flow.title_in(language)
        fields["platforms"].choices = platform_choices()
        fields["languages"].choices = language_choices()

    def clean_words(self) -> str:
        """Words that can be read, and that follow no colleague."""
        words = str(self.cleaned_data["words"]).strip()
        if not words:
            return ""
        try:
            read_stored_query(words)
        except QueryError as error:
            problem = problem_of(error, words)
            told = f"{problem.sentence} {problem.remedy}"
            raise forms.ValidationError(told) from error
        except ColleaguesNamed as error:
            raise forms.ValidationError(names_sentence(error.names)) from error
        return words

    def clean_tags(self) -> tuple[str, ...]:
        """Labels one by one."""
        parts = (
            part.strip().lstrip("#").casefold() for part in self.cleaned_data["tags"].split(",")
        )
        return tuple(dict.fromkeys(part[:40] for part in parts if part))

    def clean(self) -> dict[str, Any]:
        """A rule asks for something, and a label rule puts a label."""
        data = super().clean() or {}
        if self.errors:
            return data
        if not self.rule("").has_condition:
            raise forms.ValidationError(
                _("Say at least one thing under When: a rule that asks nothing would fit all.")
            )
        if data["act"] == Act.LABEL and not data["tags"]:
            self.add_error("tags", _("Write the label that this rule puts on a message."))
        return data

    def rule(self, rule_id: str) -> Rule:
        """The rule that was filled in."""
        data = self.cleaned_data
        is_case = data["act"] == Act.OPEN

        def chosen(name: str) -> int | None:
            return data[name].pk if is_case and data[name] else None

        return Rule(
            id=rule_id,
            act=Act(data["act"]),
            name=data["name"],
            topics=tuple(topic.pk for topic in data["topics"]),
            platforms=tuple(data["platforms"]),
            languages=tuple(data["languages"]),
            sources=tuple(source.pk for source in data["sources"]),
            words=data["words"],
            is_asked=data["is_asked"],
            followers=data["followers"],
            copies=data["copies"],
            hours=Hours(data["hours"]),
            severity=data["severity"] if is_case else None,
            department=chosen("department"),
            member=chosen("member"),
            flow=chosen("flow"),
            driver=data["driver"] if is_case else "",
            stakeholder_group=data["stakeholder_group"] if is_case else "",
            tags=data["tags"],
            is_last=data["is_last"],
        )


def initial_of(rule: Rule) -> dict[str, Any]:
    """A rule as the form shows it."""
    return {
        "name": rule.name,
        "topics": rule.topics,
        "platforms": rule.platforms,
        "sources": rule.sources,
        "languages": rule.languages,
        "words": rule.words,
        "is_asked": rule.is_asked,
        "followers": rule.followers,
        "copies": rule.copies,
        "hours": rule.hours,
        "act": rule.act,
        "severity": rule.severity,
        "department": rule.department,
        "member": rule.member,
        "flow": rule.flow,
        "driver": rule.driver,
        "stakeholder_group": rule.stakeholder_group,
        "tags": ", ".join(rule.tags),
        "is_last": rule.is_last,
    }


class ExampleForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A message, and what must happen to it."""

    class Meta:
        model = Example
        fields = (
            "text",
            "platform",
            "language",
            "followers",
            "copies",
            "is_asked",
            "is_office_open",
            "expected",
            "severity",
            "department",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012  # Django's own spelling

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["platform"] = forms.ChoiceField(
            label=_("It stands on"),
            required=False,
            choices=[("", _("anywhere")), *platform_choices()],
        )
        fields["language"] = forms.ChoiceField(
            label=_("It is in"),
            required=False,
            choices=[("", _("not known")), *language_choices()],
        )
        fields["severity"].choices = [("", _("any")), *Severity.choices]
        fields["department"].empty_label = _("any")
        fields["text"].max_length = 5_000
        fields["copies"].required = False

    def clean_copies(self) -> int:
        """Nothing filled in: it stands alone."""
        return int(self.cleaned_data.get("copies") or 0)


class DryRunForm(forms.Form):
    """How far back."""

    days = forms.TypedChoiceField(
        label=_("What was heard in the last"),
        coerce=int,
        initial=30,
        choices=[(1, _("day")), (7, _("7 days")), (30, _("30 days")), (90, _("90 days"))],
    )
