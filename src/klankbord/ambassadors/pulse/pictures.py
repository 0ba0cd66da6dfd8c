"""What a round looks like."""

from django.utils.translation import gettext as _

from klankbord.ambassadors.pulse.results import Results, SubjectResult
from klankbord.ambassadors.pulse.words import headlines, number, told_card
from klankbord.ui.charts import Picture, Range, range_chart


def subjects_picture(results: Results) -> Picture:
    """A dot a subject with its bounds; an open dot where it was in the wave before."""
    survey = results.round.survey
    return range_chart(
        f"pulse-{results.round.pk}",
        [_range(each) for each in results.seen],
        columns=(
            _("Subject"),
            _("Mean"),
            _("At least"),
            _("At most"),
            _("Round before"),
            _("People, about"),
        ),
        scale=(1, survey.points),
        sentence=". ".join(words.rstrip(".") for _sign, words in headlines(results)) + ".",
    )


def _range(result: SubjectResult) -> Range:
    told = result.told
    mean = told.mean or 0.0
    said = told_card(told)
    parts = [f"{result.subject}: {said['mean']}", said["range"], said.get("change", "")]
    return Range(
        name=str(result.subject),
        value=mean,
        low=told.low,
        high=told.high,
        before=result.before,
        n=told.n,
        label=number(mean),
        tip=". ".join(part for part in parts if part),
    )
