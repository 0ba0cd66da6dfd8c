"""`python -m training`: make the weights anew. Needs `KLANKBORD_TEST_DATA` and 10 minutes."""

import argparse
import sys
from functools import partial
from pathlib import Path

from klankbord.core.text.understanding.weights import FOLDER, write_model
from training import languages

LANGUAGES = {
    "en": languages.english,
    "de": partial(languages.continental, "de"),
    "es": partial(languages.continental, "es"),
    "fr": partial(languages.continental, "fr"),
    "nl": languages.dutch,
}


def main() -> int:
    """Train every language and write what the package ships."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the weights go")
    parser.add_argument("--only", nargs="+", choices=[*LANGUAGES], default=[*LANGUAGES])
    asked = parser.parse_args()
    offence = languages.offence_of()
    for language in asked.only:
        _write(asked.folder, language, LANGUAGES[language](offence))
    return 0


def _write(folder: Path, language: str, model: languages.Model) -> None:
    path = write_model(folder, language, model)
    for name, task in model.tasks.items():
        print(language, name, "cheap", task.cheap, "shown", task.shown, flush=True)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
