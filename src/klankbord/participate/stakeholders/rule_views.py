"""How groups are known: rules, and the directory."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from klankbord.participate.stakeholders.declarations import DIRECTORY, GROUPS
from klankbord.participate.stakeholders.directory import empty_directory, save_directory
from klankbord.participate.stakeholders.forms import DirectoryForm, RuleForm
from klankbord.participate.stakeholders.models import GIVEN, Entry, Rule
from klankbord.participate.stakeholders.queries import entry_counts, rule_counts
from klankbord.participate.stakeholders.rules import remove_rule
from klankbord.participate.stakeholders.views import TEAM
from klankbord.participate.stakeholders.words import rule_words, wrong_words
from klankbord.people.access import MemberRequest, allow
from klankbord.people.models import Role
from klankbord.trust.register import declares
from klankbord.ui.words import number

EDITORS = (Role.MANAGER, Role.ADMINISTRATOR)
MOST_FAULTS = 20


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
@declares(GROUPS)
def rule_list(request: MemberRequest) -> HttpResponse:
    """All rules, and a new one."""
    form = RuleForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and form.keep(by=request.user, at=timezone.now()):
        messages.success(request, _("The rule counts from now on, also for what was heard."))
        return redirect("stakeholders:rule-list")
    counts = rule_counts()
    rules = Rule.objects.select_related("source")
    context = {
        "form": form,
        "rules": [(rule, rule_words(rule), counts.get(rule.pk, 0)) for rule in rules],
    }
    return render(request, "stakeholders/rule_list.html", context)


@require_POST
@allow(*EDITORS)
@declares(GROUPS)
def rule_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a rule with whoever it placed."""
    rule = get_object_or_404(Rule, pk=pk)
    remove_rule(rule=rule, by=request.user, at=timezone.now())
    messages.success(request, _("Removed. Whoever it found is not known any more."))
    return redirect("stakeholders:rule-list")


@require_http_methods(["GET", "POST"])
@allow(*TEAM)
@declares(DIRECTORY)
def directory(request: MemberRequest) -> HttpResponse:
    """What the directory holds, and a new file for it."""
    may_edit = request.user.has_role(*EDITORS)
    form = DirectoryForm(request.POST or None, request.FILES or None)
    wrong: list[str] = []
    n_wrong = 0
    if request.method == "POST" and may_edit and form.is_valid():
        now = timezone.now()
        read = form.read(at=now)
        n_wrong, wrong = len(read.wrong), [wrong_words(one) for one in read.wrong[:MOST_FAULTS]]
        if not n_wrong:
            replaces = form.cleaned_data["replaces"]
            save_directory(entries=read.entries, by=request.user, at=now, replaces=replaces)
            n = len(read.entries)
            said = ngettext("%(n)s line was taken over.", "%(n)s lines were taken over.", n)
            messages.success(request, said % {"n": number(n)})
            return redirect("stakeholders:directory")
    context = {
        "form": form,
        "may_edit": may_edit,
        "wrong": wrong,
        "n_wrong": n_wrong,
        "counts": entry_counts(),
        "n_entries": Entry.objects.count(),
        "groups": [group.label for group in GIVEN],
    }
    return render(request, "stakeholders/directory.html", context)


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
@declares(DIRECTORY)
def directory_empty(request: MemberRequest) -> HttpResponse:
    """Empty the directory, after saying what goes with it."""
    if request.method == "GET":
        counts = entry_counts()
        context = {
            "n_entries": sum(n for _name, n, _met in counts),
            "n_authors": sum(met for _name, _n, met in counts),
        }
        return render(request, "stakeholders/directory_empty.html", context)
    n = empty_directory(by=request.user, at=timezone.now())
    said = ngettext("%(n)s line is gone.", "%(n)s lines are gone.", n)
    messages.success(request, said % {"n": number(n)})
    return redirect("stakeholders:directory")
