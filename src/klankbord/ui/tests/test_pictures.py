"""Pictures: what is drawn, said, listed and given to keep."""

import datetime as dt
import io
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import RequestFactory
from django.utils import translation
from PIL import Image

from klankbord.ui import charts, pictures

FIRST = dt.date(2026, 1, 1)
COUNTS = [(FIRST + dt.timedelta(days=n), 1000 + n) for n in range(10)]
ATTACK = '<script>alert("x")</script>'


@pytest.fixture
def volume() -> charts.Picture:
    with translation.override("en"):
        return charts.volume_chart("volume", COUNTS, spikes={FIRST: "Power cut"})


@pytest.fixture
def every_picture(volume) -> list[charts.Picture]:
    cells = [("Press", "Mastodon", 3), ("Press", ATTACK, 9), ("Residents", "Mastodon", 0)]
    return [
        volume,
        charts.bar_chart("tags", [(ATTACK, 4), ("#b", 2)], what="Hashtag"),
        charts.matrix_chart("who", cells, who="Who", where="Where"),
    ]


def test_svg_lives_under_the_strict_policy(every_picture):
    for picture in every_picture:
        for width in pictures.WIDTHS.values():
            svg = str(pictures.page_svg(picture.spec, width))
            assert not re.search(r"<(script|style|image|foreignObject|a)\b", svg)
            assert not re.search(r"\s(style|href|on\w+|xlink:href)=", svg)
            assert "var(--" in svg


def test_every_mark_tells_its_value_in_the_readers_language(volume):
    assert 'aria-label="1 January 2026: 1,000 mentions. Power cut"' in pictures.page_svg(
        volume.spec
    )
    with translation.override("nl"):
        dutch = charts.volume_chart("volume", COUNTS)
        svg = pictures.page_svg(dutch.spec)
    assert svg.count('class="chart__hit"') == len(COUNTS)
    assert re.search(r'aria-label="1 januari 2026: 1\.000 [a-z]+"', svg)
    assert "jan" in svg


def test_sentence_says_what_the_picture_shows(volume):
    assert volume.sentence == (
        "10,045 mentions from 1 January 2026 to 10 January 2026, on average 1,004 a day. "
        "Most on 10 January 2026: 1,009. What stands out: 1 January (Power cut)."
    )
    with translation.override("nl"):
        dutch = charts.volume_chart("volume", COUNTS)
    assert "10.045" in dutch.sentence
    assert "10 januari 2026" in dutch.sentence


@pytest.mark.django_db
def test_days_on_which_something_was_not_heard_are_shaded_and_said(rf, volume):
    with translation.override("en"):
        picture = charts.volume_chart("volume", COUNTS, unheard={FIRST: "Forum (7 hours)"})
        drawn = _fragment(rf, picture)
    assert picture.sentence.endswith(
        "Shaded: 1 day on which not everything was heard; it may be too low."
    )
    assert picture.columns[-1] == "Not heard"
    assert [row[-1] for row in picture.rows[:2]] == ["Forum (7 hours)", ""]
    assert "not heard: Forum (7 hours)" in drawn
    n_bands = drawn.count('fill="var(--ink-soft)"') - _fragment(rf, volume).count(
        'fill="var(--ink-soft)"'
    )
    assert n_bands == 6  # a band and its foot, in three sizes


def test_bar_sentence_counts_what_is_only_in_the_table():
    bars = [(f"#tag{n:02}", 100 - n) for n in range(14)]
    with translation.override("en"):
        picture = charts.bar_chart("tags", bars, what="Hashtag", limit=10)
    assert picture.sentence.startswith("Most: #tag00 (100), #tag01 (99), #tag02 (98). 4 more are")
    assert len(picture.rows) == len(bars)


@pytest.mark.django_db
def test_no_data_is_said_and_not_drawn(rf):
    for picture in (
        charts.volume_chart("v", [(FIRST, 0)]),
        charts.bar_chart("b", [], what="Hashtag"),
        charts.matrix_chart("m", [("a", "b", 0)], who="Who", where="Where"),
    ):
        assert picture.spec is None
        assert picture.sentence
        html = _fragment(rf, picture)
        assert "<svg" in html  # the drawing of the empty state
        assert "chart__canvas" not in html


@pytest.mark.parametrize(("n", "level"), [(0, 0), (1, 1), (25, 2), (100, 5)])
def test_heat_has_six_levels(n, level):
    assert charts.heat_level(n, 100) == level


@pytest.mark.django_db
def test_fragment_has_three_sizes_a_sentence_a_table_and_downloads(rf, volume):
    html = _fragment(rf, volume)
    assert html.count('role="img" aria-label="10,045 mentions') == 3
    assert "<td>1,000</td>" in html
    for kind in ("png", "svg", "csv"):
        assert f'href="/volume?days=30&amp;format={kind}"' in html


def test_downloads_stand_alone(rf, volume):
    svg = pictures.picture_response(rf.get("/v", {"format": "svg"}), volume)
    assert svg["Content-Type"] == "image/svg+xml"
    assert b"var(" not in svg.content
    assert b"<title>10,045 mentions" in svg.content
    png = pictures.picture_response(rf.get("/v", {"format": "png"}), volume)
    image = Image.open(io.BytesIO(png.content))
    assert image.width > 1000
    assert len(image.convert("RGB").getcolors(10**6)) > 5


def test_csv_is_data_and_never_a_formula(rf):
    picture = charts.bar_chart("tags", [("=HYPERLINK(1)", 4), ("é", 2)], what="Hashtag")
    response = pictures.picture_response(rf.get("/v", {"format": "csv"}), picture)
    assert response["Content-Disposition"] == 'attachment; filename="tags.csv"'
    assert response.content.decode("utf-8-sig").splitlines()[1:] == ["'=HYPERLINK(1),4", "é,2"]


def test_same_data_is_drawn_once(volume, monkeypatch):
    pictures.page_svg(volume.spec, 333)
    monkeypatch.setattr(pictures, "_drawn", None)
    assert "<svg" in pictures.page_svg(volume.spec, 333)


def test_drawing_many_at_once_gives_each_its_own_picture():
    def draw(n: int) -> str:
        picture = charts.bar_chart("b", [(f"#only{n}", n + 1)], what="Hashtag")
        return str(pictures.page_svg(picture.spec))

    with ThreadPoolExecutor(6) as pool:
        drawings = list(pool.map(draw, range(6)))
    assert all(f"#only{n}" in drawing for n, drawing in enumerate(drawings))


def test_start_is_quick_because_altair_waits_until_a_picture_is_asked():
    code = (
        "import sys, django; django.setup(); import klankbord.ui.charts, klankbord.ui.pictures;"
        "print('altair' in sys.modules)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "klankbord.site.settings_test"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"


def test_sparkline_is_small_and_harmless():
    svg = charts.sparkline([1, 5, 3], label='"><script>')
    assert len(svg) < 400
    assert "<script" not in svg
    assert charts.sparkline([1]) == ""


def test_every_token_of_a_drawing_has_a_colour_for_downloads(every_picture):
    known = pictures.palette()
    for picture in every_picture:
        used = re.findall(r"var\(--([a-z0-9-]+)\)", str(pictures.page_svg(picture.spec)))
        assert used
        assert set(used) <= known.keys()


@pytest.fixture
def rf() -> RequestFactory:
    return RequestFactory()


def _fragment(rf: RequestFactory, picture: charts.Picture) -> str:
    request = rf.get("/volume", {"days": "30"}, headers={"HX-Request": "true"})
    with translation.override("en"):
        return pictures.picture_response(request, picture).content.decode()
