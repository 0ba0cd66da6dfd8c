"""Every reason that a connector can give has a sentence."""

import re

import pytest

from klankbord.connectors import reasons as keys
from klankbord.connectors.file import FIELDS
from klankbord.participate.listening.fields import FIELD_LABELS
from klankbord.participate.listening.reasons import CAUTIONS, REFUSALS, sentence


@pytest.mark.parametrize("key", [*keys.Refusal, *keys.Caution])
def test_every_reason_has_a_sentence(key):
    words = str(REFUSALS.get(key) or CAUTIONS.get(key))
    assert len(words) > 15
    names = set(re.findall(r"%\((\w+)\)s", words))
    assert sentence(key, dict.fromkeys(names, "waarde")).count("waarde") == len(
        re.findall(r"%\(\w+\)s", words)
    )
    assert "%(" not in sentence(key)


def test_a_key_of_a_plugin_stands_bare():
    assert "moon-full" in sentence("moon-full", {"phase": 1})


def test_every_field_has_a_label():
    assert set(FIELD_LABELS) == set(FIELDS)
