"""What is known of a case, as evidence for the questions of a flow: it proposes, people decide."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from klankbord.ambassadors.guidelines.advice import ADVICE
from klankbord.connectors.plaintext import mentions_in
from klankbord.core.flow.chart import Finding
from klankbord.core.guard.check import check_post
from klankbord.core.guard.finding import Rule
from klankbord.core.text.understanding.intents import OTHER, SURE_ENOUGH
from klankbord.core.text.understanding.opinions import SENTIMENTS, UNSURE
from klankbord.participate.archive.models import Reading
from klankbord.participate.listening.models import Account
from klankbord.participate.topics.said import Said
from klankbord.reputation.desk.earlier import blame_before, crisis_before, provoking_before
from klankbord.reputation.desk.models import Case, CaseMessage, Channel
from klankbord.reputation.desk.queries import cases_with_same_author, topics_of
from klankbord.reputation.desk.signs.models import DANGERS, PLACES
from klankbord.reputation.desk.signs.models import Kind as SignKind
from klankbord.reputation.desk.signs.reading import Lines, lines_now, site_found, words_found
from klankbord.reputation.desk.velocity import velocity_of
from klankbord.reputation.facts.queries import facts_with_mistakes
from klankbord.reputation.flowcharts.models import FlowVersion

Findings = dict[str, Finding]
_MOST_HELD = 20
_BY_WORDS = 0.7
_PERSONAL = frozenset(
    {
        Rule.BSN, Rule.EDUCATION_NUMBER, Rule.NATIONAL_NUMBER_BE, Rule.NATIONAL_NUMBER,
        Rule.IDENTITY_DOCUMENT, Rule.IBAN, Rule.CARD, Rule.PHONE, Rule.EMAIL, Rule.ADDRESS,
        Rule.BIRTH_DATE, Rule.LICENCE_PLATE,
    }
)  # fmt: skip


def findings_of(case: Case, *, at: dt.datetime, version: FlowVersion | None = None) -> Findings:
    """What is known of a case and of its first message to us, each with why.

    `version` is the flow that asks: what colleagues said in it before is only looked up for it.
    """
    incoming = case.messages.filter(direction=CaseMessage.Direction.INCOMING, is_copy=False)
    messages = list(incoming.select_related("mention__author", "mention__reading")[:_MOST_HELD])
    if not messages:
        return {}
    message, lines = messages[0], lines_now()
    found = {
        "danger": _danger(messages, lines),
        "place": _place(case, message, lines),
        "facts": _facts(messages, at),
        "velocity": velocity_of(message, at),
        "asked": _asked(message),
        "about_us": _about_us(message),
        "history": _history(case),
        "reach": _reach(message),
        "identifiers": _identifiers(message, at),
        "sentiment": _sentiment(message),
        "intent": _intent(message),
        "offensive": _offensive(message),
        "blame": blame_before(case, version),
        "crisis_before": crisis_before(case, messages, version),
        "hours_open": Finding(max((at - message.published_at).total_seconds() / 3600, 0.0)),
    }
    return {source: finding for source, finding in found.items() if finding is not None}


def _danger(messages: Sequence[CaseMessage], lines: Lines) -> Finding | None:
    """Words of it in any message to us: never sure, and that there are none is no all-clear."""
    for kind in DANGERS:
        said = words_found(lines[kind], messages)
        if said:
            return Finding(kind.value, _BY_WORDS, tuple(said[:3]))
    return None


def _place(case: Case, message: CaseMessage, lines: Lines) -> Finding | None:
    """What the house says of the site; where it says nothing, neither do we."""
    if case.channel == Channel.FORM:
        return Finding(SignKind.OWN.value, 1.0, (str(Channel.FORM.label),))
    sites = {kind: site_found(lines[kind], message.url) for kind in PLACES}
    kind = max(sites, key=lambda each: len(sites[each]))
    return Finding(kind.value, 0.9, (sites[kind],)) if sites[kind] else None


def _facts(messages: Sequence[CaseMessage], at: dt.datetime) -> Finding | None:
    """A mistake that somebody wrote down beside a fact; whether the rest is right, people look."""
    for fact in facts_with_mistakes(at=at):
        said = words_found(fact.mistakes, messages)
        if said:
            return Finding("wrong", _BY_WORDS, (f"{fact.title}: {said[0]}",))
    return None


def _asked(message: CaseMessage) -> Finding | None:
    """Tagged is asked; that nobody tagged us says nothing."""
    handles = Account.objects.filter(connector=message.platform).values_list("handle", flat=True)
    names = [handle.partition("@")[0] for handle in handles]
    spoken_to = {name.casefold() for name in mentions_in(message.text)}
    tagged = [name for name in names if name.casefold() in spoken_to]
    return Finding("yes", 0.95, tuple(f"@{name}" for name in tagged)) if tagged else None


def _about_us(message: CaseMessage) -> Finding | None:
    """A topic that somebody wrote a query for found it."""
    names = tuple(topic.name for topic in topics_of([message]))
    return Finding("yes", 0.7, names[:5]) if names else None


def _history(case: Case) -> Finding | None:
    if not case.author_handle:
        return None
    provoking = provoking_before(case)
    if provoking is not None:
        return provoking
    is_known = cases_with_same_author(case).exists()
    return Finding("known" if is_known else "new", 1.0, (case.author_handle,))


def _identifiers(message: CaseMessage, at: dt.datetime) -> Finding | None:
    """Data of a person in the message itself; that none was seen says nothing."""
    on = timezone.localtime(at).date()
    seen = [each.rule for each in check_post(message.text, on=on).findings]
    kinds = [str(ADVICE[rule].label) for rule in seen if rule in _PERSONAL]
    return Finding(float(len(kinds)), 0.7, tuple(dict.fromkeys(kinds))[:5]) if kinds else None


def _sentiment(message: CaseMessage) -> Finding | None:
    """As it was read with the mention, or corrected there by hand; unclear says nothing."""
    reading = reading_of(message)
    if reading is None or reading.sentiment == UNSURE:
        return None
    if reading.is_sentiment_by_hand:
        return Finding(reading.sentiment, 1.0)
    shares = (reading.p_negative, reading.p_neutral, reading.p_positive)
    p = dict(zip(SENTIMENTS, shares, strict=True)).get(reading.sentiment)
    return None if p is None else Finding(reading.sentiment, p / 1000)


def _intent(message: CaseMessage) -> Finding | None:
    """As on the page of the mention: how likely where that was found right, else by its words."""
    reading = reading_of(message)
    if reading is None or reading.intent in {OTHER, UNSURE}:
        return None
    if reading.is_intent_by_hand:
        return Finding(reading.intent, 1.0)
    said = Said(reading, message.text)
    if said.intent_share is not None:
        is_sure = said.intent_share >= SURE_ENOUGH
        return Finding(reading.intent, said.intent_share) if is_sure else None
    words = said.intent_words
    return Finding(reading.intent, _BY_WORDS, words) if words else None


def _offensive(message: CaseMessage) -> Finding | None:
    """What the words are, not who wrote them; kept with the mention only where it is strong."""
    reading = reading_of(message)
    if reading is None or reading.p_offensive is None:
        return None
    return Finding("yes", reading.p_offensive / 1000, (_("the words, as a machine reads them"),))


def reading_of(message: CaseMessage) -> Reading | None:
    """What the words of a message say; None where nobody read them, or a colleague wrote them."""
    found = getattr(message.mention, "reading", None) if message.post_id else None
    return None if found is None or found.p_neutral is None else found


def _reach(message: CaseMessage) -> Finding | None:
    mention = message.mention
    followers = mention.author.followers if mention is not None and message.post_id else None
    return None if followers is None else Finding(float(followers))
