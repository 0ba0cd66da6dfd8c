import pytest

from klankbord.core.guard.contact import contacts_in
from klankbord.core.guard.cues import Surroundings, plain
from klankbord.core.guard.finding import Rule, without_overlap
from klankbord.core.guard.identifiers import ibans_in, numbers_in


def seen(text):
    flat = plain(text)
    near = Surroundings(flat)
    found = [*numbers_in(flat, near), *ibans_in(flat), *contacts_in(flat, near)]
    return [(each.rule.value, text[each.start : each.end]) for each in without_overlap(found)]


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("Mijn BSN is 123456782.", "bsn", "123456782"),
        ("bsn:1234.56.782 staat erop", "bsn", "1234.56.782"),
        ("BSN \u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0662", "bsn", None),
        ("BSN 123\u200b456\u200b782", "bsn", None),
        ("Onderwijsnummer 101222331", "education-number", "101222331"),
        ("rijksregisternummer 85.07.30-033.28", "national-number-be", "85.07.30-033.28"),
        ("INSZ 85073003328", "national-number-be", "85073003328"),
        ("SSN: 460-89-9847", "national-number", "460-89-9847"),
        ("paspoortnummer XR1001R58", "identity-document", "XR1001R58"),
        ("patiëntnummer 4471902", "file-number", "4471902"),
        ("op NL91 ABNA 0417 1643 00 graag", "iban", "NL91 ABNA 0417 1643 00"),
        ("op be68 5390 0754 7034 aub", "iban", "be68 5390 0754 7034"),
        ("NL91ABNA0417164300dank", "iban", None),
        ("kaart 4111 1111 1111 1111", "card", "4111 1111 1111 1111"),
        ("btw-id NL123456782B12", "vat", "NL123456782B12"),
        ("bel 06-12345678", "phone", "06-12345678"),
        ("+32 471 23 45 67", "phone", "+32 471 23 45 67"),
        ("(0517)555555", "phone", "(0517)555555"),
        ("naar piet.jansen@bedrijf.nl", "email", "piet.jansen@bedrijf.nl"),
        ("Kerkstraat 12, 1234 AB Utrecht", "address", "Kerkstraat 12, 1234 AB"),
        ("hij woont Dorpsweg 9a", "address", "Dorpsweg 9a"),
        ("geboren op 3-4-1980", "birth-date", "3-4-1980"),
        ("kenteken AB-12-CD", "licence-plate", "AB-12-CD"),
        ("inlog vanaf 86.121.97.248", "ip-address", "86.121.97.248"),
    ],
)
def test_what_is_seen(text, rule, words):
    found = seen(text)
    if words is None:  # in other digits, with invisible marks, or run into a word
        assert {each for each, _ in found} <= {rule}
        assert (rule == "iban") == (not found)
    else:
        assert (rule, words) in found


@pytest.mark.parametrize(
    "text",
    [
        "Ordernummer 123456782 is onderweg",  # passes the 11-test
        "BSN 123456783",  # does not
        "123456782",  # without a word that says so
        "Je BSN heb je niet nodig. Bestel met artikelnummer 123456782",
        "NL91 ABNA 0417 1643 01",
        "factuurnummer 4111111111111111",
        "Het btw-tarief gaat van 9 naar 21 procent",
        "van 12-05-2026 tot 14-05-2026",
        "versie 10.12.3.4 is uit",
        "bel 0800-2000 of 14 030",
        "mail naar info@bedrijf.nl",
        "De Kerkstraat is dicht, zondag 14 uur",
        "Op 3-4-1980 begon het bedrijf",
        "8.000 mensen, 1.234.567 euro, 06:45 uur",
        "artikelnummer AB-12-CD",
        "8.8.8.8 is een bekende naamserver",
    ],
)
def test_what_is_left_alone(text):
    assert seen(text) == []


def test_what_the_next_number_is_does_not_hide_this_one():
    text = "Bel Fatima op 06-12345678, haar BSN is 123456782"
    assert seen(text) == [("phone", "06-12345678"), ("bsn", "123456782")]


def test_a_word_that_is_a_number_is_no_part_of_what_names_it():
    text = "My card is 4111 1111 1111 1111, call 06-12345678."
    assert seen(text) == [("card", "4111 1111 1111 1111"), ("phone", "06-12345678")]


def test_the_closest_word_decides():
    both = "Ordernummer 123456782, BSN 111222333"
    assert seen(both) == [("bsn", "111222333")]


def test_a_graver_rule_hides_what_it_holds():
    (found,) = seen("rekening NL91ABNA0417164300")
    assert found[0] == Rule.IBAN
