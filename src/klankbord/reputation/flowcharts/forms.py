"""What people fill in to change a flow; each form gives the part of the document that it holds."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from klankbord.core.flow.chart import Chart, Question
from klankbord.core.flow.words import EVIDENCE, PLATFORMS
from klankbord.reputation.flowcharts.editing import Document, free_id
from klankbord.reputation.flowcharts.wording import (
    ACTS,
    KINDS,
    REASON_WORDS,
    RESULTS,
    ROLE_WORDS,
    SOURCES,
    says,
)

MOST_ROWS = 30
EXAMPLE_SURE = 0.9  # how sure an example's evidence is where nothing else was said


def text(label: Any, *, is_needed: bool = True, rows: int = 0, lang: str = "") -> forms.CharField:
    """A field for words in one language; a missing translation is told by the check."""
    attributes = {"lang": lang} if lang else {}
    widget = forms.Textarea({"rows": rows, **attributes}) if rows else forms.TextInput(attributes)
    return forms.CharField(label=label, required=is_needed, max_length=2000, widget=widget)


def choice(label: Any, *, is_needed: bool = False, **more: Any) -> forms.ChoiceField:
    """A choice whose options are filled in later."""
    return forms.ChoiceField(label=label, required=is_needed, **more)


class EmptyForm(forms.Form):
    """Begin with one question."""

    title_nl = text(_("Title in Dutch"), lang="nl")
    title_en = text(_("Title in English"), lang="en")


class DocumentForm(forms.Form):
    """Begin with a document."""

    document = forms.CharField(
        label=_("Document"),
        max_length=400_000,
        widget=forms.Textarea({"rows": 8, "class": "mono", "spellcheck": "false"}),
        help_text=_("YAML or JSON, as another Klankbord gives it."),
    )


class FlowForm(forms.Form):
    """What a flow is called and where it starts."""

    title_nl = text(_("Title in Dutch"), is_needed=False, lang="nl")
    title_en = text(_("Title in English"), is_needed=False, lang="en")
    summary_nl = text(_("In one sentence, in Dutch"), is_needed=False, rows=2, lang="nl")
    summary_en = text(_("In one sentence, in English"), is_needed=False, rows=2, lang="en")
    start = choice(_("First step"))

    def __init__(self, *args: Any, chart: Chart, steps: list[tuple[str, str]], **more: Any) -> None:
        initial = {
            "title_nl": chart.title.nl,
            "title_en": chart.title.en,
            "summary_nl": chart.summary.nl,
            "summary_en": chart.summary.en,
            "start": chart.start,
        }
        more["initial"] = initial
        super().__init__(*args, **more)
        set_choices(self, "start", steps)

    def changed(self, document: Document) -> Document:
        """The document with these words."""
        got = self.cleaned_data
        return document | {
            "title": {"nl": got["title_nl"], "en": got["title_en"]},
            "summary": {"nl": got["summary_nl"], "en": got["summary_en"]},
            "start": got["start"],
        }


class NodeForm(forms.Form):
    """What every step has, and what its kind has; fields of other kinds are left out."""

    title_nl = text(_("Words in Dutch"), is_needed=False, rows=2, lang="nl")
    title_en = text(_("Words in English"), is_needed=False, rows=2, lang="en")
    help_nl = text(_("Help in Dutch"), is_needed=False, rows=2, lang="nl")
    help_en = text(_("Help in English"), is_needed=False, rows=2, lang="en")
    act = choice(_("What to do"), is_needed=True, choices=[*ACTS.items()])
    result = choice(_("How it ends"), is_needed=True, choices=[*RESULTS.items()])
    reason = choice(_("Why nobody is answered"), choices=[("", _("none")), *REASON_WORDS.items()])
    to = choice(_("What comes next"))
    review_days = forms.IntegerField(
        label=_("Look again after so many days"), required=False, min_value=1, max_value=730
    )
    deadline = forms.IntegerField(
        label=_("Minutes of opening hours"), required=False, min_value=1, max_value=525_600
    )
    owner = choice(_("Whose turn it is"), choices=[("", _("anybody")), *ROLE_WORDS.items()])
    approval = choice(
        _("Somebody else approves"), choices=[("", _("not needed")), *ROLE_WORDS.items()]
    )
    platforms = forms.MultipleChoiceField(
        label=_("Only on these platforms"),
        required=False,
        choices=[(name, name) for name in PLATFORMS],
        widget=forms.SelectMultiple({"size": 4}),
    )
    otherwise = choice(_("What comes on other platforms"))

    GUARD = ("deadline", "owner", "approval", "platforms", "otherwise")
    OWN = {  # noqa: RUF012  # read only
        "question": GUARD,
        "action": ("act", "to", "review_days", *GUARD),
        "check": ("to", *GUARD),
        "outcome": ("result", "reason", "review_days", "owner"),
    }
    TEXTS = ("title_nl", "title_en", "help_nl", "help_en")

    def __init__(
        self, *args: Any, node: Document, steps: list[tuple[str, str]], **more: Any
    ) -> None:
        guard = node.get("guard", {})
        initial = {**guard, **node}
        for part in ("title", "help"):
            for language in ("nl", "en"):
                initial[f"{part}_{language}"] = node.get(part, {}).get(language, "")
        more["initial"] = initial
        super().__init__(*args, **more)
        self.node = node
        for name in set(self.fields) - {*self.TEXTS, *self.OWN[node["kind"]]}:
            del self.fields[name]
        for name in {"to", "otherwise"} & set(self.fields):
            set_choices(self, name, steps)

    def changed(self) -> Document:
        """The node with these words, without answers, lines and evidence."""
        got = self.cleaned_data
        node = {"kind": self.node["kind"], "id": self.node["id"]}
        for part in ("title", "help"):
            node[part] = {"nl": got[f"{part}_nl"], "en": got[f"{part}_en"]}
        guard = {} if node["kind"] == "outcome" else {n: got[n] for n in self.GUARD if got.get(n)}
        own = {n: got[n] for n in self.OWN[node["kind"]] if n not in self.GUARD and got.get(n)}
        if node["kind"] == "outcome" and got.get("owner"):
            own["owner"] = got["owner"]
        return node | own | ({"guard": guard} if guard else {})


class AnswerForm(forms.Form):
    """One answer of a question."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    label_nl = text(_("Answer in Dutch"), is_needed=False, lang="nl")
    label_en = text(_("Answer in English"), is_needed=False, lang="en")
    to = choice(_("leads to"))
    deadline = forms.IntegerField(
        label=_("within minutes"), required=False, min_value=1, max_value=525_600
    )
    owner = choice(_("whose turn"), choices=[("", _("anybody")), *ROLE_WORDS.items()])

    def __init__(self, *args: Any, steps: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        set_choices(self, "to", steps)


def _sayings() -> Iterator[tuple[str, Any]]:
    """Everything that evidence can say, one option each."""
    yield "", _("choose")
    for source, kind in EVIDENCE.items():
        if kind.labels:
            for label in kind.labels:
                yield f"{source}={label}", says(source, label)
        else:
            yield source, SOURCES[source]


class RuleForm(forms.Form):
    """Evidence for an answer: something that is said, or a number between two others."""

    says = choice(_("When"), choices=_sayings)
    at_least = forms.FloatField(label=_("at least"), required=False)
    at_most = forms.FloatField(label=_("at most"), required=False)
    answer = choice(_("propose"))

    def __init__(self, *args: Any, answers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        set_choices(self, "answer", answers)


class ItemForm(forms.Form):
    """One line to tick."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    text_nl = text(_("Line in Dutch"), is_needed=False, lang="nl")
    text_en = text(_("Line in English"), is_needed=False, lang="en")


AnswerSet = formset_factory(AnswerForm, extra=1, can_delete=True, max_num=MOST_ROWS)
RuleSet = formset_factory(RuleForm, extra=1, can_delete=True, max_num=MOST_ROWS)
ItemSet = formset_factory(ItemForm, extra=1, can_delete=True, max_num=MOST_ROWS)


def answer_rows(node: Document) -> list[dict[str, Any]]:
    """The answers of a node as a form set begins with them."""
    return [
        {**each, "label_nl": each["label"].get("nl", ""), "label_en": each["label"].get("en", "")}
        for each in node.get("answers", [])
    ]


def item_rows(node: Document) -> list[dict[str, Any]]:
    """The lines of a list as a form set begins with them."""
    return [
        {"id": each["id"], **{f"text_{lang}": each["text"].get(lang, "") for lang in ("nl", "en")}}
        for each in node.get("items", [])
    ]


def rule_rows(node: Document) -> list[dict[str, Any]]:
    """The evidence of a question, one row for each thing that is said."""
    rows = []
    for rule in node.get("evidence", []):
        labels = [f"{rule['source']}={label}" for label in rule.get("labels", [])]
        rows += [{**rule, "says": each} for each in labels or [rule["source"]]]
    return rows


def answers_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers that people filled in; a new one gets an id of its words."""
    taken = {row["id"] for row in rows if row.get("id")}
    answers = []
    for row in rows:
        key = row.get("id") or free_id(row["label_en"], taken, "answer")
        taken.add(key)
        answer = {"id": key, "label": {"nl": row["label_nl"], "en": row["label_en"]}}
        answers.append(answer | {n: row[n] for n in ("to", "deadline", "owner") if row.get(n)})
    return answers


def items_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines that people filled in."""
    taken = {row["id"] for row in rows if row.get("id")}
    items = []
    for row in rows:
        key = row.get("id") or free_id(row["text_en"], taken, "line")
        taken.add(key)
        items.append({"id": key, "text": {"nl": row["text_nl"], "en": row["text_en"]}})
    return items


def rules_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The evidence that people filled in; what speaks for one answer is one rule again."""
    rules: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        source, _sign, label = row["says"].partition("=")
        bounds = {n: row[n] for n in ("at_least", "at_most") if row.get(n) is not None}
        key = (source, row["answer"], *bounds.items())
        rule = rules.setdefault(key, {"source": source, "answer": row["answer"], **bounds})
        if label:
            rule.setdefault("labels", []).append(label)
    return list(rules.values())


class AddNodeForm(forms.Form):
    """A new step."""

    kind = choice(_("Kind"), is_needed=True, choices=[*KINDS.items()])
    title_nl = text(_("Words in Dutch"), lang="nl")
    title_en = text(_("Words in English"), lang="en")


class ExampleForm(forms.Form):
    """A message and what is answered; the way that it takes is shown beside it."""

    message_nl = text(_("Message in Dutch"), rows=2, lang="nl")
    message_en = text(_("Message in English"), rows=2, lang="en")
    platform = forms.ChoiceField(
        label=_("Platform"),
        required=False,
        choices=[("", _("any")), *((name, name) for name in PLATFORMS)],
    )
    is_right = forms.BooleanField(
        label=_("The way that it takes now is right: expect it from now on"), required=False
    )

    def __init__(
        self, *args: Any, chart: Chart, example: Document, language: str, **more: Any
    ) -> None:
        self.chart, self.example = chart, example
        message, answers = example.get("message", {}), example.get("answers", {})
        initial = {
            "message_nl": message.get("nl", ""),
            "message_en": message.get("en", ""),
            "platform": example.get("platform", ""),
            "is_right": not example.get("path"),
        }
        evidence = example.get("evidence", {})
        initial |= {f"answer-{key}": value for key, value in answers.items()}
        initial |= {f"evidence-{key}": str(each["value"]) for key, each in evidence.items()}
        more["initial"] = initial
        super().__init__(*args, **more)
        self._add_evidence()
        self._add_answers(language)
        self.order_fields([n for n in self.fields if n != "is_right"] + ["is_right"])

    def _add_evidence(self) -> None:
        used = {rule.source for q in self._questions() for rule in q.evidence}
        for source in [each for each in EVIDENCE if each in used]:
            labels = EVIDENCE[source].labels
            name = f"evidence-{source}"
            if labels:
                options = [("", _("not known")), *((each, says(source, each)) for each in labels)]
                self.fields[name] = choice(SOURCES[source], choices=options)
            else:
                label = str(SOURCES[source])
                self.fields[name] = forms.FloatField(label=label, required=False)

    def _add_answers(self, language: str) -> None:
        for question in self._questions():
            named = (
                (each.id, getattr(each.label, language) or each.id) for each in question.answers
            )
            options: list[tuple[str, Any]] = [("", _("leave it to evidence")), *named]
            label = getattr(question.title, language) or question.id
            self.fields[f"answer-{question.id}"] = choice(label, choices=options)

    def _questions(self) -> list[Question]:
        return [node for node in self.chart.by_id.values() if isinstance(node, Question)]

    def changed(self, key: str) -> Document:
        """The example with these words; its path stays what it was."""
        got = self.cleaned_data
        known = self.example.get("evidence", {})
        evidence = {}
        for source in EVIDENCE:
            value = got.get(f"evidence-{source}")
            if value not in (None, ""):
                before = known.get(source, {"confidence": EXAMPLE_SURE})
                evidence[source] = before | {"value": value}
        answers = {q.id: got[f"answer-{q.id}"] for q in self._questions() if got[f"answer-{q.id}"]}
        return {
            "id": key,
            "message": {"nl": got["message_nl"], "en": got["message_en"]},
            "path": self.example.get("path", []),
            "platform": got["platform"],
            "evidence": evidence,
            "answers": answers,
        }


def set_choices(form: forms.Form, name: str, options: list[tuple[str, str]]) -> None:
    """Fill a choice; what stands in a draft but is not there is kept visible."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # these fields are declared so above
    known = {value for value, _label in options}
    current = form.initial.get(name, "")
    extra = [(current, f"{current} ?")] if current and current not in known else []
    field.choices = [("", _("nothing yet")), *options, *extra]
