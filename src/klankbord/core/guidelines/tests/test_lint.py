"""The lint of a whole guideline: what is there, what is not, and where."""

import datetime as dt

import pytest

from klankbord.core.guidelines.deontic import Force, force_of
from klankbord.core.guidelines.finding import ClauseText, Flaw, Right, Subject
from klankbord.core.guidelines.lint import lint_clause, lint_guideline

TODAY = dt.date(2026, 11, 27)


def clause(nl="", en="", **values):
    return ClauseText({"nl": "", "en": ""}, {"nl": nl, "en": en}, **values)


def flaws(found):
    return [each.flaw for each in found]


@pytest.mark.parametrize(
    ("language", "sentence", "force"),
    [
        ("nl", "Vraag het eerst.", Force.DUTY),
        ("nl", "**Doe dit niet:** reageren als je boos bent.", Force.BAN),
        ("nl", "**Doe dit:** noem de maker.", Force.DUTY),
        ("nl", "Deel nooit wachtwoorden.", Force.BAN),
        ("nl", "Je mag lid zijn van een vakbond.", Force.FREEDOM),
        ("nl", "Je mag geen wachtwoorden delen.", Force.BAN),
        ("nl", "Je hoeft niets te delen.", Force.FREEDOM),
        ("nl", "Haal het weg zonder te vragen waarom.", Force.DUTY),
        ("nl", "Er is geen verbod op kritiek.", Force.FREEDOM),
        ("nl", "Wij luisteren naar onderwerpen.", Force.TELLS),
        ("en", "Ask first, not afterwards.", Force.DUTY),
        ("en", "**Don't:** react while you are angry.", Force.BAN),
        ("en", "Never share passwords.", Force.BAN),
        ("en", "You may be in a union.", Force.FREEDOM),
        ("en", "You may not share passwords.", Force.BAN),
        ("en", "You do not have to share anything.", Force.FREEDOM),
        ("en", "You must report a leak.", Force.DUTY),
        ("en", "Swearing is not allowed.", Force.BAN),
        ("en", "We listen to subjects.", Force.TELLS),
    ],
)
def test_a_sentence_asks_allows_bans_or_tells(language, sentence, force):
    assert force_of(sentence, language) is force


def test_a_clause_of_bans_alone_says_what_to_do_instead():
    bans = clause(en="Do not share your screen. Never share a rota.")
    assert Flaw.ONLY_BANS in flaws(lint_clause(bans, 0, on=None))
    mixed = clause(en="Do not share your screen. Never share a rota. You may share the menu.")
    assert Flaw.ONLY_BANS not in flaws(lint_clause(mixed, 0, on=None))


def test_a_guideline_of_bans_says_how_many():
    texts = ("Do not do this. You may do that.", "Never do this.", "Share no lists. Ask first.")
    found = lint_guideline([clause(en=text) for text in texts], on=None, languages=["en"])
    [finding] = [each for each in found if each.flaw is Flaw.MORE_BANS]
    assert finding.counts == {"bans": 3, "asked": 5}


def test_nobody_and_no_date_are_found_and_how_long_a_review_waits():
    kept = [
        clause(has_owner=False),
        clause(review_on=TODAY - dt.timedelta(days=3)),
        clause(review_on=TODAY),
    ]
    found = [each for each in lint_guideline(kept, on=TODAY) if each.clause is not None]
    assert [(each.clause, each.flaw) for each in found] == [
        (0, Flaw.NO_OWNER),
        (0, Flaw.NO_REVIEW),
        (1, Flaw.REVIEW_OVERDUE),
    ]
    assert found[-1].counts == {"days": 3}


def test_an_empty_guideline_misses_nothing_yet():
    assert lint_guideline([], on=TODAY) == []
    assert lint_guideline([clause(has_owner=True, review_on=TODAY)], on=TODAY) == []


SPOKEN = {
    "nl": {
        Subject.IDENTITY: "Zeg dat je hier werkt. Schrijf in de ik-vorm.",
        Subject.CONFIDENTIAL: "Deel geen wachtwoorden en geen gegevens van klanten.",
        Subject.PEOPLE: "Vraag het eerst als iemand op de foto herkenbaar is.",
        Subject.MAKERS: "Noem de maker. Auteursrecht geldt ook voor muziek.",
        Subject.RESPECT: "Blijf vriendelijk, scheld niet, en bel bij een bedreiging.",
        Subject.MISTAKES: "Een fout? Wie het meldt, krijgt geen verwijt.",
        Subject.PRESS: "Verwijs een journalist door. Bij een crisis spreekt de woordvoerder.",
        Subject.RIGHTS: "Je mag een mening hebben en lid zijn van een vakbond.",
    },
    "en": {
        Subject.IDENTITY: "Say that you work here. Your own opinion is clear then.",
        Subject.CONFIDENTIAL: "Share no passwords and no data of customers.",
        Subject.PEOPLE: "Ask first if somebody can be recognised on a photo.",
        Subject.MAKERS: "Name the maker. Copyright is there for music, too.",
        Subject.RESPECT: "Stay friendly, do not swear, and call us about a threat.",
        Subject.MISTAKES: "A mistake? Who reports it gets no blame.",
        Subject.PRESS: "Pass a journalist on. In a crisis the spokesperson speaks.",
        Subject.RIGHTS: "You may have an opinion and be in a union.",
    },
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("left_out", Subject)
def test_the_subject_that_is_left_out_is_missed_and_no_other(language, left_out):
    texts = [text for subject, text in SPOKEN[language].items() if subject is not left_out]
    clauses = [ClauseText({}, {language: text}) for text in texts]
    found = lint_guideline(clauses, on=None, languages=[language])
    missed = [each.about for each in found if each.flaw is Flaw.MISSING_SUBJECT]
    assert missed == [left_out]


GRANTED = {
    "nl": {
        Right.OPINION: "Je mag kritisch zijn.",
        Right.UNION: "Je mag lid zijn van een vakbond.",
        Right.WHISTLEBLOWING: "Een misstand meld je bij het meldpunt.",
        Right.DISCONNECT: "Na werktijd hoef je niets te lezen.",
    },
    "en": {
        Right.OPINION: "You may be critical.",
        Right.UNION: "You have the right to be in a union.",
        Right.WHISTLEBLOWING: "You report wrongdoing to the reporting point.",
        Right.DISCONNECT: "After work you do not have to read anything.",
    },
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("left_out", Right)
def test_the_right_that_is_left_out_is_missed_and_no_other(language, left_out):
    texts = [text for right, text in GRANTED[language].items() if right is not left_out]
    found = lint_guideline([ClauseText({}, {language: " ".join(texts)})], on=None)
    missed = [each.about for each in found if each.flaw is Flaw.MISSING_RIGHT]
    assert missed == [left_out]


@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "Je mag geen kritiek geven."), ("en", "You may not criticise us.")],
)
def test_a_right_that_is_denied_is_not_granted(language, text):
    found = lint_guideline([ClauseText({}, {language: text})], on=None)
    assert Right.OPINION in {each.about for each in found if each.flaw is Flaw.MISSING_RIGHT}
