"""No vague ban of the list slips through, and nothing clear is called vague."""

import pytest

from klankbord.core.guidelines.tests.vague_phrases import CLEAR, VAGUE
from klankbord.core.guidelines.vague import vague_bans


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_vague_ban_slips_through(language):
    assert len(VAGUE[language]) >= 80
    assert [each for each in VAGUE[language] if not vague_bans(each, language)] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_clear_is_called_vague(language):
    assert len(CLEAR[language]) >= 70
    assert [each for each in CLEAR[language] if vague_bans(each, language)] == []


@pytest.mark.parametrize(
    ("language", "text", "vague"),
    [
        ("en", "- Ask first.\n- **Be professional.**\n- Name the maker.", "Be professional."),
        ("nl", "Zeg wie je bent. Wees professioneel. Noem de maker.", "Wees professioneel."),
        ("nl", "Twijfel je? Plaats het dan niet.", "Twijfel je? Plaats het dan niet."),
    ],
)
def test_a_vague_ban_has_its_place(language, text, vague):
    [place] = vague_bans(text, language)
    assert text[place.start : place.end].strip("*") == vague


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Be respectful. That means: do not call anybody names."),
        ("nl", "Wees respectvol. Bijvoorbeeld: scheld niemand uit."),
        ("en", "Be respectful: do not call anybody names."),
    ],
)
def test_what_goes_on_to_say_what_it_means_is_not_vague(language, text):
    assert vague_bans(text, language) == []


def test_a_promise_before_it_does_not_make_it_clear():
    assert vague_bans("Our one rule: always be professional.", "en")
