"""One catalogue: every text has its Dutch, and what runs is what was translated."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

import klankbord

PACKAGE = Path(klankbord.__file__).parent
CATALOGUE = PACKAGE / "locale" / "nl" / "LC_MESSAGES" / "django.po"
KINDS = "html,py,mjml,txt"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def dutch():
    return polib.pofile(str(CATALOGUE))


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    if shutil.which("xgettext") is None:
        pytest.skip("needs xgettext (Debian package gettext); CI installs it")
    copy = tmp_path_factory.mktemp("source") / "klankbord"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("tests", "__pycache__", "static"))
    (copy / "locale" / "nl" / "LC_MESSAGES" / "django.po").unlink()
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "-l",
        "nl",
        "-e",
        KINDS,
        "--no-obsolete",
    ]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    return polib.pofile(str(copy / "locale" / "nl" / "LC_MESSAGES" / "django.po"))


def test_every_text_has_its_dutch(extracted, dutch):
    known = {(entry.msgctxt, entry.msgid) for entry in dutch.translated_entries()}
    missing = [entry.msgid for entry in extracted if (entry.msgctxt, entry.msgid) not in known]
    assert missing == []


def test_nothing_old_stays(extracted, dutch):
    used = {(entry.msgctxt, entry.msgid) for entry in extracted}
    assert [entry.msgid for entry in dutch if (entry.msgctxt, entry.msgid) not in used] == []
    assert dutch.fuzzy_entries() == []


def test_placeholders_are_the_same(dutch):
    for entry in dutch:
        forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
        asked = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for form in forms:
            assert set(PLACEHOLDER.findall(form)) <= asked, entry.msgid
        assert set(PLACEHOLDER.findall("".join(forms))) == asked, entry.msgid


def test_no_straight_quote_comes_in_by_translating(dutch):
    """In an attribute it would end the value, and the rest of the text would be gone."""
    wrong = [entry.msgid for entry in dutch if '"' in entry.msgstr and '"' not in entry.msgid]
    assert wrong == []


def test_plurals_have_both_forms(dutch):
    for entry in dutch:
        if entry.msgid_plural:
            assert set(entry.msgstr_plural) == {0, 1}, entry.msgid
            assert all(entry.msgstr_plural.values()), entry.msgid


def test_the_compiled_catalogue_is_this_one(dutch):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {entry.msgid: entry.msgstr for entry in compiled} == {
        entry.msgid: entry.msgstr for entry in dutch.translated_entries()
    }
