import datetime as dt

import pytest

from klankbord.core.guard.disclosure import missing_disclosure
from klankbord.core.guard.finding import Rule
from klankbord.core.guard.terms import Term, Terms, markings_in

DAY = dt.date(2026, 11, 27)
TERMS = Terms(
    [
        Term("Project Zilvermeeuw", Rule.CODE_NAME),
        Term("jaarcijfers", Rule.EMBARGO, until=dt.date(2026, 12, 3)),
        Term("café Één", Rule.CONFIDENTIAL_WORD),
        Term("...", Rule.CONFIDENTIAL_WORD),
    ]
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Trots op project zilvermeeuw!", "project zilvermeeuw"),
        ("#ProjectZilvermeeuw vordert", "ProjectZilvermeeuw"),
        ("de project-zilvermeeuws", "project-zilvermeeuws"),
        ("in CAFE EEN gezien", "CAFE EEN"),
        ("İn de jaarcijfers staat", "jaarcijfers"),
    ],
)
def test_terms_are_seen_however_they_are_written(text, words):
    assert [text[each.start : each.end] for each in TERMS.kept_in(text, DAY)] == [words]


def test_a_term_is_told_by_its_own_name():
    (found,) = TERMS.kept_in("ProjectZilvermeeuw", DAY)
    assert (found.rule, found.detail) == (Rule.CODE_NAME, "Project Zilvermeeuw")


def test_parts_of_words_do_not_count():
    assert not list(TERMS.kept_in("een zilvermeeuw, subproject zilvermeeuwachtig", DAY))


def test_an_embargo_ends_on_its_day():
    text = "De jaarcijfers zijn goed"
    assert list(TERMS.kept_in(text, dt.date(2026, 12, 2)))
    assert not list(TERMS.kept_in(text, dt.date(2026, 12, 3)))
    assert not list(Terms([]).kept_in(text, DAY))


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Strikt vertrouwelijk: de cijfers", [Rule.MARKING]),
        ("for internal use only", [Rule.MARKING]),
        ("TLP:RED", [Rule.MARKING]),
        ("Onder embargo tot 3 december 2026", [Rule.EMBARGO]),
        ("Embargo: 1 januari", []),
        ("Under embargo until 31-12-2026 09:00", [Rule.EMBARGO]),
        ("Onder embargo tot 1 november 2026", []),
        ("onder embargo tot 45 december 2026", [Rule.MARKING]),
        ("onder embargo", [Rule.MARKING]),
        ("sin embargo, es bonito", []),
        ("een geheim recept van oma", []),
        ("wij gaan vertrouwelijker met elkaar om", []),
    ],
)
def test_what_a_text_says_of_itself(text, rules):
    assert [each.rule for each in markings_in(text, DAY)] == rules


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Lindewaard is de beste gemeente!", 1),
        ("Ik werk bij Lindewaard en dat is fijn", 0),
        ("Lindewaard #werkbij", 0),
        ("Wat een mooie stad", 0),
        ("Ik kreeg deze fiets gratis", 1),
        ("Ik kreeg deze fiets gratis #advertentie", 0),
    ],
)
def test_missing_disclosure(text, n):
    assert len(list(missing_disclosure(text, ["Lindewaard", ""]))) == n
