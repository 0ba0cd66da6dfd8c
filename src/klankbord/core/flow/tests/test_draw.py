"""A drawing shows every node and branch, and boxes never cover each other."""

from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.core.flow import check_document, draw_chart
from klankbord.core.flow.tests.sample import flow, words

CHART = check_document(flow()).chart


def overlaps(one, other):
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    above = one.y + one.height <= other.y or other.y + other.height <= one.y
    return not (beside or above)


def assert_well_drawn(chart):
    drawing = draw_chart(chart)
    assert {box.node for box in drawing.boxes} == set(chart.by_id)
    boxes = list(drawing.boxes)
    clashes = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if overlaps(a, b)]
    assert clashes == []
    for box in boxes:
        assert 0 <= box.x <= drawing.width - box.width
        assert 0 <= box.y <= drawing.height - box.height
    for line in drawing.lines:
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in line.points)
    return drawing


def test_every_node_and_branch_is_drawn():
    drawing = assert_well_drawn(CHART)
    assert len(drawing.lines) == 10
    assert [line.branch.name for line in drawing.lines if line.is_back] == ["ask-again"]


def test_forward_lines_go_down():
    for line in draw_chart(CHART).lines:
        heights = [y for _x, y in line.points]
        assert line.is_back or heights == sorted(heights)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20), st.integers(1, 9))
def test_any_chart_can_be_drawn_with_faults_too(pairs, size):
    document = flow()
    document["nodes"] = [
        {
            "kind": "question",
            "id": f"n{at}",
            "title": words("?"),
            "answers": [
                {"id": f"a{number}", "label": words("a"), "to": f"n{to}"}
                for number, (start, to) in enumerate(pairs)
                if start == at
            ],
        }
        for at in range(size)
    ]
    document["start"] = "n0"
    assert_well_drawn(check_document(document).chart)


def test_an_empty_chart_is_an_empty_drawing():
    document = flow() | {"nodes": [], "examples": []}
    assert draw_chart(check_document(document).chart).boxes == ()
