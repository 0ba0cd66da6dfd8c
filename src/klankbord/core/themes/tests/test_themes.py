import numpy as np
import pytest

from klankbord.core.themes import groups
from klankbord.core.themes.groups import NO_THEME, by_size, themes
from klankbord.core.themes.labels import labels, newest, rising, spelled

BUS = ["bus late again", "late bus station", "bus station late again", "again bus late station"]
CAKE = ["apple cake baked", "baked cake sweet", "sweet apple cake", "cake apple sweet baked"]
SAID = [text.split() for text in (*BUS, *BUS[::-1], *CAKE, *CAKE[:2])]
RIGHT = np.array([0] * 8 + [1] * 6)


def test_numbers_go_by_size():
    given = np.array([9] * 5 + [4] * 7 + [2] * 4)
    assert by_size(given, np.ones(16, np.bool_)).tolist() == [1] * 5 + [0] * 7 + [NO_THEME] * 4


def test_too_many_are_refused(monkeypatch):
    monkeypatch.setattr(groups, "MOST", 3)
    with pytest.raises(ValueError, match="4"):
        themes([""] * 4, [[]] * 4, None)


def test_labels_are_words_of_the_theme():
    common = [["the", *each] for each in SAID]
    bus, cake = labels(common, RIGHT)
    assert "bus" in " ".join(bus)
    assert "cake" in " ".join(cake)
    assert "the" not in " ".join([*bus, *cake]).split()
    assert labels([], np.zeros(0, np.int64)) == []


def test_a_theme_rises_when_its_share_grows():
    themes_of = np.array([0, 1] * 40 + [0] * 20)
    old_and_new = np.concatenate([np.linspace(0, 70, 80), np.linspace(80, 100, 20)])
    grows, wanes = rising(themes_of, newest(old_and_new))
    assert grows > 2
    assert wanes < 0
    assert rising(themes_of, newest(np.zeros(100))) == [0.0, 0.0]
    assert newest(np.zeros(0)).tolist() == []


def test_terms_are_spelled_as_people_do():
    said = ["Café De Golf is dicht", "wie gaat naar café De Golf?", "het cafe de Golf, dicht"]
    assert spelled(["cafe", "de golf", "dicht"], said) == ["café", "De Golf", "dicht"]
    assert spelled(["boom"], ["Fijn. Boom geplant!", "Noord heeft een plan. Boom erbij"]) == [
        "boom"
    ]
    assert spelled(["unheard"], said) == ["unheard"]
