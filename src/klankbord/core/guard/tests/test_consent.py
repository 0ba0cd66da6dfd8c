import datetime as dt
import io

import pytest
from PIL import Image

from klankbord.core.guard.check import Inside, check_post
from klankbord.core.guard.consent import Refusals, name_hash
from klankbord.core.guard.finding import Light, Part, Rule

KEY = b"photo"
DAY = dt.date(2026, 3, 10)


def refusing(*names):
    return Refusals.of([name_hash(name, KEY) for name in names], KEY)


def named(text, *names):
    return [text[each.start : each.end] for each in refusing(*names).named_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Met José van den Berg!",
        "met JOSE VAN DEN BERG",
        "Met José van-den Berg",
        "José van den Berg",
    ],
)
def test_a_name_is_seen_as_people_write_it(text):
    assert len(named(text, "José van den Berg")) == 1


def test_the_longest_name_at_a_place_and_nothing_else():
    text = "Anna de Wit, Anna de Wit-Smit en Wit Anna"
    assert named(text, "Anna de Wit", "Anna de Wit Smit") == ["Anna de Wit", "Anna de Wit-Smit"]
    assert named("Anna was er, en de Wit ook", "Anna de Wit") == []
    assert named("Anna de Wit") == []


@pytest.mark.parametrize("name", ["Anna", "", "een twee drie vier vijf zes zeven"])
def test_a_name_of_one_word_or_of_many_is_refused(name):
    with pytest.raises(ValueError, match=r"\d"):
        name_hash(name, KEY)


def test_who_has_the_list_without_the_key_cannot_try_names():
    stolen = Refusals.of(refusing("Anna de Wit").hashes, b"another key")
    assert list(stolen.named_in("Anna de Wit")) == []


def test_only_beside_a_picture_and_graver_than_a_name():
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    inside = Inside(refusals=refusing("Anna de Wit"))
    text = "Wat een feest, met Anna de Wit."
    alone = check_post(text, on=DAY, inside=inside)
    assert Rule.NO_PHOTO not in {each.rule for each in alone.findings}
    (found,) = check_post(text, on=DAY, inside=inside, pictures=[out.getvalue()]).findings
    assert (found.rule, found.part, found.is_grave) == (Rule.NO_PHOTO, Part.PEOPLE, True)
    assert text[found.start : found.end] == "Anna de Wit"
    verdict = check_post("Zomaar", on=DAY, inside=inside, pictures=[out.getvalue()])
    assert verdict.light is Light.GREEN
