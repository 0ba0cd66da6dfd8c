"""Puts the Dutch catalogue in one order and one form, so that two people's new texts meet well.

Guesses of gettext (fuzzy) are emptied: a text that nobody wrote is missing, not half right.
"""

import sys
from pathlib import Path

import polib


def main(path: Path) -> None:
    """Sort by text, drop dates and guesses, write the catalogue and its compiled twin."""
    catalogue = polib.pofile(str(path), wrapwidth=100)
    catalogue.metadata["POT-Creation-Date"] = ""
    for entry in catalogue:
        entry.previous_msgid = entry.previous_msgid_plural = None
        if entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
    catalogue.sort(key=lambda entry: (entry.msgid.lower(), entry.msgid, entry.msgctxt or ""))
    catalogue.save()
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
