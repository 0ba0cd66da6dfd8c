"""What stands in the PDF of a dashboard, in the order of the screen."""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _

from klankbord.core.measure.intervals import Interval
from klankbord.participate.insight import pictures
from klankbord.participate.insight.cross_lines import Shown
from klankbord.participate.insight.cross_table import Chosen, CrossTable
from klankbord.participate.insight.lines import Tone, story_lines, tones, topic_lines
from klankbord.participate.insight.links import (
    Link,
    intent_links,
    language_links,
    platform_links,
)
from klankbord.participate.insight.moods import is_vague
from klankbord.participate.insight.queries import Figures
from klankbord.participate.insight.sentences import (
    change_words,
    day_words,
    rising_words,
    spike_sentence,
)
from klankbord.ui.charts import Picture, n_mentions
from klankbord.ui.pictures import standalone_svg
from klankbord.ui.words import number

FONT: Final = "Libertinus Serif"  # comes with what sets the page
Section = dict[str, Any]
_MOST = 8


def figure_rows(figures: Figures) -> list[list[str]]:
    """The figures on top: name, value, what it says."""
    change = change_words(figures.mentions) if figures.is_comparable else _nothing_before()
    negative, positive = tones(figures)
    rows = [
        [_("Mentions"), number(figures.mentions.now), change],
        [_("Sounds negative"), *_tone(negative, figures)],
        [_("Sounds positive"), *_tone(positive, figures)],
    ]
    if figures.topic is None and figures.rising:
        first = figures.rising[0]
        rows.append([_("Rising fastest"), first.topic.name, rising_words(first)])
    sources = figures.coverage
    value = f"{number(sources.n_working)} / {number(sources.n_sources)}"
    return [*rows, [_("Sources that work"), value, sources.names]]


def sections(figures: Figures, chosen: Chosen) -> list[Section]:
    """Pictures and tables; what has nothing to show is left out."""
    found = [
        _picture(_("Mentions a day"), pictures.volume(figures), words=_spikes(figures)),
        _topics(figures),
        _picture(_("How it sounds"), pictures.moods(figures)),
        _cross(figures, chosen),
        _stories(figures),
        _counts(_("What writers want"), intent_links(figures)),
        _counts(_("Platforms"), platform_links(figures)),
        _counts(_("Languages"), language_links(figures)),
    ]
    return [section for section in found if section is not None]


def _picture(title: str, picture: Picture, words: Iterable[str] = ()) -> Section | None:
    if picture.spec is None:
        return None
    svg = standalone_svg(picture, fonts=FONT)
    return {"title": title, "words": list(words), "svg": svg, "alt": picture.sentence}


def _spikes(figures: Figures) -> list[str]:
    return [
        f"{day_words(each.spike.on)}: {n_mentions(each.spike.count)}, {spike_sentence(each)}."
        for each in figures.spikes[-_MOST:]
    ]


def _topics(figures: Figures) -> Section | None:
    if figures.topic is not None or not (lines := topic_lines(figures)):
        return None
    return {
        "title": _("Topics beside each other"),
        "words": [],
        "head": [
            _("Topic"), _("Mentions"), _("Share of voice"), _("Sounds negative"),
            _("Sounds positive"),
        ],
        "rows": [
            [
                line.row.topic.name,
                number(line.row.n),
                _percent(line.voice),
                *(_bounds(tone.estimate) for tone in line.tones),
            ]
            for line in lines
        ],
    }  # fmt: skip


def _cross(figures: Figures, chosen: Chosen) -> Section | None:
    table = CrossTable(figures, chosen)
    shown = Shown(table)
    if not table.rows:
        return None
    head = [shown.corner, _("All mentions"), *(each.name for each in shown.columns)]
    rows = [
        [line.head.name, number(line.total.n), *(number(link.n) for link in line.numbers)]
        for line in shown.lines
    ]
    names = [shown.name(side, key) for side, key in table.narrowed]
    words = [_("Only: %(names)s.") % {"names": ", ".join(names)}] if names else []
    return {"title": _("Who says what, where"), "words": words, "head": head, "rows": rows}


def _stories(figures: Figures) -> Section | None:
    """Their titles; who told them stands on the screen, from where a name can still be taken."""
    lines = story_lines(figures)
    items = [f"{line.title} ({n_mentions(line.n)})" for line in lines]
    title = _("Stories that were carried on most")
    return {"title": title, "words": [], "items": items} if items else None


def _counts(title: str, links: list[Link]) -> Section | None:
    rows = [[link.label, number(link.n)] for link in links if link.n]
    head = [title, _("Mentions")]
    return {"title": title, "words": [], "head": head, "rows": rows} if rows else None


def _tone(tone: Tone, figures: Figures) -> list[str]:
    words, whole = _("%(n)s for certain") % {"n": number(tone.n)}, figures.moods.whole
    if not whole.tone.n:
        return ["\N{EN DASH}", _("No mention was read yet, or we have no model of its language.")]
    if not tone.is_vague:
        return [_bounds(tone.estimate), words]
    values = {"clear": number(whole.n_clear), "all": number(whole.tone.n)}
    why = _("Too few are sure to say a share: %(clear)s of %(all)s were read with certainty.")
    return [words, why % values]


def _bounds(share: Interval) -> str:
    if is_vague(share):
        return _("not clear")
    return f"{_percent(share.low)}\N{EN DASH}{_percent(share.high)}"


def _percent(share: float) -> str:
    return f"{number(round(100 * share))}\N{NO-BREAK SPACE}%"


def _nothing_before() -> str:
    return _("The archive does not reach back far enough to compare.")
