"""What is measured of each step, from what is really there."""

import datetime as dt

from django.utils.formats import number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.ambassadors.answers.queries import figures_of_year
from klankbord.ambassadors.community.queries import community_figures
from klankbord.ambassadors.guidelines.queries import guideline_figures
from klankbord.ambassadors.newsletters.queries import newsletter_figures
from klankbord.ambassadors.pulse.queries import pulse_figures
from klankbord.participate.archive.queries import totals
from klankbord.participate.listening.queries import local_day, source_figures
from klankbord.participate.platforms.queries import research_figures
from klankbord.participate.topics.queries import topic_figures
from klankbord.plan.readings import Readings
from klankbord.plan.steps import Measured, State
from klankbord.reputation.desk.queries import department_figures, proof_figures

WINDOW = dt.timedelta(days=27)  # with today: the four weeks that the overview shows
SWIFT = dt.timedelta(hours=4)
MOST = 80  # percent: from here a guideline counts as known


def platforms(now: Readings) -> Measured:
    """1a: of how many platforms where we are heard is it decided what we do there?"""
    figures = research_figures(today=local_day(now.at))
    if not figures.n_heard:
        return Measured(
            state=State.EMPTY,
            value=_("no platforms yet"),
            why=_("Nothing was heard anywhere, so there is nothing to choose from."),
            advice=_("Follow a source on each platform that you think of."),
            url_name="listening:source-add",
            act=_("Add a source"),
        )
    value = _("%(n)s of %(all)s platforms decided") % {
        "n": number_format(figures.n_decided),
        "all": number_format(figures.n_heard),
    }
    if figures.n_due:
        return Measured(
            state=State.STARTED,
            value=value,
            why=_("Of some it is time to look again."),
            advice=_("Look again at the platforms whose day has come."),
            url_name="platforms:platform-list",
            act=_("Open the platform map"),
        )
    is_done = figures.n_decided == figures.n_heard
    return Measured(
        state=State.STANDS if is_done else State.STARTED,
        value=value,
        why=_("A decision says whether we take part, only listen, or leave it."),
        advice="" if is_done else _("Decide on the platform that fits best first."),
        url_name="platforms:platform-list",
        act=_("Open the platform map"),
    )


def listening(now: Readings) -> Measured:
    """1b: are there sources, and do they answer?"""
    figures = source_figures(at=now.at)
    if not figures.n_active:
        return Measured(
            state=State.EMPTY,
            value=_("no sources yet"),
            why=_("Without sources there is nothing to hear."),
            advice=_("Add the first source: a news site, a blog, or a file from another tool."),
            url_name="listening:source-add",
            act=_("Add a source"),
        )
    value = _said(
        ngettext("%(n)s source is heard", "%(n)s sources are heard", figures.n_active),
        figures.n_active,
    )
    if figures.n_failing:
        return Measured(
            state=State.TROUBLE,
            value=value,
            why=_said(
                ngettext(
                    "%(n)s of them gives an error.",
                    "%(n)s of them give an error.",
                    figures.n_failing,
                ),
                figures.n_failing,
            ),
            advice=_("Some sources do not answer. See which, and what to do."),
            url_name="listening:source-list",
            act=_("Look at the sources"),
        )
    return Measured(
        state=State.STANDS,
        value=value,
        why=_("All of them answered the last time they were asked."),
        url_name="listening:source-list",
    )


def who_says_what(now: Readings) -> Measured:
    """1c: how much is heard, and how much of it is about our subjects?"""
    until = local_day(now.at)
    n_mentions = sum(totals(since=until - WINDOW, until=until).values())
    figures = topic_figures(at=now.at)
    if not figures.n_active:
        return Measured(
            state=State.EMPTY,
            value=_("no topics yet"),
            why=_("A topic says what you want to follow, in one query."),
            advice=_("Write your first topic: the name of your organisation is a good start."),
            url_name="topics:topic-add",
            act=_("Write a topic"),
        )
    mentions = _said(
        ngettext("%(n)s mention in 28 days", "%(n)s mentions in 28 days", n_mentions), n_mentions
    )
    topics = _said(
        ngettext("%(n)s topic is followed.", "%(n)s topics are followed.", figures.n_active),
        figures.n_active,
    )
    return Measured(
        state=State.STANDS if n_mentions else State.STARTED,
        value=mentions,
        why=topics,
        advice="" if n_mentions else _("Nothing was heard in 28 days. Check sources and topics."),
        url_name="insight:overview" if n_mentions else "topics:topic-list",
        act=_("Look at the topics"),
    )


def community(now: Readings) -> Measured:
    """2b: is there a place where colleagues talk, and do they?"""
    figures = community_figures(at=now.at)
    if not figures.n_groups:
        return Measured(
            state=State.EMPTY,
            value=_("no groups yet"),
            why=_("Colleagues need a place to talk."),
            advice=_("Make the first group, open to everybody."),
            url_name="community:group-add",
            act=_("Make a group"),
        )
    groups = _said(ngettext("%(n)s group", "%(n)s groups", figures.n_groups), figures.n_groups)
    if figures.n_people_28d is None:
        return Measured(
            state=State.STARTED,
            value=groups,
            why=_("Fewer than five colleagues wrote in 28 days, so there is no figure."),
            advice=_("Start a conversation in the community, and ask a question."),
            url_name="community:feed",
            act=_("Open the community"),
        )
    people = _said(
        ngettext(
            "%(n)s colleague wrote in 28 days.",
            "%(n)s colleagues wrote in 28 days.",
            figures.n_people_28d,
        ),
        figures.n_people_28d,
    )
    return Measured(
        state=State.STANDS,
        value=groups,
        why=people,
        url_name="community:feed",
    )


def pulse(now: Readings) -> Measured:
    """2a: was the pulse felt, and is it being felt now?"""
    figures = pulse_figures(at=now.at)
    if figures.last_told is None:
        return Measured(
            state=State.STARTED if figures.n_open else State.EMPTY,
            value=_("a round is open") if figures.n_open else _("nothing asked yet"),
            why=_("What came of it is told after the close.")
            if figures.n_open
            else _("A few anonymous statements show how things are."),
            advice=_("Talk with the works council and set a first round."),
            url_name="pulse:round-list",
            act=_("Open the pulse"),
        )
    return Measured(
        state=State.STANDS,
        value=_("last told {ago} ago").format(ago=_since(figures.last_told.closes_at, now.at)),
        why=_("A new round is open now.") if figures.n_open else _("No round is open now."),
        url_name="pulse:round-list",
    )


def answers(now: Readings) -> Measured:
    """2d: does what colleagues raise get an answer, and in time?"""
    figures = figures_of_year(at=now.at, on=local_day(now.at))
    percent = figures.percent_answered
    if percent is None:
        return Measured(
            state=State.EMPTY,
            value=_("nothing raised yet"),
            why=_("What colleagues raise gets an owner, a day and an answer for everybody."),
            advice=_("Write down the first point that colleagues raise."),
            url_name="answers:point-list",
            act=_("Open the answer ledger"),
        )
    value = _("{percent} % answered").format(percent=percent)
    if figures.n_overdue:
        late = ngettext(
            "%(n)s promise is overdue.", "%(n)s promises are overdue.", figures.n_overdue
        )
        return Measured(
            state=State.STARTED,
            value=value,
            why=_said(late, figures.n_overdue),
            advice=_("Answer what is overdue, or say until when it is worked on."),
            url_name="answers:point-list",
            act=_("Open the answer ledger"),
        )
    return Measured(
        state=State.STANDS,
        value=value,
        why=_("Nothing is overdue."),
        url_name="answers:point-list",
    )


def newsletters(now: Readings) -> Measured:
    """2c: did colleagues get a newsletter, and is one in the making?"""
    figures = newsletter_figures(at=now.at)
    if figures.last_sent_at is None:
        return Measured(
            state=State.STARTED if figures.n_drafts else State.EMPTY,
            value=_("an edition in draft") if figures.n_drafts else _("no edition yet"),
            why=_("No newsletter was sent yet."),
            advice=_("Finish the first newsletter: it is proposed from what colleagues wrote."),
            url_name="newsletters:edition-list",
            act=_("Open the newsletters"),
        )
    return Measured(
        state=State.STANDS,
        value=_("sent {ago} ago").format(ago=_since(figures.last_sent_at, now.at)),
        why=_("The next edition stands in draft.")
        if figures.n_drafts
        else _("There is no next edition in draft yet."),
        url_name="newsletters:edition-list",
    )


def guidelines(now: Readings) -> Measured:
    """2f: are there guidelines, and do colleagues know them?"""
    figures = guideline_figures(at=now.at)
    if not figures.n_published:
        return Measured(
            state=State.STARTED if figures.n_drafts else State.EMPTY,
            value=_("a guideline in draft") if figures.n_drafts else _("no guideline yet"),
            why=_("Colleagues cannot know what is not published."),
            advice=_("Publish your guideline; a good starting text is ready for you."),
            url_name="guidelines:guideline-list",
            act=_("Open the guidelines"),
        )
    share = figures.share_acknowledged
    if share is None:
        return Measured(
            state=State.STARTED,
            value=_("published"),
            why=_("Who read it is told after the first week, and from ten members."),
            url_name="guidelines:guideline-list",
        )
    return Measured(
        state=State.STANDS if share.percent >= MOST else State.STARTED,
        value=_("{percent} % acknowledged").format(percent=share.percent),
        why=_("Of about {n} members; from {most} % it counts as known.").format(
            n=share.n_members, most=MOST
        ),
        advice="" if share.percent >= MOST else _("Ask colleagues to read the guideline."),
        url_name="guidelines:guideline-list",
        act=_("Open the guidelines"),
    )


def desk(now: Readings) -> Measured:
    """3a: is every open case somebody's?"""
    figures = now.desk
    if not figures.n_open and not figures.n_answered:
        return Measured(
            state=State.EMPTY,
            value=_("no cases yet"),
            why=_("A mention that may need an answer becomes a case."),
            advice=_("Look at the mentions, and open the first case."),
            url_name="topics:mention-list",
            act=_("Look at the mentions"),
        )
    cases = _said(ngettext("%(n)s open case", "%(n)s open cases", figures.n_open), figures.n_open)
    if figures.n_unclaimed:
        waiting = _said(
            ngettext(
                "%(n)s case is nobody's yet.", "%(n)s cases are nobody's yet.", figures.n_unclaimed
            ),
            figures.n_unclaimed,
        )
        return Measured(
            state=State.TROUBLE,
            value=cases,
            why=waiting,
            advice=_("People wait for an answer. Pick up the first case."),
            url_name="desk:case-list",
            act=_("Open the desk"),
        )
    return Measured(
        state=State.STANDS,
        value=cases,
        why=_("Every open case has an owner."),
        url_name="desk:case-list",
    )


def silence(now: Readings) -> Measured:
    """3b: is not answering a choice with a reason?"""
    figures = now.desk
    n_decided = figures.n_let_stand + figures.n_answered
    kept = _said(
        ngettext(
            "%(n)s silence with a reason", "%(n)s silences with a reason", figures.n_let_stand
        ),
        figures.n_let_stand,
    )
    return Measured(
        state=State.STARTED if n_decided else State.EMPTY,
        value=kept,
        why=_("Every case that was let stand keeps its reason."),
        url_name="desk:case-list",
    )


def speed(now: Readings) -> Measured:
    """3c: how long do people wait for a first answer, those who still wait included?"""
    figures = now.desk
    median = figures.median_first_response
    if not figures.n_answered:
        return Measured(
            state=State.EMPTY,
            value=_("no answers yet"),
            why=_("No case of the last 28 days has a first answer."),
            url_name="desk:case-list",
        )
    waiting = _said(
        ngettext(
            "%(n)s open case has none yet, and counts.",
            "%(n)s open cases have none yet, and count.",
            figures.n_unanswered,
        ),
        figures.n_unanswered,
    )
    return Measured(
        state=State.STANDS if median is not None and median <= SWIFT else State.STARTED,
        value=_("fewer than half have a first answer")
        if median is None
        else _("half have a first answer after {time}").format(
            time=_since(now.at - median, now.at)
        ),
        why=waiting,
        url_name="desk:case-list",
    )


def in_place(now: Readings) -> Measured:
    """3d: does the answer stand where it was said, and can we show it?"""
    n_sent, n_proven = proof_figures(at=now.at)
    if not n_sent:
        return Measured(
            state=State.EMPTY,
            value=_("no answers yet"),
            why=_("No case of the last 28 days has a first answer."),
            url_name="desk:case-list",
        )
    value = _said(
        ngettext("%(n)s answer with proof", "%(n)s answers with proof", n_proven), n_proven
    )
    is_proven = n_proven == n_sent
    return Measured(
        state=State.STANDS if is_proven else State.STARTED,
        value=value,
        why=_("Of {total} answers the address is kept.").format(total=n_sent),
        advice=""
        if is_proven
        else _("Paste the address of your answer when you confirm it: that is the proof."),
        url_name="desk:case-list",
        act=_("Open the desk"),
    )


def departments(_now: Readings) -> Measured:
    """3e: do cases reach who knows the answer?"""
    n_departments, n_involved = department_figures()
    if not n_involved:
        return Measured(
            state=State.EMPTY,
            value=_("no departments involved yet"),
            why=_("Cases go to the department that knows the answer."),
            advice=_("Give a case to the department that knows the answer."),
            url_name="desk:case-list",
            act=_("Open the desk"),
        )
    value = _said(
        ngettext(
            "%(n)s department has cases in hand", "%(n)s departments have cases in hand", n_involved
        ),
        n_involved,
    )
    return Measured(
        state=State.STANDS,
        value=value,
        why=_("Of {total} departments. Does somebody there know more? Ask from the case.").format(
            total=n_departments
        ),
        url_name="desk:case-list",
    )


def _said(text: str, n: int) -> str:
    return text % {"n": number_format(n, force_grouping=True)}


def _since(then: dt.datetime, now: dt.datetime) -> str:
    return timesince(then, now, depth=1)
