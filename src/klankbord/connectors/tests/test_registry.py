"""Connectors come in by entry points; a broken one never stops the house."""

import importlib.metadata
import re
import sys
from pathlib import Path

import pytest

from klankbord.connectors import reasons
from klankbord.connectors.contract import Ability, Connector, ConnectorRefused
from klankbord.connectors.reasons import Caution, Refusal, Warnings
from klankbord.connectors.registry import GROUP, installed, load

PLUGINS = """
class Good:
    key = "proef"
    label = "Proef"
    abilities = frozenset()
    def read(self, target, cursor, context): ...

class Complete(Good):
    from klankbord.connectors.contract import Ability
    abilities = frozenset({Ability.READ})

GOOD = Complete()
IDLE = Good()
NOTHING = object()
def __getattr__(name):
    raise RuntimeError("half built")
"""


@pytest.fixture
def point(tmp_path, monkeypatch):
    (tmp_path / "proef_plugin.py").write_text(PLUGINS)
    (tmp_path / "stuk_plugin.py").write_text("1/0")
    monkeypatch.syspath_prepend(tmp_path)
    yield lambda name, value: importlib.metadata.EntryPoint(name, value, GROUP)
    sys.modules.pop("proef_plugin", None)


def test_built_in_connectors_come_by_the_same_door():
    registry = installed()
    assert {"feed", "file"} <= set(registry.connectors)
    assert isinstance(registry.find("feed"), Connector)
    assert Ability.READ in registry.find("file").abilities


def test_unknown_connector_is_refused():
    with pytest.raises(ConnectorRefused) as refused:
        installed().find("hyves")
    assert refused.value.key == Refusal.CONNECTOR_UNKNOWN
    assert refused.value.values == {"connector": "hyves"}


def test_broken_plugins_are_written_down_and_skipped(point):
    registry = load(
        [
            point("proef", "proef_plugin:GOOD"),
            point("leeg", "proef_plugin:NOTHING"),
            point("lui", "proef_plugin:IDLE"),
            point("anders", "proef_plugin:GOOD"),
            point("half", "proef_plugin:MISSING"),
            point("stuk", "stuk_plugin:X"),
            point("weg", "nergens_plugin:X"),
        ]
    )
    assert list(registry.connectors) == ["proef"]
    assert {fault.name for fault in registry.faults} == {
        "leeg", "lui", "anders", "half", "stuk", "weg",
    }  # fmt: skip
    assert all(fault.error for fault in registry.faults)


def test_every_reason_is_explained():
    source = Path(reasons.__file__).read_text()
    for key in (*Refusal, *Caution):
        assert re.search(rf'= "{key}".*\n    """[A-Z]', source), key
    assert len({*Refusal} | {*Caution}) == len(Refusal) + len(Caution)


def test_every_reason_is_documented():
    page = Path(__file__).parents[4] / "docs" / "connectors.md"
    text = page.read_text()
    assert [key for key in (*Refusal, *Caution) if f"`{key}`" not in text] == []


def test_repeated_warnings_are_counted():
    warnings = Warnings()
    for place in range(1, 101):
        warnings.add(Caution.ROW_EMPTY, place)
    warnings.add(Caution.ROW_NUL, 7)
    found = warnings.take()
    assert len(found) == Warnings.KEPT + 2
    assert found[-1].key == Caution.SHORTENED
    assert found[-1].values == {"key": "row-empty", "count": 100}
    assert warnings.take() == ()


def test_refusal_carries_its_consequence():
    refused = ConnectorRefused(Refusal.GONE, permanent=True, cause="410", status=410)
    assert (refused.key, refused.permanent, refused.values) == ("gone", True, {"status": 410})
    assert str(refused) == "gone: 410"
