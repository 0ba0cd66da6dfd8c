"""What linters cannot see: foreign keys point down, templates include their own room or ui."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

ORDER = (
    "core", "connectors", "ui", "jobs", "trust", "people",
    "listening", "archive", "stakeholders", "stories", "understanding", "topics",
    "insight", "keyfigures", "platforms",
    "community", "announcements", "attachments", "events", "praise", "polls", "previews",
    "ranking", "reactions",
    "guidelines", "pulse", "newsletters", "answers",
    "flowcharts", "replies", "lines", "drafting",
    "facts", "desk", "routing", "plan", "rights", "site",
)  # fmt: skip
HEIGHT = {label: height for height, label in enumerate(ORDER)}
OURS = [app for app in apps.get_app_configs() if app.name.startswith("klankbord.")]
TEMPLATES = [path for app in OURS for path in (Path(app.path) / "templates").rglob("*.html")]
REFERENCE = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
ADDRESS = re.compile(r"""{%\s*url\s+["']([a-z]+):""")


def test_every_room_has_its_height():
    assert {app.label for app in OURS} <= set(ORDER)


@pytest.mark.parametrize("app", OURS, ids=lambda app: app.label)
def test_foreign_keys_point_down(app):
    for model in app.get_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or target is None or target._meta.label == "auth.Group":
                continue
            below = HEIGHT.get(target._meta.app_label, -1)
            assert below <= HEIGHT[app.label], f"{model.__name__}.{field.name} points up"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_templates_include_their_own_room_or_below(template):
    label = next(app.label for app in OURS if template.is_relative_to(Path(app.path)))
    text = template.read_text(encoding="utf-8")
    for name in REFERENCE.findall(text):
        room = name.split("/")[0]
        assert room in {label, "ui", "jobs", "account", "mfa", "allauth", "django"}, name
    for room in ADDRESS.findall(text):
        if label != "ui":  # the frame is below everything and gets its addresses from the site
            assert HEIGHT[room] <= HEIGHT[label] or room == "plan", f"{template.name} names {room}:"


def test_no_signals_for_rules():
    """A rule in a signal runs where nobody reads it; lower rooms never call upper ones."""
    for app in OURS:
        for path in Path(app.path).rglob("*.py"):
            if "tests" not in path.parts:
                text = path.read_text(encoding="utf-8")
                assert "django.db.models.signals" not in text, path


def test_migrations_of_a_room_stand_in_one_row():
    """Two that were written beside each other make a house that does not start."""
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
