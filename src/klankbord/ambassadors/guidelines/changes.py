"""Whether a clause in a new version asks something else than in the version before."""

from klankbord.ambassadors.guidelines.linting.queries import clause_text
from klankbord.ambassadors.guidelines.models import Clause
from klankbord.core.guidelines.difference import Comparison, Difference, compare_clauses


def clause_before(clause: Clause) -> Clause | None:
    """The same clause in the version that was published before; None if it is new."""
    earlier = Clause.objects.filter(
        key=clause.key,
        version__guideline=clause.version.guideline_id,
        version__number__lt=clause.version.number,
        version__published_at__isnull=False,
    )
    newest = earlier.order_by("-version__number").first()
    return newest if newest and _is_in_force_before(newest, clause) else None


def wording_agreed(clause: Clause) -> str:
    """What people agree to: a better way to say the same keeps the wording that they know."""
    before = clause_before(clause)
    if before is None:
        return clause.reckon_wording()
    judged = compare_clauses(clause_text(before), clause_text(clause)).difference
    if judged is Difference.NONE:
        return before.wording
    said = Difference(clause.change_said or judged)
    return clause.reckon_wording() if said is Difference.MATERIAL else before.wording


def judgement_of(before: Clause, clause: Clause) -> Comparison:
    """How the rules judge a change, whatever its author says."""
    return compare_clauses(clause_text(before), clause_text(clause))


def _is_in_force_before(before: Clause, clause: Clause) -> bool:
    """A clause that was left out for a version is new when it comes back."""
    between = clause.version.guideline.versions.filter(
        number__gt=before.version.number,
        number__lt=clause.version.number,
        published_at__isnull=False,
    )
    return not between.exists()
