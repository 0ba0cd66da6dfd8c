import pytest

from klankbord.core.text.understanding import cues
from klankbord.core.text.understanding.encoder import encode, has_encoder
from klankbord.core.text.understanding.intents import (
    INTENTS,
    OTHER,
    Intent,
    intents,
    share_told,
    words_shown,
)
from klankbord.core.text.understanding.opinions import (
    LEAST_SURE,
    NONE,
    UNSURE,
    Opinion,
    Tier,
    label_of,
    offence_told,
    opinions,
)
from klankbord.core.text.understanding.weights import languages_known

GLAD_AND_ANGRY = {
    "nl": ("Wat een geweldig mooie dag, dank jullie wel!", "Waardeloos en slecht, een schande."),
    "en": ("What a wonderful day, love it, thank you!", "Worst service ever, I hate it, awful."),
    "de": ("Super toll, vielen Dank, ich freue mich!", "Schlecht und furchtbar, eine Schande."),
    "fr": ("Merci beaucoup, c'est super, j'adore !", "C'est nul, une honte, quelle merde."),
    "es": ("Muchas gracias, me encanta, genial!", "Qué asco, es horrible, una vergüenza."),
}
pytestmark = pytest.mark.engine
needs_encoder = pytest.mark.skipif(not has_encoder(), reason="klankbord[embed] is not installed")


ASKED = [
    *[(language, Tier.CHEAP) for language in GLAD_AND_ANGRY if language != "fr"],  # see `models.md`
    *[pytest.param(language, Tier.SHOWN, marks=needs_encoder) for language in GLAD_AND_ANGRY],
]


@pytest.mark.parametrize(("language", "tier"), ASKED)
def test_plain_joy_and_plain_anger(language, tier):
    glad, angry = opinions(GLAD_AND_ANGRY[language], [language] * 2, tier)
    assert glad.sentiment[2] == max(glad.sentiment)
    assert angry.sentiment[0] == max(angry.sentiment)
    assert glad.sentiment[2] - angry.sentiment[2] > 0.3
    assert glad.offensive < angry.offensive
    assert sum(glad.sentiment) == pytest.approx(1, abs=1e-3)


def test_a_language_without_model_has_no_opinion():
    found = opinions(["Muito bom", "", "Heel goed"], ["pt", "", "nl"])
    assert found[:2] == [NONE, NONE]
    assert found[0].label == UNSURE
    assert found[2].sentiment is not None
    assert opinions([], []) == []


def test_each_text_is_read_in_its_own_language():
    texts, codes = [], []
    for language, both in GLAD_AND_ANGRY.items():
        texts += both
        codes += [language] * 2
    together = opinions(texts, codes)
    assert together == [opinions([t], [c])[0] for t, c in zip(texts, codes, strict=True)]


def test_where_no_label_is_sure_enough_it_is_unsure():
    assert label_of((0.1, 0.05, 0.85)) == "positive"
    assert label_of((0.105, 0.05, 0.845)) == UNSURE
    assert label_of(()) == UNSURE


def test_negative_asks_more_for_it_is_rare():
    assert Opinion((0.95, 0.03, 0.02), 0.0).label == "negative"
    assert Opinion((0.94, 0.04, 0.02), 0.0).label == UNSURE
    assert Opinion((0.94, 0.04, 0.02), 0.0).is_clear
    assert Opinion((0.9, 0.06, 0.04), 0.0, LEAST_SURE).label == "negative"  # own labels know
    assert not NONE.is_clear


def wanted(text, language, *, sentiment=(0.2, 0.6, 0.2), offensive=0.1):
    found = intents([text], [language], [Opinion(sentiment, offensive)])[0]
    return found.label


ANGRY, GLAD = (0.9, 0.08, 0.02), (0.02, 0.08, 0.9)


@pytest.mark.parametrize(
    ("text", "language", "sentiment", "intent"),
    [
        ("Hoe laat gaat het zwembad open?", "nl", (0.1, 0.85, 0.05), "question"),
        ("Al 3 weken geen reactie van jullie klantenservice", "nl", ANGRY, "complaint"),
        ("Dank jullie wel, top geholpen!", "nl", GLAD, "praise"),
        ("Still waiting for my refund @shop", "en", ANGRY, "complaint"),
        ("Gratis iPhone! Klik hier https://plek.example", "nl", (0.1, 0.6, 0.3), "spam"),
        ("Wann ist die Kasse geöffnet?", "de", (0.1, 0.85, 0.05), "question"),
        ("Depuis 3 semaines, aucune réponse", "fr", ANGRY, "complaint"),
        ("Muchas gracias, excelente servicio", "es", GLAD, "praise"),
        ("Naar verluidt sluit het zwembad", "nl", (0.1, 0.85, 0.05), "claim"),
        ("Rumours that the pool closes in May", "en", (0.1, 0.85, 0.05), "claim"),
        ("Apparently my bag is in Rome", "en", (0.1, 0.85, 0.05), OTHER),
        ("Jullie zouden een bank in het park kunnen zetten", "nl", (0.1, 0.85, 0.05), "suggestion"),
        ("Would be nice to have a bench there", "en", (0.1, 0.85, 0.05), "suggestion"),
        ("Ihr solltet dort eine Bank aufstellen", "de", (0.1, 0.85, 0.05), "suggestion"),
        ("D'après la rumeur la piscine ferme", "fr", (0.1, 0.85, 0.05), "claim"),
        ("Sería bueno un banco en el parque", "es", (0.1, 0.85, 0.05), "suggestion"),
        ("Het regent in de stad", "nl", (0.1, 0.85, 0.05), OTHER),
    ],
)
def test_what_somebody_wants(text, language, sentiment, intent):
    assert wanted(text, language, sentiment=sentiment) == intent


def test_abuse_goes_before_all_else():
    assert wanted("Are you stupid?", "en", sentiment=ANGRY, offensive=0.97) == "abuse"


def test_offence_and_abuse_are_told_where_they_were_found_right():
    assert wanted("Ben je dom?", "nl", sentiment=ANGRY, offensive=0.97) != "abuse"
    rude = Opinion(ANGRY, 0.97)
    assert offence_told(rude, "en") == 0.97
    assert offence_told(rude, "nl") is None
    assert offence_told(NONE, "en") is None


def test_a_complaint_is_called_so_where_nine_of_ten_are():
    text = "It took an hour @shop"  # no word of a complaint in it
    assert wanted(text, "en", sentiment=(0.94, 0.04, 0.02)) == "complaint"
    assert wanted(text, "en", sentiment=(0.86, 0.1, 0.04)) == UNSURE
    angry = "Never again @shop, worst service"
    assert wanted(angry, "en", sentiment=(0.86, 0.1, 0.04)) == "complaint"
    assert wanted(angry, "en", sentiment=(0.84, 0.1, 0.06)) == UNSURE  # unsure how it sounds
    assert wanted("So good, thanks", "en", sentiment=(0.02, 0.08, 0.9)) == UNSURE
    assert wanted("So good, thanks", "en", sentiment=(0.01, 0.04, 0.95)) == "praise"


def test_where_that_was_never_found_words_must_show_it():
    assert wanted("Het duurde een uur @winkel", "nl", sentiment=(0.97, 0.02, 0.01)) == UNSURE
    assert wanted("Weer te laat @winkel", "nl", sentiment=(0.8, 0.15, 0.05)) == "complaint"
    assert share_told("complaint", 0.6, "en") == 0.6
    assert share_told("complaint", 0.99, "en") == 0.95  # surer was never found
    assert share_told("complaint", 0.6, "nl") is None
    assert share_told("question", 0.6, "en") is None


def test_the_words_that_show_it():
    assert words_shown("complaint", "Al 3 weken geen REACTIE, slecht!", "nl") == (
        "al 3 weken", "geen reactie", "slecht",
    )  # fmt: skip
    assert words_shown("question", "Weet iemand hoe laat?", "nl") == ("weet", "hoe", "?")
    assert words_shown("question", "Open", "nl") == ()
    assert words_shown("other", "Open?", "nl") == ()
    assert words_shown("complaint", "slecht", "pt") == ()


def test_no_opinion_no_intent():
    found = intents(["?"], ["pt"], [NONE])[0]
    assert (found.label, found.p) == (UNSURE, ())
    assert Intent((0.5, *[0.1] * (len(INTENTS) - 1))).label == UNSURE


def test_every_language_with_a_model_has_all_cues():
    names = {cues.QUESTION, cues.COMPLAINT, cues.PRAISE, cues.SUGGESTION, cues.CLAIM}
    for language in languages_known():
        assert {*cues.cues_of(language)} == names | {cues.SPAM, cues.PERSON}
    assert cues.cues_of("pt") == {}


@needs_encoder
def test_meanings_are_alike_over_languages():
    nl, en, other = encode(["De trein is te laat", "The train is late", "Ik hou van taart"])
    assert nl @ en > nl @ other + 0.2
    assert encode([]).shape == (0, 512)
    assert encode(["", "@jan https://plek.example"]).shape == (2, 512)
